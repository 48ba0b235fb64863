namespace GrantFlow.Notifications;

/// <summary>A mail as written in one language.</summary>
sealed record WrittenMail(string Language, string Title, string Text, string Html);

/// <summary>Writes mails out of templates and values.</summary>
static class MailRenderer
{
    public static WrittenMail Render(string template, string language, string name, IReadOnlyDictionary<string, string> values) =>
        throw new NotSupportedException();

    public static string MessageIdOf(string key) => throw new NotSupportedException();
}
