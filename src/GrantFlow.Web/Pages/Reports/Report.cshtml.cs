using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using GrantFlow.Web.Pages.Files;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Reports;

/// <summary>A grantee's report: filled in and sent by the organisation, accepted or returned by the manager.</summary>
[Does(Act.SeeReport), RequestSizeLimit(Attachments.Largest)]
sealed class ReportPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;
    DateTimeOffset? _savedAt;

    /// <summary>One line of the money as typed.</summary>
    public sealed record TypedLine(string Heading, string Budgeted, string Spent);

    /// <summary>The report as kept.</summary>
    public Report Report { get; private set; } = null!;

    /// <summary>Whose grant.</summary>
    public Award Award { get; private set; } = null!;

    /// <summary>The grantee.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The programme: its zone.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>Earlier answers of the manager, oldest first.</summary>
    public IReadOnlyList<ReportReview> Reviews { get; private set; } = [];

    /// <summary>The narrative part as shown.</summary>
    public FormView View { get; private set; } = null!;

    /// <summary>The financial part as shown; five lines at least.</summary>
    public IReadOnlyList<TypedLine> Lines { get; private set; } = [];

    /// <summary>Why it goes back.</summary>
    [BindProperty]
    public string? Reasons { get; set; }

    /// <summary>Until when it is to come again.</summary>
    [BindProperty]
    public DateOnly? DueOn { get; set; }

    /// <summary>The reader may fill it in.</summary>
    public bool Editable => Report.IsWithGrantee && May(Act.SaveReport);

    /// <summary>The matrix lets the reader do it to this report.</summary>
    public bool May(Act act) => Actor.May(act, Award.ProgrammeId, Award.OrganisationId);

    /// <summary>Tells whether anything was written since: the seal of what is kept.</summary>
    public string Seen => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(
        '\n', Report.Lines.OrderBy(l => l.Number).Select(l => $"{l.Heading}|{Plain(l.Budgeted)}|{Plain(l.Spent)}").Prepend(Report.Content)))))[..16];

    /// <summary>When it was saved, in words.</summary>
    public string SavedWords => _savedAt is { } at ? _texts["form.saved", _texts.When(at, Programme.TimeZone)] : _texts["form.unsaved"];

    /// <summary>It should have come by now.</summary>
    public bool IsLate => Report.IsWithGrantee && Report.DueAt < clock.GetUtcNow();

    /// <summary>Shows the report.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        DueOn = Programme.DayOf(clock.GetUtcNow()).AddDays(14);
        return Page();
    }

    /// <summary>Keeps what is written.</summary>
    [Does(Act.SaveReport)]
    public async Task<IActionResult> OnPostSaveAsync(Guid id, string? seen, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await SaveAsync(seen, complete: false, ct) ?? Done($"/reports/{id}", "done.saved") : NotFound();

    /// <summary>Keeps what is written while the reader goes on typing.</summary>
    [Does(Act.SaveReport)]
    public async Task<IActionResult> OnPostAutosaveAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (await SaveAsync(seen, complete: false, ct) is not null) return Autosave.NotSaved(_texts["form.not-saved"]);
        await LoadAsync(id, ct);
        return Autosave.Saved(SavedWords, Seen);
    }

    /// <summary>Keeps it and sends it in.</summary>
    [Does(Act.SubmitReport)]
    public async Task<IActionResult> OnPostSubmitAsync(Guid id, string? seen, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (await SaveAsync(seen, complete: true, ct) is { } wrong) return wrong;
        var verdict = await SubmitReport.Execute(db, Actor, id, clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/reports/{id}", "done.report") : Refused(refusal);
    }

    /// <summary>Accepts it.</summary>
    [Does(Act.AcceptReport)]
    public async Task<IActionResult> OnPostAcceptAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var verdict = await AcceptReport.Execute(db, Actor, id, new(Reasons?.Trim() ?? ""), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/reports/{id}", "done.accepted") : Refused(refusal);
    }

    /// <summary>Returns it with reasons and a new day.</summary>
    [Does(Act.ReturnReport)]
    public async Task<IActionResult> OnPostReturnAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var verdict = await ReturnReport.Execute(db, Actor, id, new(Reasons?.Trim() ?? "", DueOn ?? default), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/reports/{id}", "done.returned") : Refused(refusal);
    }

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.RequestReport, Act.WaiveReport)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    // Null when saved. What was typed is shown again whatever happens.
    async Task<IActionResult?> SaveAsync(string? seen, bool complete, CancellationToken ct)
    {
        var answers = PostedForm.Read(Request.Form, ReportQuestions.All);
        View = new(ReportQuestions.All, answers, Award.Currency);
        ModelState.Clear();
        if (Request.Form.ContainsKey("heading"))
        {
            Lines = [.. Request.Form["heading"].Zip(Request.Form["budgeted"], Request.Form["spent"])
                .Select(l => new TypedLine(l.First ?? "", l.Second ?? "", l.Third ?? ""))];
        }

        await Attachments.TakeAsync(db, Actor, Report.Subject, Request.Form, ModelState, _texts, clock, ct);
        if ((seen ?? "") != Seen) return Refused(Refusal.ChangedMeanwhile);
        List<SaveReport.Line> lines = [];
        foreach (var line in Lines.Where(l => l.Heading.Length + l.Budgeted.Length + l.Spent.Length > 0))
        {
            if (Read(line.Budgeted) is { } budgeted && Read(line.Spent) is { } spent) lines.Add(new(line.Heading.Trim(), budgeted, spent));
            else ModelState.AddModelError("Lines", _texts["form.fault.not-an-amount"]);
        }

        PostedForm.Tell(ModelState, ReportQuestions.All, FormAnswers.Check(ReportQuestions.All, answers, complete), _texts);
        if (!ModelState.IsValid) return Page();
        var content = JsonSerializer.SerializeToElement(answers);
        var verdict = await SaveReport.Execute(db, Actor, Report.Id, new(content, null, lines), clock, ct);
        return verdict.Allows(out _, out var refusal) ? null : Refused(refusal);
    }

    static decimal? Read(string typed) =>
        typed.Trim().Length == 0 ? 0
        : decimal.TryParse(PostedForm.Amount(typed), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) ? amount : null;

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Reports.AsNoTracking().Include(r => r.Lines).FirstOrDefaultAsync(r => r.Id == id, ct) is not { } report) return false;
        var award = await db.Awards.AsNoTracking().FirstAsync(a => a.Id == report.AwardId, ct);
        if (!Actor.May(report.State.ReadBy, award.ProgrammeId, award.OrganisationId)) return false;
        (Report, Award) = (report, award);
        Organisation = await db.Organisations.AsNoTracking().FirstAsync(o => o.Id == award.OrganisationId, ct);
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == award.ProgrammeId, ct);
        Reviews = await db.ReportReviews.AsNoTracking().Where(r => r.ReportId == id).OrderBy(r => r.At).ToListAsync(ct);
        View = new(ReportQuestions.All, AnswersOf(report.Content), award.Currency);
        var kept = report.Lines.OrderBy(l => l.Number).Select(l => new TypedLine(l.Heading, Plain(l.Budgeted), Plain(l.Spent)));
        Lines = [.. kept.Concat(Enumerable.Repeat(new TypedLine("", "", ""), Math.Max(1, 5 - report.Lines.Count)))];
        _savedAt = await db.AuditFacts.Where(f => f.Subject == report.Subject && f.Kind == nameof(ReportSaved)).MaxAsync(f => (DateTimeOffset?)f.At, ct);
        Acts =
        [
            ActForm.New("act.request-report", May(Act.RequestReport) && award.State is AwardState.Signed or AwardState.Active && report.State == ReportState.Planned,
                _ => RequestReport.Execute(db, Actor, id, clock, ct)) with { Hint = _texts["act.request-report.hint"] },
            ActForm.New("act.waive-report", May(Act.WaiveReport) && award.IsOpen && !report.IsSettled,
                typed => WaiveReport.Execute(db, Actor, id, new(typed.Text("Reason")), clock, ct), Ask.Reason()),
        ];
        return true;
    }

    // Reports from elsewhere may hold other members than ours; only texts are shown.
    static Dictionary<string, string> AnswersOf(string json)
    {
        using var content = JsonDocument.Parse(json);
        return content.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(p => p.Name, p => p.Value.GetString()!);
    }

    static string Plain(decimal amount) => amount.ToString("0.##", CultureInfo.InvariantCulture);
}
