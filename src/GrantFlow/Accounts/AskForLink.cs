using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A mail was asked for, and perhaps sent; nobody but the address's owner learns which.</summary>
/// <param name="Kind">What for.</param>
public sealed record LinkAsked(MailLinkKind Kind);

/// <summary>Somebody without a sign-in asks for a link by mail: to register, or to set a new password.</summary>
/// <remarks>
/// Refuses: <c>asked-too-often</c>, by network address only. Whether there is an account under the address is told to its mailbox alone:
/// the answer is the same, after the same work. An address that was asked for five times within the hour gets no more mails,
/// without a word, so that nobody's mailbox can be flooded.
/// </remarks>
public static class AskForLink
{
    static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    static readonly TimeSpan RegistrationLasts = TimeSpan.FromDays(1);
    static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    // A village office behind one address enrols a whole meeting in an afternoon; a machine asks thousands of times.
    const int MostFromAddress = 60;
    const int MostForAccount = 5;

    internal static readonly Refusal TooOften = new("asked-too-often", "Too many mails were asked for from here. Wait an hour, then try again.");

    /// <summary>Asks.</summary>
    /// <param name="db">The database.</param>
    /// <param name="secrets">Seals the link until the mail leaves.</param>
    /// <param name="kind">What for.</param>
    /// <param name="email">As typed.</param>
    /// <param name="language">The language of a mail to somebody unknown.</param>
    /// <param name="whence">Where from.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<LinkAsked>> Execute(
        GrantFlowDb db, Secrets secrets, MailLinkKind kind, string email, string language, Whence whence, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var attempt = SignInAttempt.Of(kind == MailLinkKind.Recovery ? AttemptKind.Recovery : AttemptKind.Registration, email, whence, now, succeeded: true);
        var recent = db.Set<SignInAttempt>().Where(a => (a.Kind == AttemptKind.Recovery || a.Kind == AttemptKind.Registration) && a.At > now - Hour);
        if (await recent.CountAsync(a => a.Address == attempt.Address, ct) >= MostFromAddress) return TooOften;
        var silent = await recent.CountAsync(a => a.Account == attempt.Account, ct) >= MostForAccount;
        var key = email.Trim().ToUpperInvariant();
        var person = await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.NormalizedEmail == key, ct);

        var token = Secrets.NewToken();
        var link = new MailLink
        {
            Kind = kind,
            Email = email.Trim(),
            PersonId = person?.Id,
            Hash = Secrets.HashOf(token),
            CreatedAt = now,
            ExpiresAt = now + (kind == MailLinkKind.Recovery ? Hour : RegistrationLasts),
        };
        var (template, path) = (kind, person) switch
        {
            (MailLinkKind.Recovery, _) => ("password-recovery", $"/recover/{Mail.SecretMark}"),
            (MailLinkKind.Registration, null) => ("registration-confirm", $"/register/{Mail.SecretMark}"),
            (MailLinkKind.Registration, _) => ("registration-known", "/sign-in"),
        };
        var receiver = new Receiver(link.Email, person?.FullName ?? link.Email, person?.Language ?? language, person?.Id);
        var mail = Outbox.Compose(
            new MailRequest($"{template}:{link.Id}", template, null, $"link:{link.Id}", receiver, new Dictionary<string, string> { ["link"] = path })
            {
                Secret = template == "registration-known" ? null : secrets.Seal(token),
            },
            now);
        db.Add(attempt);
        db.Add(link);
        if (!silent && (kind == MailLinkKind.Registration || person is not null)) db.Add(mail);
        await db.SaveChangesAsync(ct);
        await db.Set<MailLink>().Where(l => l.CreatedAt < now - Kept).ExecuteDeleteAsync(ct);
        return new LinkAsked(kind);
    }
}
