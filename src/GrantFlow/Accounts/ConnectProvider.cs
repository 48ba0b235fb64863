using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>An account was connected with the organisation's own sign-in.</summary>
/// <param name="PersonId">Whose.</param>
public sealed record ProviderConnected(Guid PersonId);

/// <summary>A member of staff connects their account with the organisation's own sign-in, from inside their account: an address that both know connects nothing.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>provider-taken</c>.</remarks>
public static class ConnectProvider
{
    internal static readonly Refusal Taken = new("provider-taken", "Somebody else's account is connected with this sign-in.");

    /// <summary>Connects.</summary>
    public static async Task<Verdict<ProviderConnected>> Execute(GrantFlowDb db, SignedIn signedIn, string sub, TimeProvider clock, CancellationToken ct)
    {
        if (!signedIn.Actor.IsStaff || signedIn.LacksSecondFactor) return Refusal.Forbidden;
        var id = signedIn.Actor.PersonId;
        var fact = new ProviderConnected(id);
        if (await Provider.PersonOfAsync(db, sub, ct) is { } known) return known.Id == id ? fact : Taken;
        db.RemoveRange(await db.UserLogins.Where(l => l.UserId == id && l.LoginProvider == Provider.Scheme).ToListAsync(ct));
        db.Add(new IdentityUserLogin<Guid> { LoginProvider = Provider.Scheme, ProviderKey = sub, ProviderDisplayName = Provider.Scheme, UserId = id });
        db.Record(signedIn.Actor, null, $"person:{id}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
