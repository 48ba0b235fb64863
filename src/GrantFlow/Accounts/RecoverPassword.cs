using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;

namespace GrantFlow.Accounts;

/// <summary>Whoever opens the link that was mailed sets a new password; every sign-in is over, the second factor stays.</summary>
/// <remarks>Refuses: <c>link-spent</c>, and what <c>PasswordRules</c> refuse. Concurrency: the link works once.</remarks>
public static class RecoverPassword
{
    /// <summary>What the person types.</summary>
    /// <param name="Password">The one from now on.</param>
    public sealed record Request([Required] string Password);

    /// <summary>True while the link works.</summary>
    public static async Task<bool> WorksAsync(GrantFlowDb db, string token, TimeProvider clock, CancellationToken ct) =>
        await MailLink.FindAsync(db, MailLinkKind.Recovery, token, clock.GetUtcNow(), ct) is { PersonId: not null };

    /// <summary>Sets the password.</summary>
    public static async Task<Verdict<PasswordChanged>> Execute(
        GrantFlowDb db, UserManager<Person> people, string token, Request request, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await MailLink.FindAsync(db, MailLinkKind.Recovery, token, now, ct) is not { PersonId: { } id } link) return MailLink.Spent;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Users.FindAsync([id], ct) is not { } person) return MailLink.Spent;
        if (PasswordRules.Judge(request.Password, person.FullName, person.Email!) is { } bad) return bad;
        if (!await MailLink.UseAsync(db, link, now, ct)) return MailLink.Spent;
        var actor = Actor.Nobody with { PersonId = id, Name = person.FullName };
        var fact = await ChangePassword.SetAsync(db, people, person, request.Password, null, actor, now, ct);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
