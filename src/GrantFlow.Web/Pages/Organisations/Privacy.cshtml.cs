using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Privacy;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>Who may learn what of an organisation: at risk, kept out of publication, its health report shared with whom.</summary>
[Does(Act.MarkAtRisk, Act.ExcludeFromPublication, Act.ShareHealthReport)]
sealed class PrivacyPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    static readonly Role[] Shareable = [Role.Donor, Role.Intermediary, Role.Assessor, Role.Finance];

    readonly Texts _texts = texts;

    /// <summary>The organisation.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>With whom its health report is shared now.</summary>
    public IReadOnlyList<(HealthReportShare Share, string Whom)> Shares { get; private set; } = [];

    /// <summary>The programme's zone.</summary>
    public string Zone { get; private set; } = "";

    /// <summary>The reader may share the report.</summary>
    public bool MayShare => May(Act.ShareHealthReport);

    /// <summary>The reader is told whether the organisation is published, and why not.</summary>
    public bool SeesPublication => May(Act.ExcludeFromPublication);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.MarkAtRisk, Act.ExcludeFromPublication, Act.ShareHealthReport)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, TimeZoneInfo.FindSystemTimeZoneById(Zone)) : NotFound();

    bool May(Act act) => Actor.May(act, Organisation.ProgrammeId, Organisation.Id);

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct) is not { } organisation) return false;
        Organisation = organisation;
        if (!MayShare && !SeesPublication && !May(Act.MarkAtRisk)) return false;
        Zone = await db.Programmes.Where(p => p.Id == organisation.ProgrammeId).Select(p => p.TimeZone).SingleAsync(ct);
        var staff = MayShare ? await StaffAsync(ct) : [];
        if (MayShare)
        {
            var shares = await db.HealthReportShares.AsNoTracking().Where(s => s.OrganisationId == id && s.EndedAt == null).OrderBy(s => s.Id).ToListAsync(ct);
            Shares = [.. shares.Select(s => (s, s.Role is { } role ? _texts.Word(role) : staff.FirstOrDefault(p => p.Id == s.PersonId).Name ?? "—"))];
        }

        Acts = [.. ActsOf(id, staff, ct)];
        return true;
    }

    IEnumerable<ActForm> ActsOf(Guid id, List<(Guid Id, string Name)> staff, CancellationToken ct)
    {
        var (atRisk, kept) = (Organisation.AtRisk, Organisation.NotPublished is not null);
        yield return ActForm.New(atRisk ? "act.unmark-at-risk" : "act.mark-at-risk", May(Act.MarkAtRisk),
            typed => MarkAtRisk.Execute(db, Actor, id, new(!atRisk, typed.Text("Reason")), clock, ct), Ask.Reason(1000)) with
        { Hint = _texts["privacy.at-risk-hint"] };
        yield return ActForm.New(kept ? "act.publish-again" : "act.keep-unpublished", May(Act.ExcludeFromPublication),
            typed => ExcludeFromPublication.ForOrganisation(db, Actor, id, new(!kept, typed.Text("Reason")), clock, ct), Ask.Reason(1000)) with
        { Hint = _texts["privacy.publication-hint"] };
        yield return ActForm.New("act.share-with-role", MayShare,
            typed => ShareHealthReport.Execute(db, Actor, id, new(typed.Choice<Role>("Role")), clock, ct),
            new Ask("Role", "share.role", AskKind.Choice) { Choices = [.. Shareable.Select(r => (r.ToString(), _texts.Word(r)))] });
        yield return ActForm.New("act.share-with-person", MayShare && staff.Count > 0,
            typed => ShareHealthReport.Execute(db, Actor, id, new(PersonId: typed.Id("PersonId")), clock, ct),
            new Ask("PersonId", "share.person", AskKind.Choice) { Choices = [.. staff.Select(p => (p.Id.ToString(), p.Name))] });
        foreach (var (share, _) in Shares)
            yield return ActForm.New("act.end-share", MayShare, _ => EndHealthReportShare.Execute(db, Actor, share.Id, clock, ct)) with { On = share.Id };
    }

    async Task<List<(Guid Id, string Name)>> StaffAsync(CancellationToken ct) =>
        [.. (await db.ProgrammeRoles.AsNoTracking().Where(r => r.ProgrammeId == Organisation.ProgrammeId && Shareable.Contains(r.Role))
            .Join(db.Users, r => r.PersonId, p => p.Id, (r, p) => new { p.Id, p.FullName, r.Role }).ToListAsync(ct))
            .GroupBy(p => p.Id).Select(g => (g.Key, $"{g.First().FullName} ({string.Join(", ", g.Select(p => _texts.Word(p.Role)))})")).OrderBy(p => p.Item2)];
}
