using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Privacy;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Privacy;

/// <summary>How long a programme keeps what, what would be forgotten tonight, and what was forgotten before.</summary>
[Does(Act.SeeRetention)]
sealed class RetentionPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>The programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>What would be forgotten now.</summary>
    public IReadOnlyList<ApplyRetention.Due> Due { get; private set; } = [];

    /// <summary>What was, the newest first.</summary>
    public IReadOnlyList<RetentionRun> Runs { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Sets how long something is kept.</summary>
    [Does(Act.SetRetention)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Programmes.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } programme || !Actor.May(Act.SeeRetention, id)) return false;
        Programme = programme;
        Due = await ApplyRetention.DryRun(db, id, clock, ct);
        Runs = await db.RetentionRuns.AsNoTracking().Where(r => r.ProgrammeId == id || r.ProgrammeId == null).OrderByDescending(r => r.At).Take(100).ToListAsync(ct);
        Acts =
        [
            ActForm.New("act.set-retention", Actor.May(Act.SetRetention, id),
                typed => SetRetention.Execute(db, Actor, id, new(typed.Choice<RetentionKind>("Kind"), typed.Whole("Days"), typed.Text("Reason")), clock, ct),
                new Ask("Kind", "retention.what", AskKind.Choice)
                {
                    Choices = [.. Retention.All.Where(r => r.OfProgramme).Select(r => (r.Kind.ToString(), _texts["retention.bounds", _texts.Word(r.Kind), r.Least, r.Most]))],
                },
                Ask.Whole("Days", "retention.days", 1, 36500), Ask.Reason(1000)),
        ];
        return true;
    }
}
