using System.Security.Cryptography;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A key of sealed fields is lost for good, and what it sealed was given up.</summary>
/// <param name="Key">The key's id.</param>
/// <param name="Rows">Rows taken away, by table.</param>
/// <param name="SecondFactors">Authenticator apps that have to be set up anew.</param>
/// <param name="Letters">Letters with a link that can't be written any more, and weren't sent yet.</param>
public sealed record KeyGivenUp(string Key, IReadOnlyDictionary<string, int> Rows, int SecondFactors, int Letters);

/// <summary>Lets go of second factors and waiting links that no key of the service opens any more: a sign-in asks for a new factor instead of failing.</summary>
/// <remarks>Only an operator does this, who has the database's password; recovery codes and passkeys, which hang on no key, stay.</remarks>
public static class ForgetUnreadable
{
    /// <summary>Lets go of them, on record.</summary>
    /// <param name="db">The database.</param>
    /// <param name="secrets">Those that there still are.</param>
    /// <param name="key">The id of the lost key.</param>
    /// <param name="rows">What went with it already.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<KeyGivenUp> Execute(
        GrantFlowDb db, Secrets secrets, string key, IReadOnlyDictionary<string, int> rows, TimeProvider clock, CancellationToken ct)
    {
        var apps = (await db.Authenticators.ToListAsync(ct)).Where(a => !Opens(a.Secret) || !Opens(a.Pending)).ToList();
        db.RemoveRange(apps);
        var waiting = await db.Mails.Where(m => m.Secret != null && (m.State == MailState.Queued || m.State == MailState.Sending)).Select(m => new { m.Id, m.Secret }).ToListAsync(ct);
        var letters = waiting.Where(m => !Opens(m.Secret)).Select(m => m.Id).ToList();
        await db.Mails.Where(m => letters.Contains(m.Id)).ExecuteUpdateAsync(m => m.SetProperty(x => x.State, MailState.Silenced), ct);
        var fact = new KeyGivenUp(key, rows, apps.Count, letters.Count);
        db.Record(Actor.Service, null, "service:00000000-0000-0000-0000-000000000000", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;

        bool Opens(string? text)
        {
            try
            {
                return text is null || secrets.Open(text).Length >= 0;
            }
            catch (CryptographicException)
            {
                return false;
            }
        }
    }
}
