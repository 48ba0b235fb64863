using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Awards;

/// <summary>One award that was opened.</summary>
/// <param name="AwardId">The award.</param>
/// <param name="Number">Its number.</param>
/// <param name="OrganisationId">Who receives it.</param>
public sealed record OpenedAward(Guid AwardId, string Number, Guid OrganisationId);

/// <summary>Selected applications got their awards.</summary>
/// <param name="CompetitionId">The competition.</param>
/// <param name="Awards">Those opened now, in the order of the applications' numbers; empty when all were open already.</param>
public sealed record AwardsOpened(Guid CompetitionId, IReadOnlyList<OpenedAward> Awards);

/// <summary>Opens an award for every selected application of a competition that has none yet.</summary>
/// <remarks>
/// Doing it again opens only what was selected since, for instance an organisation called from the reserve.
/// Refuses: <c>forbidden</c>, <c>not-decided</c>, <c>no-time-left</c>. Signals: <c>AwardsOpened</c> to the competition.
/// Concurrency: the competition's row is locked, and one application has one award by a unique index.
/// </remarks>
public static class OpenAwards
{
    /// <summary>How long the grants run.</summary>
    /// <param name="Months">Months from the first day; cut at the programme's last day.</param>
    /// <param name="StartsOn">The first day; null is the first of the next month.</param>
    public sealed record Request(int Months = 12, DateOnly? StartsOn = null);

    internal static readonly Refusal NotDecided = new("not-decided", "The competition's decision isn't approved yet.");
    internal static readonly Refusal NoTimeLeft = new("no-time-left", "The grants would begin after the programme's last day.");

    /// <summary>Opens them.</summary>
    public static async Task<Verdict<AwardsOpened>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select 1 from competitions where id = {competitionId} for update", ct);
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.OpenAwards, competition.ProgrammeId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([competition.ProgrammeId], ct))!;
        var binding = await db.Cohorts.Where(c => c.Id == competition.CohortId).Select(c => c.Binding).SingleOrDefaultAsync(ct);
        var known = db.Awards;
        var selected = await db.Applications.AsNoTracking()
            .Where(a => a.CompetitionId == competitionId && a.State == ApplicationState.Selected && !known.Any(w => w.ApplicationId == a.Id))
            .OrderBy(a => a.Number)
            .ToListAsync(ct);
        var now = clock.GetUtcNow();
        if (!Decide(competition, programme, request, programme.DayOf(now)).Allows(out var days, out var refusal)) return refusal;

        List<OpenedAward> opened = [];
        foreach (var application in selected)
        {
            var sequence = await NumberSeries.NextAsync(db, programme.Id, $"award-{days.StartsOn.Year}", ct);
            var award = new Award
            {
                ProgrammeId = programme.Id,
                CohortId = competition.CohortId,
                CompetitionId = competition.Id,
                OrganisationId = application.OrganisationId,
                ApplicationId = application.Id,
                Number = FormattableString.Invariant($"{programme.NumberPrefix}-{days.StartsOn.Year}-G{sequence:000}"),
                Title = LocalText.Of(application.Language, application.Title),
                Amount = application.RequestedAmount,
                Currency = competition.Currency,
                StartsOn = days.StartsOn,
                EndsOn = days.EndsOn,
                AwardedOn = programme.DayOf(now),
                Binding = binding,
                CreatedAt = now,
            };
            db.Add(award);
            db.Record(actor, programme.Id, award.Subject, new AwardOpened(award.Id, award.Number, award.Amount, award.Currency), now);
            opened.Add(new OpenedAward(award.Id, award.Number, award.OrganisationId));
        }

        var fact = new AwardsOpened(competitionId, opened);
        if (opened.Count > 0) db.Signal("AwardsOpened", competition.Subject, now, new { awards = opened });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<GrantDays> Decide(Competition competition, Programme programme, Request request, DateOnly today)
    {
        if (competition.State != CompetitionState.Decided) return NotDecided;
        var first = request.StartsOn ?? new DateOnly(today.Year, today.Month, 1).AddMonths(1);
        var last = first.AddMonths(Math.Max(request.Months, 1)).AddDays(-1);
        return first > programme.EndsOn ? NoTimeLeft : new GrantDays(first, last < programme.EndsOn ? last : programme.EndsOn);
    }

    /// <summary>The days a grant runs.</summary>
    internal sealed record GrantDays(DateOnly StartsOn, DateOnly EndsOn);
}

/// <summary>An award was opened.</summary>
public sealed record AwardOpened(Guid AwardId, string Number, decimal Amount, string Currency);
