using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>Organisations took places in a cohort.</summary>
public sealed record MembersAdmitted(Guid CohortId, IReadOnlyList<Guid> Organisations, int PlacesLeft);

/// <summary>Gives places in a cohort to chosen organisations, all of them or none.</summary>
/// <remarks>
/// The only door to a place. Refuses: <c>forbidden</c>, <c>cohort-closed</c>, <c>places-taken</c>, <c>member-already</c>.
/// Concurrency: the cohort's row is locked before the members are counted, so that two decisions approved in the same
/// moment can't both take the last place. Organisations that hold a place in the cohort are passed over: safe to repeat.
/// </remarks>
public static class AdmitMembers
{
    /// <summary>One organisation to admit.</summary>
    /// <param name="OrganisationId">The organisation.</param>
    /// <param name="ApplicationId">The application that won the place, or null.</param>
    /// <param name="ReplacesId">The member who left and whose place it takes, or null.</param>
    public sealed record Entrant(Guid OrganisationId, Guid? ApplicationId, Guid? ReplacesId = null);

    internal static readonly Refusal Closed = new("cohort-closed", "The cohort is closed.");
    internal static readonly Refusal PlacesTaken = new("places-taken", "The cohort has fewer free places than that.");
    internal static readonly Refusal MemberAlready = new("member-already", "An organisation holds a place in another cohort of the programme.");

    /// <summary>Gives the places.</summary>
    public static async Task<Verdict<MembersAdmitted>> Execute(
        GrantFlowDb db, Actor actor, Guid cohortId, IReadOnlyList<Entrant> entrants, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CohortPlaces.LockAsync(db, cohortId, ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.AdmitMembers, cohort.ProgrammeId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!;
        var chosen = entrants.Select(e => e.OrganisationId).ToArray();
        var members = await db.CohortMembers
            .Where(m => m.CohortId == cohortId || (m.ProgrammeId == cohort.ProgrammeId && chosen.Contains(m.OrganisationId)))
            .ToListAsync(ct);
        if (!Decide(cohort, members, entrants).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        foreach (var entrant in entrants.Where(e => fact.Organisations.Contains(e.OrganisationId)))
        {
            var member = new CohortMember
            {
                ProgrammeId = cohort.ProgrammeId,
                CohortId = cohortId,
                OrganisationId = entrant.OrganisationId,
                ApplicationId = entrant.ApplicationId,
                FromReserve = entrant.ReplacesId is not null,
                ReplacesId = entrant.ReplacesId,
                JoinedOn = programme.DayOf(now),
            };
            db.Add(member);
            if (members.FirstOrDefault(m => m.Id == entrant.ReplacesId) is { } left) left.ReplacedById = member.Id;
        }

        if (fact.Organisations.Count > 0) db.Record(actor, cohort.ProgrammeId, cohort.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<MembersAdmitted> Decide(Cohort cohort, IReadOnlyList<CohortMember> members, IReadOnlyList<Entrant> entrants)
    {
        if (cohort.State == CohortState.Closed) return Closed;
        var holding = members.Where(m => m.State == CohortMemberState.Member).ToLookup(m => m.OrganisationId, m => m.CohortId);
        var entering = entrants.Select(e => e.OrganisationId).Distinct().Where(o => !holding[o].Contains(cohort.Id)).ToList();
        if (entering.Any(o => holding[o].Any())) return MemberAlready;
        var taken = members.Count(m => m.CohortId == cohort.Id && m.State == CohortMemberState.Member);
        if (taken + entering.Count > cohort.Places) return PlacesTaken;
        return new MembersAdmitted(cohort.Id, entering, cohort.Places - taken - entering.Count);
    }
}
