namespace GrantFlow.Notifications;

/// <summary>The mail of a rung.</summary>
static class Prompt
{
    /// <summary>Values that the deadline itself gives to its prompts.</summary>
    public static IReadOnlyCollection<string> OwnValues { get; } = ["dueDate", "matter"];

    // What a deadline is about, best first: its name goes into "matter", which tells those who have to know what is late.
    static readonly string[] Names = ["organisation", "application", "competition", "task", "action", "condition", "report"];

    public static MailRequest For(Deadline deadline, ReminderRung rung) => new(
        $"rung:{deadline.Id}:{rung.Rung}:{deadline.DueAt.ToUnixTimeSeconds()}:{rung.ReceiverEmail.ToLowerInvariant()}",
        rung.Template,
        deadline.ProgrammeId,
        deadline.SubjectRef,
        new Receiver(rung.ReceiverEmail, rung.ReceiverName, rung.ReceiverLanguage, rung.ReceiverPersonId),
        Values(deadline, rung.ReceiverLanguage));

    static Dictionary<string, string> Values(Deadline deadline, string language)
    {
        var values = new Dictionary<string, string>(deadline.Values)
        {
            ["dueDate"] = MailValue.Date(deadline.LocalDate, deadline.LocalTime, deadline.Zone),
        };
        values.TryAdd("matter", Matter(deadline, MailTemplates.LanguageFor(language)));
        return values;
    }

    static string Matter(Deadline deadline, string language)
    {
        var what = MailTemplates.Layout(language).Matter(deadline.Ladder);
        var name = Names.Select(n => deadline.Values.GetValueOrDefault(n)).FirstOrDefault(v => v is not null);
        return name is null ? what : $"{MailRenderer.InLanguage(name, language)} — {what}";
    }
}
