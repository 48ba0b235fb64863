using System.ComponentModel.DataAnnotations;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A person made an account.</summary>
/// <param name="PersonId">Who.</param>
public sealed record PersonRegistered(Guid PersonId);

/// <summary>Whoever opens the link that was mailed gives name, language and password: the account is made, and acts for nobody yet.</summary>
/// <remarks>Refuses: <c>link-spent</c>, <c>person-name-missing</c>, <c>language-unknown</c>, and what <c>PasswordRules</c> refuse. Concurrency: the link works once.</remarks>
public static class CompleteRegistration
{
    /// <summary>What the person types.</summary>
    /// <param name="Name">As they write it.</param>
    /// <param name="Language">hy, ky, ru or en.</param>
    /// <param name="Password">At least twelve characters.</param>
    public sealed record Request([Required, StringLength(120)] string Name, [Required] string Language, [Required] string Password);

    internal static readonly Refusal NameMissing = new("person-name-missing", "Say your name.", nameof(Request.Name));
    internal static readonly Refusal LanguageUnknown = new("language-unknown", "The languages are hy, ky, ru and en.", nameof(Request.Language));

    /// <summary>The address that a link proves while it works, else null.</summary>
    public static async Task<string?> AddressAsync(GrantFlowDb db, string token, TimeProvider clock, CancellationToken ct) =>
        (await MailLink.FindAsync(db, MailLinkKind.Registration, token, clock.GetUtcNow(), ct))?.Email;

    /// <summary>Makes the account.</summary>
    public static async Task<Verdict<PersonRegistered>> Execute(
        GrantFlowDb db, UserManager<Person> people, string token, Request request, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await MailLink.FindAsync(db, MailLinkKind.Registration, token, now, ct) is not { } link) return MailLink.Spent;
        if (Judge(request, link.Email) is { } bad) return bad;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (!await MailLink.UseAsync(db, link, now, ct)) return MailLink.Spent;
        if (await MakeAsync(db, people, request, link.Email, now, ct) is not { } person) return MailLink.Spent;
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return new PersonRegistered(person.Id);
    }

    internal static Refusal? Judge(Request request, string email) =>
        string.IsNullOrWhiteSpace(request.Name) ? NameMissing
        : !LocalText.Languages.Contains(request.Language) ? LanguageUnknown
        : PasswordRules.Judge(request.Password, request.Name, email);

    /// <summary>Makes an account for an address that was proved; saved by the caller.</summary>
    /// <returns>Null when somebody has one under this address by now.</returns>
    internal static async Task<Person?> MakeAsync(GrantFlowDb db, UserManager<Person> people, Request request, string email, DateTimeOffset now, CancellationToken ct)
    {
        var key = email.Trim().ToUpperInvariant();
        // Two links to one address opened at once: the second waits here and then sees the first one's account.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({key}, 0))", ct);
        if (await db.Users.AnyAsync(p => p.NormalizedEmail == key, ct)) return null;
        var person = Person.Of(request.Name, email, request.Language);
        person.PasswordHash = people.PasswordHasher.HashPassword(person, request.Password);
        db.Add(person);
        db.Record(Actor.Nobody with { PersonId = person.Id, Name = person.FullName }, null, person.Subject, new PersonRegistered(person.Id), now);
        return person;
    }
}
