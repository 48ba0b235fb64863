using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Privacy;

/// <summary>A person asked to be erased, or took that back.</summary>
public sealed record ErasureAsked(Guid PersonId, bool Asked);

/// <summary>A person asks to be erased, or takes it back before it is done.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>erasure-asked</c>, <c>erasure-not-asked</c>.</remarks>
public static class AskErasure
{
    internal static readonly Refusal Already = new("erasure-asked", "You have asked for it already.");
    internal static readonly Refusal NotAsked = new("erasure-not-asked", "There is no open request.");

    /// <summary>Asks, or takes it back.</summary>
    public static async Task<Verdict<ErasureAsked>> Execute(GrantFlowDb db, Actor actor, bool asks, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.IsSomebody || !actor.May(Act.SeeSelf, Guid.Empty)) return Refusal.Forbidden;
        var open = await db.ErasureRequests.SingleOrDefaultAsync(r => r.PersonId == actor.PersonId && r.State == ErasureState.Open, ct);
        if (!Decide(actor.PersonId, open, asks).Allows(out var fact, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        if (open is null) db.Add(new ErasureRequest { PersonId = actor.PersonId, AskedAt = now });
        else (open.State, open.EndedAt, open.EndedBy) = (ErasureState.Withdrawn, now, actor.PersonId);
        db.Record(actor, null, $"person:{actor.PersonId}", fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ErasureAsked> Decide(Guid person, ErasureRequest? open, bool asks) =>
        (open, asks) switch
        {
            (not null, true) => Already,
            (null, false) => NotAsked,
            _ => new ErasureAsked(person, asks),
        };
}
