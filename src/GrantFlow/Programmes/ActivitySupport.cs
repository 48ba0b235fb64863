using System.Globalization;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>What the activities of the stages share: whom they are about, and waits that remember their limit.</summary>
static class ActivitySupport
{
    /// <summary>The noun an activity is about: the one its input names, else the one the instance is correlated with.</summary>
    /// <param name="run">The run.</param>
    /// <param name="kind">For instance <c>competition</c>.</param>
    /// <param name="given">The input's id; null or empty takes the correlation's.</param>
    /// <exception cref="InvalidOperationException">Neither names one; becomes an incident that says so.</exception>
    internal static Guid IdOf(ActivityRun run, string kind, string? given) =>
        Parse(kind, given) ?? Parse(kind, run.CorrelationId)
        ?? throw new InvalidOperationException($"'{run.ActivityId}' is about no {kind}: neither its input nor the correlation '{run.CorrelationId}' names one.");

    /// <summary>The fact of a use case that the workflow counts on; a refusal becomes an incident that says why.</summary>
    /// <exception cref="InvalidOperationException">It was refused.</exception>
    internal static T OrIncident<T>(this Verdict<T> verdict)
        where T : notnull =>
        verdict.Allows(out var fact, out var refusal) ? fact : throw new InvalidOperationException($"{refusal.Code}: {refusal.Detail}");

    /// <summary>True when it was done, or had been done before: what makes an activity safe to run twice.</summary>
    /// <exception cref="InvalidOperationException">It was refused for another reason.</exception>
    internal static bool DoneOr<T>(this Verdict<T> verdict, params ReadOnlySpan<Refusal> before)
        where T : notnull
    {
        if (verdict.Allows(out _, out var refusal)) return true;
        foreach (var known in before) if (known.Code == refusal.Code) return false;
        throw new InvalidOperationException($"{refusal.Code}: {refusal.Detail}");
    }

    /// <summary>The instant until which a wait lasts: set when it begins, carried along each time a signal brings it back.</summary>
    internal static DateTimeOffset LimitOf(ActivityRun run, int days) =>
        run.Resumption is { Tag: var tag } && DateTimeOffset.TryParseExact(tag, "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var limit)
            ? limit
            : run.Now.AddDays(days);

    /// <summary>Looks again whenever one of the signals comes, and at the limit at the latest.</summary>
    internal static Outcome LookAgain(DateTimeOffset limit, params IReadOnlyList<string> signals)
    {
        var tag = limit.ToString("O", CultureInfo.InvariantCulture);
        return Outcome.WaitFor([.. signals.Select(s => new Wait(s, null, null, null, true, tag)), Wait.UntilThenAgain(limit, tag)]);
    }

    /// <summary>When a live deadline is due, or null when there is none.</summary>
    internal static async Task<DateTimeOffset?> DueAsync(this GrantFlowDb db, string subject, string kind, CancellationToken ct) =>
        await db.Deadlines
            .Where(d => d.SubjectRef == subject && d.Kind == kind && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed))
            .Select(d => (DateTimeOffset?)d.DueAt)
            .FirstOrDefaultAsync(ct);

    static Guid? Parse(string kind, string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        if (Guid.TryParse(text, out var bare)) return bare;
        return text.Split(':', 2) is [var named, var id] && named == kind && Guid.TryParse(id, out var parsed) ? parsed : null;
    }
}
