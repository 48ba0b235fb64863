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

    /// <summary>The prompts to come for a due day and hour: those whose hour is over already aren't in it.</summary>
    internal IEnumerable<(LadderStep Step, DateTimeOffset SendAt)> Plan(DateOnly day, TimeOnly time, string zone, DateTimeOffset now) =>
        Steps.Select(s => (Step: s, SendAt: LocalInstant.Of(SendDay(s, day, time), SendHour, zone))).Where(p => p.SendAt > now);

    // A due hour before ten in the morning would make a prompt at nine useless or late: it comes the day before.
    static DateOnly SendDay(LadderStep step, DateOnly day, TimeOnly time) => step.Kind switch
    {
        StepKind.Before => day.AddDays(-step.Days),
        StepKind.Due => time < SendHour.AddHours(1) ? day.AddDays(-1) : day,
        StepKind.After or StepKind.Escalate => day.AddDays(step.Days),
    };

    /// <summary>What has to be done about a live deadline now.</summary>
    /// <remarks>
    /// After an outage a receiver gets one prompt, not the heap of those that should have come: the latest, and past the
    /// due instant only one that says so. When nothing that says so has come up yet, the next one is brought forward.
    /// </remarks>
    internal static LadderVerdict Judge(Deadline deadline, IEnumerable<ReminderRung> pending, DateTimeOffset now)
    {
        List<ReminderRung> send = [], superseded = [];
        var over = deadline.DueAt + deadline.Grace;
        DateTimeOffset? next = deadline.State == DeadlineState.Open && now < over ? over : null;
        foreach (var receiver in pending.GroupBy(r => r.ReceiverEmail, StringComparer.OrdinalIgnoreCase))
        {
            var rungs = receiver.OrderBy(r => r.SendAt).ThenBy(r => r.Id).ToList();
            var chosen = Choose(rungs, deadline.DueAt, over, now);
            send.AddRange(chosen);
            foreach (var rung in rungs.Except(chosen))
            {
                if (rung.SendAt <= now) superseded.Add(rung);
                else if (next is null || rung.SendAt < next) next = rung.SendAt;
            }
        }

        return new LadderVerdict(send, superseded, deadline.State == DeadlineState.Open && now >= over, next);
    }

    static List<ReminderRung> Choose(List<ReminderRung> rungs, DateTimeOffset due, DateTimeOffset over, DateTimeOffset now)
    {
        var come = rungs.Where(r => r.SendAt <= now).ToList();
        if (come.Count == 0) return [];
        if (now < due) return [come[^1]];
        var late = come.Where(SaysLate).GroupBy(r => Kind(r)).Select(g => g.Last()).ToList();
        if (late.Count > 0 || now < over) return late;
        return rungs.FirstOrDefault(SaysLate) is { } ahead ? [ahead] : [];
    }

    static bool SaysLate(ReminderRung rung) => Kind(rung) is "after" or "escalate";

    static string Kind(ReminderRung rung) => rung.Rung.Split('-')[0];
}

/// <summary>What has to be done about a deadline.</summary>
/// <param name="Send">Prompts whose mails go out now.</param>
/// <param name="Superseded">Prompts that another took the place of.</param>
/// <param name="Missed">True when the deadline becomes missed now.</param>
/// <param name="NextAt">When to look again; null when never.</param>
sealed record LadderVerdict(
    IReadOnlyList<ReminderRung> Send, IReadOnlyList<ReminderRung> Superseded, bool Missed, DateTimeOffset? NextAt);
