using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>An applicant enters an organisation into a programme, and becomes its head.</summary>
[Does(Act.RegisterOrganisation)]
sealed class NewOrganisationPage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>Where it enters.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>Of the programme's country.</summary>
    public IReadOnlyList<Region> Regions { get; private set; } = [];

    /// <summary>As the organisation writes it.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>Registered, or an initiative.</summary>
    [BindProperty]
    public OrganisationKind Kind { get; set; }

    /// <summary>In the state's register.</summary>
    [BindProperty]
    public string? RegistrationNumber { get; set; }

    /// <summary>The region's code.</summary>
    [BindProperty]
    public string? Region { get; set; }

    /// <summary>Town or village.</summary>
    [BindProperty]
    public string? Settlement { get; set; }

    /// <summary>For letters.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>For calls.</summary>
    [BindProperty]
    public string? Phone { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid programme, CancellationToken ct) => await LoadAsync(programme, ct) ? Page() : NotFound();

    /// <summary>Registers.</summary>
    [Does(Act.RegisterOrganisation)]
    public async Task<IActionResult> OnPostAsync(Guid programme, CancellationToken ct)
    {
        if (!await LoadAsync(programme, ct)) return NotFound();
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(Name)) ModelState.AddModelError(nameof(Name), texts["organisation.name-missing"]);
        if (string.IsNullOrWhiteSpace(Email) || !Email.Contains('@', StringComparison.Ordinal)) ModelState.AddModelError(nameof(Email), texts["organisation.email-missing"]);
        if (!ModelState.IsValid) return Page();
        var request = new RegisterOrganisation.Request(
            LocalText.Of(texts.Language, Name!.Trim()), Kind, RegistrationNumber, Region ?? "", Settlement?.Trim() ?? "", texts.Language, Email!, Phone?.Trim() ?? "");
        var verdict = await RegisterOrganisation.Execute(db, Actor, programme, request, clock, ct);
        return verdict.Allows(out var fact, out var refusal) ? Done($"/organisations/{fact.OrganisationId}", "done.organisation") : Refused(refusal);
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Programmes.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id && p.Kind == ProgrammeKind.Live, ct) is not { } programme) return false;
        if (!RegisterOrganisation.MayTry(Actor, id)) return false;
        Programme = programme;
        var all = await db.Regions.AsNoTracking().Where(r => r.Country == programme.Country).OrderBy(r => r.Code).ToListAsync(ct);
        Regions = [.. all.Where(r => RegisterOrganisation.MayTryIn(Actor, id, r.Code))];
        return true;
    }
}
