using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Programmes;

/// <summary>A partner was entered or changed.</summary>
public sealed record PartnerEntered(Guid PartnerId, PartnerKind Kind, IReadOnlyList<string> Regions, PartnerState State);

/// <summary>A manager or administrator enters a partner of a programme, or changes one.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>not-found</c>, <c>partner-name-missing</c>, <c>region-unknown</c>, <c>regions-missing</c> for an intermediary.</remarks>
public static class EnterPartner
{
    /// <summary>What is sent.</summary>
    /// <param name="Kind">What it is.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Regions">Codes of the regions it works in.</param>
    /// <param name="OrgIdentifier">For open data, or null.</param>
    /// <param name="State">At work or not.</param>
    public sealed record Request(
        PartnerKind Kind, [Required] LocalText Name, [Required] string[] Regions, [StringLength(80)] string? OrgIdentifier = null, PartnerState State = PartnerState.Active);

    internal static readonly Refusal NameMissing = new("partner-name-missing", "A partner has a name.", nameof(Request.Name));
    internal static readonly Refusal RegionUnknown = new("region-unknown", "The programme's country has no such region.", nameof(Request.Regions));
    internal static readonly Refusal RegionsMissing = new("regions-missing", "An intermediary works in at least one region.", nameof(Request.Regions));

    /// <summary>Enters a new partner, or changes the one named.</summary>
    public static async Task<Verdict<PartnerEntered>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Guid? partnerId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.ChangePartners, programmeId)) return Refusal.Forbidden;
        if (await db.Programmes.FindAsync([programmeId], ct) is not { } programme) return Refusal.NotFound;
        var known = await db.Regions.Where(r => r.Country == programme.Country).Select(r => r.Code).ToListAsync(ct);
        if (Decide(request, known) is { } refusal) return refusal;
        var partner = partnerId is { } id
            ? await db.Partners.FirstOrDefaultAsync(p => p.Id == id && p.ProgrammeId == programmeId, ct)
            : new Partner { ProgrammeId = programmeId, CreatedAt = clock.GetUtcNow() };
        if (partner is null) return Refusal.NotFound;
        if (partnerId is null) db.Add(partner);
        (partner.Kind, partner.Name, partner.OrgIdentifier, partner.Regions, partner.State) =
            (request.Kind, request.Name, request.OrgIdentifier, [.. request.Regions.Distinct().Order(StringComparer.Ordinal)], request.State);
        var fact = new PartnerEntered(partner.Id, partner.Kind, partner.Regions, partner.State);
        db.Record(actor, programmeId, partner.Subject, fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Request request, IReadOnlyCollection<string> regions) =>
        request.Name.Texts.Count == 0 ? NameMissing
        : request is { Kind: PartnerKind.Intermediary, Regions.Length: 0 } ? RegionsMissing
        : regions.Count > 0 && request.Regions.Any(r => !regions.Contains(r)) ? RegionUnknown
        : null;
}
