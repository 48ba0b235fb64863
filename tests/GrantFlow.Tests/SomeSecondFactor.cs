using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Tests;

/// <summary>An authenticator app for tests: everybody has the same secret, and the same code may be used again.</summary>
static class SomeSecondFactor
{
    public const string Secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    /// <summary>Ties the app to a person's account; saved by the caller.</summary>
    public static async Task GiveAsync(GrantFlowDb db, Secrets secrets, Guid person)
    {
        if (await db.Authenticators.FindAsync(person) is not { } authenticator) db.Add(authenticator = new Authenticator { PersonId = person });
        (authenticator.Secret, authenticator.ConfirmedAt) = (secrets.Seal(Secret), TimeProvider.System.GetUtcNow());
    }

    /// <summary>The code of now; a test signs in oftener than every thirty seconds, so the last one counts as not used.</summary>
    /// <param name="db">The database.</param>
    /// <param name="person">Whose app.</param>
    /// <param name="now">The host's now; null is the machine's.</param>
    public static async Task<string> CodeAsync(GrantFlowDb db, Guid person, DateTimeOffset? now = null)
    {
        await db.Authenticators.Where(a => a.PersonId == person).ExecuteUpdateAsync(a => a.SetProperty(x => x.LastStep, 0));
        return Totp.CodeOf(Secret, Totp.StepOf(now ?? TimeProvider.System.GetUtcNow()));
    }
}
