using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>An organisation was entered.</summary>
public sealed record OrganisationRegistered(Guid OrganisationId, string Number, Guid? EntranceInstanceId);

/// <summary>A grant manager, or a person of the organisation itself, enters it in a programme.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>organisation-known</c>, <c>registration-number-missing</c>, <c>registration-number-unwanted</c>,
/// <c>region-unknown</c>, <c>language-unknown</c>. Starts: <c>entrance</c>, in a live programme that asks for it.
/// </remarks>
public static class RegisterOrganisation
{
    /// <summary>What is sent.</summary>
    /// <param name="Name">The name.</param>
    /// <param name="Kind">Registered or an initiative.</param>
    /// <param name="RegistrationNumber">Of the state's register; null for an initiative.</param>
    /// <param name="Region">A region's code; any text in a country whose regions aren't listed.</param>
    /// <param name="Settlement">Town or village.</param>
    /// <param name="Language">hy, ky, ru or en.</param>
    /// <param name="Email">Of the organisation as such; may be empty.</param>
    /// <param name="Phone">May be empty.</param>
    /// <param name="FoundedYear">Or null.</param>
    /// <param name="OrgIdentifier">For exports; null makes one from the registration number where the register is known.</param>
    public sealed record Request(
        [Required] LocalText Name,
        OrganisationKind Kind,
        [StringLength(40)] string? RegistrationNumber,
        [Required(AllowEmptyStrings = true), StringLength(60)] string Region,
        [Required(AllowEmptyStrings = true), StringLength(120)] string Settlement,
        [Required] string Language,
        [Required(AllowEmptyStrings = true), StringLength(254)] string Email,
        [StringLength(40)] string Phone = "",
        [Range(1800, 2100)] int? FoundedYear = null,
        [StringLength(80)] string? OrgIdentifier = null);

    internal static readonly Refusal Known = new("organisation-known", "The programme has an organisation with this registration number.", nameof(Request.RegistrationNumber));
    internal static readonly Refusal NumberMissing = new("registration-number-missing", "A registered organisation has a registration number.", nameof(Request.RegistrationNumber));
    internal static readonly Refusal NumberUnwanted = new("registration-number-unwanted", "An initiative has no registration number.", nameof(Request.RegistrationNumber));
    internal static readonly Refusal RegionUnknown = new("region-unknown", "The programme's country has no such region.", nameof(Request.Region));
    internal static readonly Refusal LanguageUnknown = new("language-unknown", "The languages are hy, ky, ru and en.", nameof(Request.Language));

    /// <summary>Enters the organisation; a person who enters their own becomes its head.</summary>
    public static async Task<Verdict<OrganisationRegistered>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        var staff = actor.MayIn(Act.RegisterOrganisation, programmeId, request.Region);
        if (!staff && !IsApplicant(actor, programmeId)) return Refusal.Forbidden;
        if (await db.Programmes.FindAsync([programmeId], ct) is not { } programme) return Refusal.NotFound;
        var regions = await db.Regions.Where(r => r.Country == programme.Country).Select(r => r.Code).ToListAsync(ct);
        var number = Normalise(request.RegistrationNumber);
        var known = number is not null && await db.Organisations.AnyAsync(o => o.ProgrammeId == programmeId && o.RegistrationNumber == number, ct);
        if (Decide(request with { RegistrationNumber = number }, regions, known) is { } refusal) return refusal;

        var now = clock.GetUtcNow();
        var own = $"{programme.NumberPrefix}-ORG-{await NumberSeries.NextAsync(db, programmeId, "organisation", ct):000}";
        var organisation = new Organisation
        {
            ProgrammeId = programmeId,
            Number = own,
            Name = request.Name,
            Kind = request.Kind,
            RegistrationNumber = number,
            OrgIdentifier = request.OrgIdentifier ?? IdentifierOf(programme, number, own),
            Region = request.Region,
            Settlement = request.Settlement,
            Language = request.Language,
            Email = request.Email.Trim(),
            Phone = request.Phone,
            FoundedYear = request.FoundedYear,
            CreatedAt = now,
        };
        db.Add(organisation);
        if (!staff) await AddHeadAsync(db, actor, organisation, ct);
        var entrance = programme is { EntranceRequired: true, Kind: ProgrammeKind.Live }
            ? db.StartWorkflow(await db.WorkflowOfAsync(programmeId, "entrance", ct), organisation.Subject, now)
            : (Guid?)null;
        var fact = new OrganisationRegistered(organisation.Id, own, entrance);
        db.Record(actor, programmeId, organisation.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    /// <summary>True when the person may enter an organisation of the region.</summary>
    public static bool MayTryIn(Actor actor, Guid programmeId, string region) =>
        actor.MayIn(Act.RegisterOrganisation, programmeId, region) || IsApplicant(actor, programmeId);

    /// <summary>True when the person may enter some organisation in the programme: their own, or as its staff.</summary>
    public static bool MayTry(Actor actor, Guid programmeId) =>
        actor.May(Act.RegisterOrganisation, programmeId) && (IsApplicant(actor, programmeId) || actor.Reaches(Act.RegisterOrganisation, programmeId));

    internal static Refusal? Decide(Request request, IReadOnlyCollection<string> regions, bool known) =>
        !LocalText.Languages.Contains(request.Language) ? LanguageUnknown
        : request is { Kind: OrganisationKind.Registered, RegistrationNumber: null } ? NumberMissing
        : request is { Kind: OrganisationKind.Initiative, RegistrationNumber: not null } ? NumberUnwanted
        : regions.Count > 0 && !regions.Contains(request.Region) ? RegionUnknown
        : known ? Known
        : null;

    /// <summary>Blanks and case tell no two organisations apart.</summary>
    internal static string? Normalise(string? number)
    {
        var kept = string.Concat((number ?? "").Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
        return kept.Length == 0 ? null : kept;
    }

    // Source: org-id.guide's list codes for the state registers.
    static string? IdentifierOf(Programme programme, string? number, string own) => (programme.Country, number) switch
    {
        ("AM", not null) => $"AM-SRALE-{number}",
        ("KG", not null) => $"KG-INN-{number}",
        _ => programme.Giving360Prefix is { } prefix ? $"360G-{prefix}-{own}" : null,
    };

    // Whoever judges or watches in the programme can't be an applicant in it.
    static bool IsApplicant(Actor actor, Guid programmeId) =>
        actor.PersonId != Guid.Empty
        && actor.Grants.All(g => g.Role == Role.Applicant || (g.Programme != programmeId && g.Programme != Guid.Empty));

    static async Task AddHeadAsync(GrantFlowDb db, Actor actor, Organisation organisation, CancellationToken ct)
    {
        var person = await db.Users.FindAsync([actor.PersonId], ct);
        db.Add(new OrganisationPerson
        {
            ProgrammeId = organisation.ProgrammeId,
            OrganisationId = organisation.Id,
            PersonId = person?.Id,
            Name = person?.FullName ?? actor.Name,
            Email = person?.Email ?? organisation.Email,
            Language = person?.Language ?? organisation.Language,
            Role = OrganisationRole.Head,
            CreatedAt = organisation.CreatedAt,
        });
    }
}
