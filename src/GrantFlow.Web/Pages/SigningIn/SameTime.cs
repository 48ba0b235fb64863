using System.ComponentModel.DataAnnotations;
using System.Diagnostics;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>Lets an answer take the same time whatever was found, so that the time tells nothing.</summary>
readonly struct SameTime
{
    // Longer than the work takes on a machine that isn't overloaded.
    static readonly TimeSpan Least = TimeSpan.FromMilliseconds(400);

    readonly long _begun;

    SameTime(long begun) => _begun = begun;

    /// <summary>Begins to count.</summary>
    public static SameTime Begin() => new(Stopwatch.GetTimestamp());

    /// <summary>Waits for what is left.</summary>
    public Task EndAsync(CancellationToken ct)
    {
        var left = Least - Stopwatch.GetElapsedTime(_begun);
        return left > TimeSpan.Zero ? Task.Delay(left, ct) : Task.CompletedTask;
    }
}

/// <summary>Tells an e-mail address from what can't be one.</summary>
static class MailAddress
{
    /// <summary>True for something that a mail can be sent to.</summary>
    public static bool Is(string? typed) =>
        typed is { Length: > 3 and <= 254 } && typed.Trim() is var address && !address.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '<' or '>' or ',' or ';')
        && new EmailAddressAttribute().IsValid(address);
}
