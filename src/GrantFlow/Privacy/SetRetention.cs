using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;

namespace GrantFlow.Privacy;

/// <summary>A programme set how long it keeps something.</summary>
public sealed record RetentionSet(Guid ProgrammeId, RetentionKind Kind, int Days, string Reason);

/// <summary>Sets how long a programme keeps something, within bounds, with a reason.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>retention-bounds</c>, <c>reason-missing</c>.</remarks>
public static class SetRetention
{
    /// <summary>What is sent.</summary>
    /// <param name="Kind">What is kept.</param>
    /// <param name="Days">How long.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Request(RetentionKind Kind, [Range(1, 36500)] int Days, [Required, StringLength(1000)] string Reason);

    internal static readonly Refusal Bounds = new("retention-bounds", "So many days are too few or too many for this.", nameof(Request.Days));

    /// <summary>Sets it.</summary>
    public static async Task<Verdict<RetentionSet>> Execute(GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Programmes.FindAsync([programmeId], ct) is null) return Refusal.NotFound;
        if (!actor.May(Act.SetRetention, programmeId)) return Refusal.Forbidden;
        if (!Decide(programmeId, request).Allows(out var fact, out var refusal)) return refusal;
        if (await db.RetentionRules.FindAsync([programmeId, request.Kind], ct) is { } rule) rule.Days = fact.Days;
        else db.Add(new RetentionRule { ProgrammeId = programmeId, Kind = request.Kind, Days = fact.Days });
        db.Record(actor, programmeId, $"programme:{programmeId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<RetentionSet> Decide(Guid programme, Request request)
    {
        var way = Retention.Of(request.Kind);
        if (!way.OfProgramme || request.Days < way.Least || request.Days > way.Most) return Bounds;
        return string.IsNullOrWhiteSpace(request.Reason) ? JudgeBankAccount.ReasonMissing : new RetentionSet(programme, request.Kind, request.Days, request.Reason.Trim());
    }
}
