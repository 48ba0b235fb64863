using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>The organisation's questionnaire: kept as a draft at any time, sent in when complete.</summary>
[Does(Act.SeeOrganisation)]
sealed class ProfilePage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    Form _form = null!;
    Programme _programme = null!;

    /// <summary>Whose profile.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The profile as kept.</summary>
    public Profile Profile { get; private set; } = null!;

    /// <summary>The form as shown.</summary>
    public FormView View { get; private set; } = null!;

    /// <summary>The organisation agrees that its facts are kept and used.</summary>
    public bool Consent { get; private set; }

    /// <summary>Which saving the reader saw: a later one by somebody else is never overwritten.</summary>
    public string Seen => Stamp(Profile.SavedAt);

    /// <summary>When it was saved, in words.</summary>
    public string SavedWords => Profile.SavedAt is { } at ? texts["form.saved", texts.When(at, _programme.TimeZone)] : texts["form.unsaved"];

    /// <summary>The matrix lets the reader do it to this organisation.</summary>
    public bool May(Act act) => Actor.May(act, Organisation.ProgrammeId, Organisation.Id);

    /// <summary>Shows the profile.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        (View, Consent) = (new(_form.Questions, Profile.Answers, _programme.Currency), Profile.Consent);
        return Page();
    }

    /// <summary>Keeps the draft.</summary>
    [Does(Act.SaveProfile)]
    public async Task<IActionResult> OnPostSaveAsync(Guid id, string? seen, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await SaveAsync(seen, complete: false, ct) ?? Done($"/organisations/{id}/profile", "done.saved") : NotFound();

    /// <summary>Keeps the draft while the reader goes on typing.</summary>
    [Does(Act.SaveProfile)]
    public async Task<IActionResult> OnPostAutosaveAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (await SaveAsync(seen, complete: false, ct) is null) return Autosave.Saved(SavedWords, Seen);
        return Autosave.NotSaved(texts["form.not-saved"]);
    }

    /// <summary>Keeps the answers and sends them in.</summary>
    [Does(Act.SubmitProfile)]
    public async Task<IActionResult> OnPostSubmitAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (await SaveAsync(seen, complete: true, ct) is { } wrong) return wrong;
        var verdict = await SubmitProfile.Execute(db, Actor, id, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/organisations/{id}", "done.profile") : Refused(refusal);
    }

    // Null when saved. What was typed is shown again whatever happens, and kept as far as a draft may be.
    async Task<IActionResult?> SaveAsync(string? seen, bool complete, CancellationToken ct)
    {
        var answers = PostedForm.Read(Request.Form, _form.Questions);
        Consent = Request.Form["Consent"] == "true";
        View = new(_form.Questions, answers, _programme.Currency);
        ModelState.Clear();
        if ((seen ?? "") != Seen) return Refused(Refusal.ChangedMeanwhile);
        PostedForm.Tell(ModelState, _form.Questions, FormAnswers.Check(_form.Questions, answers, complete), texts);
        if (FormAnswers.Check(_form.Questions, answers, complete: false).Count > 0) return Page();
        var verdict = await SaveProfile.Execute(db, Actor, Organisation.Id, new(answers, Consent), clock, ct);
        if (!verdict.Allows(out var saved, out var refusal)) return Refused(refusal);
        Profile = await db.Profiles.AsNoTracking().FirstAsync(p => p.Id == saved.ProfileId, ct);
        if (complete && !Consent) ModelState.AddModelError(nameof(Consent), texts["refusal.consent-missing"]);
        return ModelState.IsValid ? null : Page();
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var organisation = await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct);
        if (organisation is null || !OrganisationAccess.MaySee(Actor, organisation)) return false;
        if (await db.Profiles.AsNoTracking().FirstOrDefaultAsync(p => p.OrganisationId == id, ct) is not { } profile) return false;
        (Organisation, Profile) = (organisation, profile);
        _form = await db.Forms.AsNoTracking().FirstAsync(f => f.Id == profile.FormId, ct);
        _programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == organisation.ProgrammeId, ct);
        return true;
    }

    static string Stamp(DateTimeOffset? at) => at?.UtcTicks.ToString(CultureInfo.InvariantCulture) ?? "";
}
