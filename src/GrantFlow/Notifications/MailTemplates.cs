namespace GrantFlow.Notifications;

/// <summary>The texts of the mails, by template and language: files of this assembly.</summary>
public static class MailTemplates
{
    /// <summary>Every template's name.</summary>
    public static IReadOnlyCollection<string> Names => throw new NotSupportedException();
}
