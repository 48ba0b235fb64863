using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>An organisation gave up, or lost, its place.</summary>
public sealed record MemberRemoved(Guid CohortId, Guid MemberId, Guid OrganisationId, string Reason);

/// <summary>A grant manager records that an organisation leaves its cohort, and why.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>member-left-already</c>, <c>reason-missing</c>. Signals: <c>MemberLeft</c> to the cohort.</remarks>
public static class RemoveMember
{
    /// <summary>What the manager sends.</summary>
    /// <param name="OrganisationId">Who leaves.</param>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record Request(Guid OrganisationId, [Required, StringLength(2000)] string Reason);

    internal static readonly Refusal LeftAlready = new("member-left-already", "The organisation holds no place in the cohort.");
    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));

    /// <summary>Records the leaving.</summary>
    public static async Task<Verdict<MemberRemoved>> Execute(
        GrantFlowDb db, Actor actor, Guid cohortId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await CohortPlaces.LockAsync(db, cohortId, ct) is not { } cohort) return Refusal.NotFound;
        if (!actor.May(Act.RemoveMember, cohort.ProgrammeId)) return Refusal.Forbidden;
        var member = await db.CohortMembers
            .Where(m => m.ProgrammeId == cohort.ProgrammeId && m.CohortId == cohortId && m.OrganisationId == request.OrganisationId)
            .OrderByDescending(m => m.Id)
            .FirstOrDefaultAsync(ct);
        if (!Decide(member, request).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var programme = (await db.Programmes.FindAsync([cohort.ProgrammeId], ct))!;
        (member!.State, member.LeftOn, member.LeftReason) = (CohortMemberState.Left, programme.DayOf(now), fact.Reason);
        db.Record(actor, cohort.ProgrammeId, cohort.Subject, fact, now);
        db.Signal("MemberLeft", cohort.Subject, now, new { memberId = member.Id, member.OrganisationId, outcome = "MemberLeft" });
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<MemberRemoved> Decide(CohortMember? member, Request request)
    {
        if (member is null) return Refusal.NotFound;
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        return member.State switch
        {
            CohortMemberState.Member => new MemberRemoved(member.CohortId, member.Id, member.OrganisationId, request.Reason.Trim()),
            CohortMemberState.Left or CohortMemberState.Completed => LeftAlready,
        };
    }
}
