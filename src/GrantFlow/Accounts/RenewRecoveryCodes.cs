using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A person got new recovery codes; the old ones open nothing any more.</summary>
/// <param name="PersonId">Whose.</param>
public sealed record RecoveryCodesRenewed(Guid PersonId);

/// <summary>Makes ten new recovery codes in place of the old ones, and shows them once.</summary>
/// <remarks>Refuses: <c>forbidden</c> without a second factor shown in this session.</remarks>
public static class RenewRecoveryCodes
{
    /// <summary>Makes them.</summary>
    /// <returns>The codes, to be written down; only their hashes are kept.</returns>
    public static async Task<Verdict<string[]>> Execute(GrantFlowDb db, SignedIn signedIn, TimeProvider clock, CancellationToken ct)
    {
        if (signedIn.SecondFactor is null) return Refusal.Forbidden;
        var (person, now) = (signedIn.Actor.PersonId, clock.GetUtcNow());
        var codes = await MakeAsync(db, person, now, ct);
        db.Record(signedIn.Actor, null, $"person:{person}", new RecoveryCodesRenewed(person), now);
        await db.SaveChangesAsync(ct);
        return codes;
    }

    internal static async Task<string[]> MakeAsync(GrantFlowDb db, Guid person, DateTimeOffset now, CancellationToken ct)
    {
        db.RemoveRange(await db.RecoveryCodes.Where(c => c.PersonId == person).ToListAsync(ct));
        string[] codes = [.. Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.New())];
        db.AddRange(codes.Select(c => new RecoveryCode { PersonId = person, Hash = RecoveryCode.HashOf(person, c), CreatedAt = now }));
        return codes;
    }
}
