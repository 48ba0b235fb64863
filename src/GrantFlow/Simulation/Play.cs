using System.Diagnostics;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>A play doesn't come to rest: workflows, or people, set each other off for ever.</summary>
sealed class RestlessException(Restlessness kind, string message) : Exception(message)
{
    /// <summary>How it was noticed.</summary>
    public Restlessness Kind { get; } = kind;
}

/// <summary>The engine and the jobs as the play drives them: by hand, at their due times.</summary>
interface IMachinery
{
    /// <summary>Runs workflows, prompts and mails until nothing is due at this instant.</summary>
    Task RunUntilIdleAsync(CancellationToken ct);

    /// <summary>The next instant at which a workflow or a prompt is due, or null.</summary>
    Task<DateTimeOffset?> NextDueAsync(CancellationToken ct);
}

/// <summary>Plays a programme: machinery, people, clock, in turn, with a jump to the next due instant when nobody has anything left to do.</summary>
/// <param name="theatre">Clock, diary, people.</param>
/// <param name="machinery">Engine and jobs.</param>
/// <param name="troupes">Who looks.</param>
/// <param name="goesOn">Asked before each jump of the clock; false ends the play there. Null plays to the end.</param>
sealed class Play(Theatre theatre, IMachinery machinery, IReadOnlyList<ITroupe> troupes, Func<CancellationToken, Task<bool>>? goesOn = null)
{
    // A true programme comes to rest within a few turns at one instant; people and workflows that set each other off for ever don't.
    const int MostTurnsAtOneInstant = 10_000;

    static readonly TimeSpan Between = TimeSpan.FromSeconds(2);

    DateTimeOffset _seen = DateTimeOffset.MinValue;

    /// <summary>Plays until an instant, or until nothing is due any more.</summary>
    public async Task RunAsync(DateTimeOffset until, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        var (told, turns, stirred) = (TimeSpan.Zero, 0, true);
        while (true)
        {
            ct.ThrowIfCancellationRequested();
            if (stirred)
            {
                await machinery.RunUntilIdleAsync(ct);
                await LookAsync(ct);
            }

            if (theatre.Diary.TryTake(theatre.Now, out var entry))
            {
                do await entry.Act(ct);
                while (theatre.Diary.TryTake(theatre.Now, out entry));
                if (++turns > MostTurnsAtOneInstant)
                    throw new RestlessException(Restlessness.People, $"The play doesn't come to rest at {theatre.Now:u}: somebody reacts to their own act ({entry.Key}).");
                stirred = true;
                continue;
            }

            turns = 0;
            if (goesOn is not null && !await goesOn(ct)) return;
            var due = await machinery.NextDueAsync(ct);
            var next = Earliest(due, theatre.Diary.Next);
            if (next is null || next > until) break;
            theatre.Clock.AdvanceTo(next.Value);
            // Where only people act, the machinery needn't be asked before they have.
            stirred = due <= next;
            if (watch.Elapsed - told > Between)
            {
                told = watch.Elapsed;
                theatre.Say($"{watch.Elapsed.TotalSeconds:0} s");
            }
        }

        theatre.Clock.AdvanceTo(until);
        await machinery.RunUntilIdleAsync(ct);
    }

    /// <summary>Shows the troupes what the record and the dates set say has happened since they last looked.</summary>
    async Task LookAsync(CancellationToken ct)
    {
        var now = theatre.Now;
        var touched = await theatre.ReadAsync(db => TouchedAsync(db, theatre.Programme.Id, _seen, ct));
        _seen = now;
        foreach (var about in touched.GroupBy(t => t.Subject))
        {
            if (about.Key.Split(':', 2) is not [var kind, var id]) continue;
            foreach (var troupe in troupes)
                if (troupe.Kinds.Contains(kind) && about.Any(t => troupe.Heeds(t.What)))
                    await troupe.LookAsync(kind, Guid.TryParse(id, out var subject) ? subject : Guid.Empty, ct);
        }
    }

    // Drafts, answers, ends and what workflows do by themselves ask nothing of anybody. They are three quarters of the record.
    static readonly string[] Quiet =
    [
        nameof(Organisations.ProfileSaved), nameof(Organisations.ProfileSubmitted), nameof(Organisations.OrganisationRegistered), nameof(Organisations.OrganisationPersonAdded),
        nameof(Capacity.PlanActionUpdated), nameof(Capacity.HealthReportIssued), nameof(Capacity.EntitlementGranted),
        nameof(Competitions.ApplicationSaved), nameof(Competitions.ApplicationSubmitted),
        nameof(Awards.PaymentConfirmed), nameof(Awards.AwardClosed),
        nameof(Monitoring.VisitsPlanned), nameof(Monitoring.VisitHeld), nameof(Monitoring.VisitMissed), nameof(Monitoring.MilestoneReached),
        nameof(Monitoring.FindingResolved), nameof(Monitoring.MatterEscalated), nameof(Monitoring.RiskChanged),
        nameof(Reporting.ReportsPlanned), nameof(Reporting.ReportSaved), nameof(Reporting.ReportAccepted),
    ];

    // Mails tell people nothing that the record doesn't, but for the one that an entitlement runs out; nor do dates, but for a review's.
    static Task<List<Touched>> TouchedAsync(GrantFlowDb db, Guid programme, DateTimeOffset since, CancellationToken ct) =>
        db.Database.SqlQuery<Touched>($"""
            select subject as "Subject", kind as "What" from audit_facts where programme_id = {programme} and at >= {since} and kind <> all({Quiet})
            union select subject_ref, '' from deadlines where programme_id = {programme} and created_at >= {since} and kind in ('review', 'decision-approval')
            union select 'task:' || id, '' from tasks where programme_id = {programme} and created_at >= {since}
            union select subject_ref, '' from mails where programme_id = {programme} and created_at >= {since} and kind = 'entitlement-expiring'
            """).ToListAsync(ct);

    static DateTimeOffset? Earliest(DateTimeOffset? one, DateTimeOffset? other) => one is null || other < one ? other : one;
}

/// <summary>Something happened to a subject: the fact's kind, or nothing where there is no fact of it.</summary>
sealed record Touched(string Subject, string What);
