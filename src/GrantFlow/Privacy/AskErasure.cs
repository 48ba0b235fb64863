using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Privacy;

/// <summary>A person asked to be erased, or took that back.</summary>
public sealed record ErasureAsked(Guid PersonId, bool Asked);

/// <summary>A person asks to be erased, or takes it back before it is done.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>erasure-asked</c>, <c>erasure-not-asked</c>. Mails: <c>erasure-asked</c> to every other administrator.
/// </remarks>
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
        if (open is null) await TellAdministratorsAsync(db, db.Add(new ErasureRequest { PersonId = actor.PersonId, AskedAt = now }).Entity, now, ct);
        else (open.State, open.EndedAt, open.EndedBy) = (ErasureState.Withdrawn, now, actor.PersonId);
        db.Record(actor, null, $"person:{actor.PersonId}", fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    // Without the person's name: that would be one more copy, in other people's mail, of what is to be erased.
    static async Task TellAdministratorsAsync(GrantFlowDb db, ErasureRequest request, DateTimeOffset now, CancellationToken ct)
    {
        var administrators = await db.Users.AsNoTracking()
            .Where(p => p.Id != request.PersonId && p.Email != null && p.ErasedAt == null
                && db.ProgrammeRoles.Any(r => r.PersonId == p.Id && r.ProgrammeId == Guid.Empty && r.Role == Role.Administrator))
            .ToListAsync(ct);
        foreach (var one in administrators)
        {
            db.QueueMail(
                new MailRequest(
                    $"erasure-asked:{request.Id}:{one.Id}", "erasure-asked", null, $"person:{request.PersonId}",
                    new Receiver(one.Email!, one.FullName, one.Language, one.Id),
                    new Dictionary<string, string> { ["link"] = $"/people/{request.PersonId}/privacy" }),
                now);
        }
    }

    internal static Verdict<ErasureAsked> Decide(Guid person, ErasureRequest? open, bool asks) =>
        (open, asks) switch
        {
            (not null, true) => Already,
            (null, false) => NotAsked,
            _ => new ErasureAsked(person, asks),
        };
}
