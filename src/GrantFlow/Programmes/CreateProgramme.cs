using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>A programme was entered.</summary>
public sealed record ProgrammeCreated(Guid ProgrammeId, string Key);

/// <summary>An administrator enters a programme; it gets the first versions of its forms.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>programme-known</c>, <c>programme-days-reversed</c>, <c>programme-outside-parent</c>,
/// <c>time-zone-unknown</c>, <c>language-unknown</c>.
/// </remarks>
public static class CreateProgramme
{
    /// <summary>What the administrator sends.</summary>
    /// <param name="Key">Lower-case letters, digits and hyphens, unique.</param>
    /// <param name="NumberPrefix">What numbers begin with; capitals and digits.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Goal">What it is for.</param>
    /// <param name="Country">ISO 3166-1, two letters.</param>
    /// <param name="Currency">ISO 4217.</param>
    /// <param name="TimeZone">IANA.</param>
    /// <param name="StartsOn">First day.</param>
    /// <param name="EndsOn">Last day.</param>
    /// <param name="DefaultLanguage">One of <paramref name="Languages"/>.</param>
    /// <param name="Languages">Of hy, ky, ru, en.</param>
    /// <param name="EntranceRequired">True when only entitled organisations may apply.</param>
    /// <param name="ParentId">The programme it runs inside, or null.</param>
    /// <param name="Kind">Run here, or only kept.</param>
    /// <param name="Giving360Prefix">The registered prefix, or null.</param>
    /// <param name="Acknowledgement">The donor's line, or null.</param>
    public sealed record Request(
        [Required, RegularExpression("^[a-z0-9][a-z0-9-]{1,59}$")] string Key,
        [Required, RegularExpression("^[A-Z0-9]{2,12}$")] string NumberPrefix,
        [Required] LocalText Name,
        LocalText Goal,
        [Required, RegularExpression("^[A-Z]{2}$")] string Country,
        [Required, RegularExpression("^[A-Z]{3}$")] string Currency,
        [Required] string TimeZone,
        DateOnly StartsOn,
        DateOnly EndsOn,
        [Required] string DefaultLanguage,
        [Required, MinLength(1)] string[] Languages,
        bool EntranceRequired = false,
        Guid? ParentId = null,
        ProgrammeKind Kind = ProgrammeKind.Live,
        string? Giving360Prefix = null,
        LocalText? Acknowledgement = null);

    internal static readonly Refusal Known = new("programme-known", "A programme with this key is there already.", nameof(Request.Key));
    internal static readonly Refusal DaysReversed = new("programme-days-reversed", "The last day is before the first.", nameof(Request.EndsOn));
    internal static readonly Refusal OutsideParent = new("programme-outside-parent", "The days aren't within those of the programme it runs inside.", nameof(Request.StartsOn));
    internal static readonly Refusal ZoneUnknown = new("time-zone-unknown", "There is no such time zone.", nameof(Request.TimeZone));
    internal static readonly Refusal LanguageUnknown = new("language-unknown", "The languages are hy, ky, ru and en, and the default is one of those chosen.", nameof(Request.Languages));

    /// <summary>Enters the programme.</summary>
    public static async Task<Verdict<ProgrammeCreated>> Execute(GrantFlowDb db, Actor actor, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.CreateProgramme, Guid.Empty)) return Refusal.Forbidden;
        var parent = request.ParentId is { } parentId ? await db.Programmes.FindAsync([parentId], ct) : null;
        if (request.ParentId is not null && parent is null) return Refusal.NotFound;
        var known = await db.Programmes.AnyAsync(p => p.Key == request.Key, ct);
        var programme = New(request, clock.GetUtcNow());
        if (!Decide(programme, parent, known).Allows(out var fact, out var refusal)) return refusal;
        db.Add(programme);
        db.AddRange(DefaultForms.For(programme.Id, programme.CreatedAt));
        db.Record(actor, programme.Id, $"programme:{programme.Id}", fact, programme.CreatedAt);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<ProgrammeCreated> Decide(Programme programme, Programme? parent, bool known)
    {
        if (known) return Known;
        if (programme.EndsOn < programme.StartsOn) return DaysReversed;
        if (parent is not null && (programme.StartsOn < parent.StartsOn || programme.EndsOn > parent.EndsOn)) return OutsideParent;
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(programme.TimeZone, out _)) return ZoneUnknown;
        if (programme.Languages.Except(LocalText.Languages).Any() || !programme.Languages.Contains(programme.DefaultLanguage))
            return LanguageUnknown;
        return new ProgrammeCreated(programme.Id, programme.Key);
    }

    static Programme New(Request request, DateTimeOffset now) => new()
    {
        Key = request.Key,
        NumberPrefix = request.NumberPrefix,
        ParentId = request.ParentId,
        Name = request.Name,
        Goal = request.Goal,
        Acknowledgement = request.Acknowledgement ?? LocalText.Empty,
        Country = request.Country,
        Currency = request.Currency,
        TimeZone = request.TimeZone,
        StartsOn = request.StartsOn,
        EndsOn = request.EndsOn,
        DefaultLanguage = request.DefaultLanguage,
        Languages = request.Languages,
        EntranceRequired = request.EntranceRequired,
        Kind = request.Kind,
        Giving360Prefix = request.Giving360Prefix,
        CreatedAt = now,
    };
}
