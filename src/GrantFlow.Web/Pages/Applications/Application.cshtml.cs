using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Selection;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using GrantFlow.Web.Pages.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Applications;

/// <summary>An application: a draft that is filled in, or the receipt of one sent in.</summary>
[Does(Act.SeeApplication, Act.SeeDraftApplication), RequestSizeLimit(Attachments.Largest)]
sealed class ApplicationPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;
    Form _form = null!;

    /// <summary>One review, as those who run the competition see it.</summary>
    public sealed record ReviewLine(Guid Id, string Reviewer, ReviewState State, decimal? Total, string Comment);

    /// <summary>The application as kept.</summary>
    public Application Application { get; private set; } = null!;

    /// <summary>The competition.</summary>
    public Competition Competition { get; private set; } = null!;

    /// <summary>Who applies.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The form as shown.</summary>
    public FormView View { get; private set; } = null!;

    /// <summary>Its reviews, for those who run the competition.</summary>
    public IReadOnlyList<ReviewLine> Reviews { get; private set; } = [];

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>The project's name, as typed.</summary>
    [BindProperty]
    public string? Title { get; set; }

    /// <summary>In a few sentences, as typed.</summary>
    [BindProperty]
    public string? Summary { get; set; }

    /// <summary>The amount, as typed.</summary>
    [BindProperty(Name = "RequestedAmount")]
    public string? Amount { get; set; }

    /// <summary>The matrix lets the reader do it to this application.</summary>
    public bool May(Act act) => Actor.May(act, Application.ProgrammeId, Application.OrganisationId);

    /// <summary>The reader may still change it.</summary>
    public bool Editable => Application.State == ApplicationState.Draft && May(Act.SaveApplication) && Competition.TakesApplicationsAt(Now);

    /// <summary>The reader may take it back.</summary>
    public bool MayWithdraw => May(Act.WithdrawApplication)
        && Application.State is ApplicationState.Submitted or ApplicationState.Eligible or ApplicationState.UnderReview;

    /// <summary>Which saving the reader saw.</summary>
    public string Seen => Application.SavedAt.UtcTicks.ToString(CultureInfo.InvariantCulture);

    /// <summary>When it was saved, in words.</summary>
    public string SavedWords => _texts["form.saved", _texts.When(Application.SavedAt, Competition.TimeZone)];

    /// <summary>Shows the draft or the receipt.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        (Title, Summary) = (Application.Title, Application.Summary);
        Amount = Application.RequestedAmount == 0 ? "" : Application.RequestedAmount.ToString("0.##", CultureInfo.InvariantCulture);
        View = new(_form.Questions, Application.Answers, Competition.Currency);
        return Page();
    }

    /// <summary>Keeps the draft.</summary>
    [Does(Act.SaveApplication)]
    public async Task<IActionResult> OnPostSaveAsync(Guid id, string? seen, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await SaveAsync(seen, ct) ?? Done($"/applications/{id}", "done.saved") : NotFound();

    /// <summary>Keeps the draft while the reader goes on typing.</summary>
    [Does(Act.SaveApplication)]
    public async Task<IActionResult> OnPostAutosaveAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        return await SaveAsync(seen, ct) is null ? Autosave.Saved(SavedWords, Seen) : Autosave.NotSaved(_texts["form.not-saved"]);
    }

    /// <summary>Keeps the draft and sends it in.</summary>
    [Does(Act.SubmitApplication)]
    public async Task<IActionResult> OnPostSubmitAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (await SaveAsync(seen, ct) is { } wrong) return wrong;
        PostedForm.Tell(ModelState, _form.Questions, FormAnswers.Check(_form.Questions, View.Answers, complete: true), _texts);
        if (string.IsNullOrWhiteSpace(Title)) ModelState.AddModelError(nameof(Title), _texts["application.name-missing"]);
        if (!ModelState.IsValid) return Page();
        var verdict = await SubmitApplication.Execute(db, Actor, id, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/applications/{id}", "done.application") : Refused(refusal);
    }

    /// <summary>Takes a sent application back.</summary>
    [Does(Act.WithdrawApplication)]
    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        View = new(_form.Questions, Application.Answers, Competition.Currency);
        var verdict = await WithdrawApplication.Execute(db, Actor, id, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/applications/{id}", "done.withdrawn") : Refused(refusal);
    }

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.ReopenReview)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        View = new(_form.Questions, Application.Answers, Competition.Currency);
        return await RunAsync(act, on, TimeZoneInfo.FindSystemTimeZoneById(Competition.TimeZone));
    }

    // Null when saved. What was typed is shown again whatever happens.
    async Task<IActionResult?> SaveAsync(string? seen, CancellationToken ct)
    {
        var answers = PostedForm.Read(Request.Form, _form.Questions);
        View = new(_form.Questions, answers, Competition.Currency);
        ModelState.Clear();
        await Attachments.TakeAsync(db, Actor, Application.Subject, Request.Form, ModelState, _texts, clock, ct);
        if ((seen ?? "") != Seen) return Refused(Refusal.ChangedMeanwhile);
        PostedForm.Tell(ModelState, _form.Questions, FormAnswers.Check(_form.Questions, answers, complete: false), _texts);
        var amount = 0m;
        if (!string.IsNullOrWhiteSpace(Amount) && !decimal.TryParse(PostedForm.Amount(Amount), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out amount))
            ModelState.AddModelError("RequestedAmount", _texts["form.fault.not-an-amount"]);
        if (!ModelState.IsValid) return Page();
        var verdict = await SaveApplication.Execute(db, Actor, Application.Id, new(Title?.Trim() ?? "", Summary?.Trim() ?? "", answers, amount), clock, ct);
        if (!verdict.Allows(out _, out var refusal)) return Refused(refusal);
        Application = await db.Applications.AsNoTracking().FirstAsync(a => a.Id == Application.Id, ct);
        return null;
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Applications.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } application) return false;
        // A draft is the organisation's own; once sent in, those who run or watch the programme may read it.
        var mine = Actor.ActsFor(application.OrganisationId);
        var may = application.State == ApplicationState.Draft
            ? Actor.May(application.State.ReadBy, application.ProgrammeId, application.OrganisationId)
            : await ReviewAccess.MayReadAsync(db, Actor, application, ct);
        if (!may) return false;
        Application = application;
        Competition = await db.Competitions.AsNoTracking().FirstAsync(c => c.Id == application.CompetitionId, ct);
        Organisation = await db.Organisations.AsNoTracking().FirstAsync(o => o.Id == application.OrganisationId, ct);
        if (!mine && Actor.May(Act.ReopenReview, application.ProgrammeId)) await LoadReviewsAsync(id, ct);
        _form = await db.Forms.AsNoTracking().FirstAsync(f => f.Id == Competition.FormId, ct);
        return true;
    }
    // Whoever has a stake in the application never sees who reviewed it.
    async Task LoadReviewsAsync(Guid id, CancellationToken ct)
    {
        Reviews = await db.Reviews.AsNoTracking().Where(r => r.ApplicationId == id).OrderBy(r => r.Id)
            .Join(db.Users, r => r.ReviewerId, p => p.Id, (r, p) => new ReviewLine(r.Id, p.FullName, r.State, r.Total, r.Comment)).ToListAsync(ct);
        Acts =
        [
            .. Reviews.Select(r => ActForm.New("act.reopen-review", r.State == ReviewState.Scored && Competition.State == CompetitionState.Screened,
                typed => ReopenReview.Execute(db, Actor, r.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason(1000)) with { On = r.Id }),
        ];
    }
}
