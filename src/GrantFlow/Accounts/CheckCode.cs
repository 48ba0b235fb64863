using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>A second factor was shown.</summary>
/// <param name="By">Which.</param>
public sealed record SecondFactorShown(SecondFactor By);

/// <summary>Judges a code of the authenticator app, or a recovery code: the second half of a sign-in.</summary>
/// <remarks>
/// Refuses: <c>code-wrong</c>, <c>code-used</c>, <c>sign-in-too-often</c>. Concurrency: of two who send the same code at once, one is heard:
/// the row says which step was taken last, and only a later one is taken.
/// Whoever gets here knows the password already, so failures are counted for the account alone, whatever address they come from.
/// </remarks>
public static class CheckCode
{
    internal static readonly Refusal Wrong = new("code-wrong", "The code is wrong, or it is too old.", "Code");
    internal static readonly Refusal Used = new("code-used", "This code was used already. Wait for the next one.", "Code");

    // A million codes, three of them right at a time: with thirty tries a day, a year of guessing finds one in thirty cases.
    const int MostInWindow = 10;
    const int MostInDay = 30;

    /// <summary>Judges the code; a failure is kept on count.</summary>
    /// <param name="db">The database.</param>
    /// <param name="secrets">Opens the authenticator's secret.</param>
    /// <param name="person">Who has shown the password.</param>
    /// <param name="code">As typed; blanks and dashes don't count.</param>
    /// <param name="whence">Where from.</param>
    /// <param name="clock">Now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<Verdict<SecondFactorShown>> Execute(
        GrantFlowDb db, Secrets secrets, Person person, string code, Whence whence, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (account, window, day) = (SignInAttempt.Seal(person.Email ?? ""), now - CheckPassword.Window, now.AddDays(-1));
        var failures = db.Set<SignInAttempt>().Where(a => a.Kind == AttemptKind.Code && a.Account == account && !a.Succeeded);
        if (await failures.CountAsync(a => a.At > window, ct) >= MostInWindow || await failures.CountAsync(a => a.At > day, ct) >= MostInDay)
            return CheckPassword.TooOften;
        var verdict = await JudgeAsync(db, secrets, person.Id, code, now, ct);
        if (!verdict.Allows(out _, out _))
        {
            db.Add(SignInAttempt.Of(AttemptKind.Code, person.Email ?? "", whence, now, succeeded: false));
            await db.SaveChangesAsync(ct);
        }

        return verdict;
    }

    static async Task<Verdict<SecondFactorShown>> JudgeAsync(
        GrantFlowDb db, Secrets secrets, Guid person, string code, DateTimeOffset now, CancellationToken ct)
    {
        var typed = string.Concat(code.Where(char.IsLetterOrDigit));
        if (typed is not [_, _, _, _, _, _])
        {
            var hash = RecoveryCode.HashOf(person, typed);
            var found = await db.Database.ExecuteSqlAsync(
                $"update recovery_codes set used_at = {now} where person_id = {person} and hash = {hash} and used_at is null", ct);
            return found == 1 ? new SecondFactorShown(SecondFactor.RecoveryCode) : Wrong;
        }

        var authenticator = await db.Authenticators.AsNoTracking().FirstOrDefaultAsync(a => a.PersonId == person, ct);
        if (authenticator?.Secret is not { } secret || Totp.StepThatFits(secrets.Open(secret), typed, now) is not { } step) return Wrong;
        var taken = await db.Database.ExecuteSqlAsync($"update authenticators set last_step = {step} where person_id = {person} and last_step < {step}", ct);
        return taken == 1 ? new SecondFactorShown(SecondFactor.Authenticator) : Used;
    }
}
