using FluentAssertions;
using GrantFlow.Notifications;
using GrantFlow.Notifications.Smtp;
using GrantFlow.Tests.Ports;
using Xunit;

namespace GrantFlow.Tests.Notifications;

/// <summary>The default implementation of the mail port.</summary>
public sealed class SmtpTransportTests(SmtpServer server) : MailTransportContract(server), IClassFixture<SmtpServer>
{
    readonly SmtpServer _server = server;

    protected override IMailTransport Connect(int port, TimeSpan timeout) => Connect(port, timeout, false);

    [Fact]
    public async Task A_server_without_tls_gets_nothing_when_tls_is_demanded()
    {
        var answer = await Connect(_server.Port, TimeSpan.FromSeconds(10), true)
            .SendAsync(new OutgoingMail("secret@example.org", "tls@example.org", "Tls", "en", "Title", "Text", "<p>Text</p>"), CancellationToken.None);

        (answer.Verdict, answer.Code).Should().Be((MailVerdict.Deferred, 0));
        _server.ReceivedBy("tls@example.org").Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_without_our_account_makes_the_mail_wait_for_the_administrator()
    {
        using var transport = new SmtpTransport(Options(_server.Port, TimeSpan.FromSeconds(10), false, "somebody", "secret"), TimeProvider.System);

        var answer = await transport.SendAsync(new OutgoingMail("a@example.org", "auth@example.org", "A", "en", "Title", "Text", "<p>Text</p>"), CancellationToken.None);

        answer.Verdict.Should().NotBe(MailVerdict.Refused, answer.Text);
        answer.Text.Should().NotContain("secret");
    }

    static SmtpTransport Connect(int port, TimeSpan timeout, bool tls) => new(Options(port, timeout, tls), TimeProvider.System);

    static MailOptions Options(int port, TimeSpan timeout, bool tls, string? user = null, string? password = null) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        Tls = tls,
        User = user,
        Password = password,
        From = "programme@example.org",
        FromName = "Ծրագիր",
        Timeout = timeout,
    };
}
