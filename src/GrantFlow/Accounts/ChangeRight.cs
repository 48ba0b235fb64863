using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A cell of a programme's matrix was changed.</summary>
public sealed record RightChanged(Act Act, Holder Holder, Reach From, Reach To, string Reason);

/// <summary>Widens or narrows one right in one programme, within the bounds the matrix ships with.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>reason-missing</c>, <c>right-fixed</c>, <c>right-too-wide</c>, <c>right-same</c>.</remarks>
public static class ChangeRight
{
    /// <summary>What is sent.</summary>
    /// <param name="Act">The row.</param>
    /// <param name="Holder">The column.</param>
    /// <param name="Reach">What shall hold.</param>
    /// <param name="Reason">Why; it goes on record.</param>
    public sealed record Request(Act Act, Holder Holder, Reach Reach, [Required, StringLength(500)] string Reason);

    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why.", nameof(Request.Reason));
    internal static readonly Refusal Fixed = new("right-fixed", "This right can't be changed.", nameof(Request.Reach));
    internal static readonly Refusal TooWide = new("right-too-wide", "The right can't be as wide as that for this role.", nameof(Request.Reach));
    internal static readonly Refusal Same = new("right-same", "The right is so already.", nameof(Request.Reach));

    /// <summary>Changes the cell; the next request of whoever it concerns is judged by it.</summary>
    public static async Task<Verdict<RightChanged>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!await db.Programmes.AnyAsync(p => p.Id == programmeId, ct)) return Refusal.NotFound;
        if (!actor.May(Act.ChangeRight, programmeId)) return Refusal.Forbidden;
        var known = await db.RightChanges.FindAsync([programmeId, request.Act, request.Holder], ct);
        if (!Decide(Matrix.Of(request.Act, request.Holder), known?.Reach, request).Allows(out var fact, out var refusal)) return refusal;
        var usual = fact.To == Matrix.Of(fact.Act, fact.Holder).Usual;
        if (known is null) db.Add(new RightChange { ProgrammeId = programmeId, Act = fact.Act, Holder = fact.Holder, Reach = fact.To });
        else if (usual) db.Remove(known);
        else known.Reach = fact.To;
        db.Record(actor, programmeId, $"programme:{programmeId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<RightChanged> Decide(Cell cell, Reach? now, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        if (cell.Fixed) return Fixed;
        if (request.Reach > cell.Most) return TooWide;
        var before = now ?? cell.Usual;
        if (before == request.Reach) return Same;
        return new RightChanged(request.Act, request.Holder, before, request.Reach, request.Reason.Trim());
    }
}
