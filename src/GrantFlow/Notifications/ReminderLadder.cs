using System.Collections.Frozen;
using System.Globalization;

namespace GrantFlow.Notifications;

/// <summary>Which side of the due instant a step stands on, and whom it is for.</summary>
enum StepKind
{
    /// <summary>Days before the due day, to the holders.</summary>
    Before,

    /// <summary>On the due day, to the holders.</summary>
    Due,

    /// <summary>Days after the due day, to the holders.</summary>
    After,

    /// <summary>Days after the due day, to those who have to know.</summary>
    Escalate,
}

/// <summary>One step of a ladder.</summary>
sealed record LadderStep(StepKind Kind, int Days, string Template)
{
    /// <summary>The step's name, kept with its prompts: <c>before-14d</c>.</summary>
    public string Code { get; } = Kind == StepKind.Due
        ? "due"
        : string.Create(CultureInfo.InvariantCulture, $"{Kind.ToString().ToLowerInvariant()}-{Days}d");
}

/// <summary>The prompts of a kind of deadline, and their mathematics: pure functions of the due instant and now.</summary>
/// <remarks>
/// Prompts go out at 09:00 of the deadline's own zone, because a prompt at midnight is read next morning under ten others.
/// </remarks>
public sealed class ReminderLadder
{
    static readonly TimeOnly SendHour = new(9, 0);

    static readonly FrozenDictionary<string, ReminderLadder> All = new ReminderLadder[]
    {
        new("profile", Before(14, "profile-reminder"), Before(3, "profile-reminder"), After(1, "profile-reminder"), Escalate(7)),
        new("application-closing", Before(7, "application-closing-reminder"), Before(1, "application-closing-reminder")),
        new("review", Before(3, "review-reminder"), Due("review-reminder"), After(1, "review-reminder"), Escalate(3)),
        new("signature", Before(3, "agreement-reminder"), Due("agreement-reminder"), After(3, "agreement-reminder"), Escalate(7)),
        new("report", Before(14, "report-reminder"), Before(3, "report-reminder"), After(1, "report-overdue"), After(7, "report-overdue"), Escalate(7)),
        new("visit", Before(7, "visit-reminder"), Before(1, "visit-reminder"), Escalate(3)),
        new("plan-action", Before(14, "plan-action-reminder"), Before(3, "plan-action-reminder"), After(1, "plan-action-reminder"), Escalate(14)),
        new("condition", Before(14, "condition-reminder"), Before(3, "condition-reminder"), After(1, "condition-reminder"), Escalate(7)),
        new("entitlement", Before(60, "entitlement-expiring"), Before(14, "entitlement-expiring")),
        new("task", Before(1, "task-reminder"), After(1, "task-reminder"), Escalate(3)),
    }.ToFrozenDictionary(l => l.Name, StringComparer.Ordinal);

    ReminderLadder(string name, params LadderStep[] steps) => (Name, Steps) = (name, steps);

    /// <summary>How definitions and code name it.</summary>
    public string Name { get; }

    /// <summary>The names that <see cref="Named"/> knows.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    internal IReadOnlyList<LadderStep> Steps { get; }

    /// <summary>The ladder of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static ReminderLadder Named(string name) => All.TryGetValue(name, out var ladder)
        ? ladder
        : throw new ArgumentException($"There is no reminder ladder '{name}'; there are {string.Join(", ", All.Keys.Order(StringComparer.Ordinal))}.", nameof(name));

    static LadderStep Before(int days, string template) => new(StepKind.Before, days, template);

    static LadderStep Due(string template) => new(StepKind.Due, 0, template);

    static LadderStep After(int days, string template) => new(StepKind.After, days, template);

    static LadderStep Escalate(int days) => new(StepKind.Escalate, days, "escalation");
}
