using System.Text;
using GrantFlow.Notifications;
using GrantFlow.Workflows.Tests;
using Xunit;

namespace GrantFlow.Tests.Notifications;

[Collection("environment")]
public sealed class MailTextsTests
{
    [Theory]
    [InlineData("hy")]
    [InlineData("ky")]
    [InlineData("ru")]
    [InlineData("en")]
    public void Every_mail_reads_as_it_was_approved(string language)
    {
        var all = new StringBuilder();
        foreach (var name in MailTemplates.Names)
        {
            var mail = MailRenderer.Render(name, language, SomeMail.Receiver(language).Name, SomeMail.Values(language));
            all.Append("=== ").Append(name).Append("\nSubject: ").Append(mail.Title).Append("\n\n").Append(mail.Text).Append('\n');
        }

        Approved.Check($"mails.{language}", all.ToString());
    }
}
