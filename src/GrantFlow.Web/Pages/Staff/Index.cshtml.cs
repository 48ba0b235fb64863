using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.SigningIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Staff;

/// <summary>A partner to be changed, or a new one.</summary>
sealed record PartnerForm(Partner? Partner, IReadOnlyList<Region> Regions);

/// <summary>Who works in a programme, as what and for which partner.</summary>
[Does(Act.SeeStaff)]
sealed class StaffPage(GrantFlowDb db, IEnumerable<IOpenWork> works, Secrets secrets, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>One role of somebody; <c>Everywhere</c> is held for all programmes and changed elsewhere.</summary>
    public sealed record Held(Role Role, Guid? PartnerId, bool Everywhere);

    /// <summary>Somebody who works in the programme.</summary>
    public sealed record Line(Guid Id, string Name, string Email, bool Factor, IReadOnlyList<Held> Roles, int Work);

    /// <summary>The programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>Its people, by name.</summary>
    public IReadOnlyList<Line> People { get; private set; } = [];

    /// <summary>Its partners.</summary>
    public IReadOnlyList<Partner> Partners { get; private set; } = [];

    /// <summary>Regions of its country.</summary>
    public IReadOnlyList<Region> Regions { get; private set; } = [];

    /// <summary>Invitations not taken up yet.</summary>
    public IReadOnlyList<Invitation> Invitations { get; private set; } = [];

    /// <summary>What was typed into the invitation.</summary>
    public (string? Name, string? Email) Typed { get; private set; }

    /// <summary>Roles that the reader may give; the weightiest last, so that none is given by a slip.</summary>
    public IReadOnlyList<Role> Given =>
        [.. new[] { Role.Reviewer, Role.Assessor, Role.Finance, Role.Donor, Role.Intermediary, Role.GrantManager, Role.Administrator }.Where(r => InviteStaff.MayGive(Actor, Programme.Id, r))];

    /// <summary>The reader may invite.</summary>
    public bool Invites => Actor.May(Act.InviteStaff, Programme.Id);

    /// <summary>The reader may give and take roles.</summary>
    public bool Changes => Actor.May(Act.ChangeStaff, Programme.Id);

    /// <summary>The reader may hand work over.</summary>
    public bool HandsOver => Actor.May(Act.HandOverWork, Programme.Id);

    /// <summary>The reader may enter partners.</summary>
    public bool ChangesPartners => Actor.May(Act.ChangePartners, Programme.Id);

    /// <summary>A region's name.</summary>
    public string RegionName(string code) => Regions.FirstOrDefault(r => r.Code == code)?.Name.In(texts.Language) ?? code;

    /// <summary>Shows the staff.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Invites somebody.</summary>
    [Does(Act.InviteStaff)]
    public async Task<IActionResult> OnPostInviteAsync(Guid id, string? name, string? email, Role role, Guid? partnerId, string? language, CancellationToken ct)
    {
        Typed = (name, email);
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(name)) ModelState.AddModelError("Name", texts["refusal.person-name-missing"]);
        if (!MailAddress.Is(email)) ModelState.AddModelError("Email", texts["sign-in.email-missing"]);
        if (!ModelState.IsValid) return await LoadAsync(id, ct) ? Page() : NotFound();
        return await AnswerAsync(id, await InviteStaff.Execute(db, Actor, secrets, id, new(email!, name!, language ?? "", role, partnerId), clock, ct), "done.invited", ct);
    }

    /// <summary>Sends an invitation again.</summary>
    [Does(Act.InviteStaff)]
    public async Task<IActionResult> OnPostRenewAsync(Guid id, Guid invitation, CancellationToken ct) =>
        await AnswerAsync(id, await EndInvitation.Renew(db, Actor, secrets, invitation, clock, ct), "done.invited", ct);

    /// <summary>Takes an invitation back.</summary>
    [Does(Act.InviteStaff)]
    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, Guid invitation, CancellationToken ct) =>
        await AnswerAsync(id, await EndInvitation.Execute(db, Actor, invitation, clock, ct), "done.invitation-withdrawn", ct);

    /// <summary>Gives a role, or another partner for it.</summary>
    [Does(Act.ChangeStaff)]
    public async Task<IActionResult> OnPostGiveAsync(Guid id, Guid person, Role role, Guid? partner, CancellationToken ct) =>
        await AnswerAsync(id, await ChangeStaff.Execute(db, Actor, id, person, new(role, partner), clock, ct), "done.saved", ct);

    /// <summary>Takes a role away.</summary>
    [Does(Act.ChangeStaff)]
    public async Task<IActionResult> OnPostTakeAsync(Guid id, Guid person, Role role, CancellationToken ct) =>
        await AnswerAsync(id, await ChangeStaff.Take(db, Actor, id, person, role, clock, ct), "done.saved", ct);

    /// <summary>Hands somebody's open work over.</summary>
    [Does(Act.HandOverWork)]
    public async Task<IActionResult> OnPostHandOverAsync(Guid id, Guid person, Guid to, string? reason, CancellationToken ct) =>
        await AnswerAsync(id, await HandOverWork.Execute(db, works, Actor, id, person, new(to, reason ?? ""), clock, ct), "done.handed-over", ct);

    /// <summary>Enters or changes a partner.</summary>
    [Does(Act.ChangePartners)]
    public async Task<IActionResult> OnPostPartnerAsync(Guid id, Guid? partner, PartnerKind kind, string? name, string? identifier, string[]? regions, bool ended, CancellationToken ct)
    {
        var known = await db.Partners.AsNoTracking().Where(p => p.Id == partner && p.ProgrammeId == id).Select(p => p.Name).FirstOrDefaultAsync(ct) ?? LocalText.Empty;
        var names = new LocalText(known.Texts.Where(t => t.Key != texts.Language).Append(new(texts.Language, name?.Trim() ?? "")));
        var request = new EnterPartner.Request(
            kind, names, regions ?? [], string.IsNullOrWhiteSpace(identifier) ? null : identifier.Trim(), ended ? PartnerState.Ended : PartnerState.Active);
        return await AnswerAsync(id, await EnterPartner.Execute(db, Actor, id, partner, request, clock, ct), "done.saved", ct);
    }

    async Task<IActionResult> AnswerAsync<T>(Guid id, Verdict<T> verdict, string done, CancellationToken ct)
        where T : notnull
    {
        ModelState.Clear();
        if (verdict.Allows(out _, out var refusal)) return Done($"/programmes/{id}/staff", done);
        return await LoadAsync(id, ct) ? Refused(refusal) : NotFound();
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Programmes.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } programme || !Actor.May(Act.SeeStaff, id)) return false;
        Programme = programme;
        Regions = await db.Regions.AsNoTracking().Where(r => r.Country == programme.Country).OrderBy(r => r.Code).ToListAsync(ct);
        Partners = await db.Partners.AsNoTracking().Where(p => p.ProgrammeId == id).OrderBy(p => p.Id).ToListAsync(ct);
        if (Invites) Invitations = await db.Invitations.AsNoTracking().Where(i => i.ProgrammeId == id && i.OrganisationId == null && i.State == InvitationState.Open).OrderBy(i => i.Id).ToListAsync(ct);
        var roles = await db.ProgrammeRoles.AsNoTracking().Where(r => (r.ProgrammeId == id || r.ProgrammeId == Guid.Empty) && r.Role != Role.Applicant).ToListAsync(ct);
        var ids = roles.Select(r => r.PersonId).Distinct().ToList();
        var people = await db.Users.AsNoTracking().Where(p => ids.Contains(p.Id))
            .Select(p => new { p.Id, p.FullName, p.Email, Factor = db.Set<Authenticator>().Any(a => a.PersonId == p.Id && a.Secret != null) }).ToListAsync(ct);
        List<Dictionary<Guid, int>> open = [];
        if (HandsOver) foreach (var kind in works) open.Add(await kind.CountAllAsync(id, ct));
        var held = roles.OrderBy(r => r.Role).ToLookup(r => r.PersonId, r => new Held(r.Role, r.PartnerId, r.ProgrammeId == Guid.Empty));
        People = [.. people.OrderBy(p => p.FullName, StringComparer.Ordinal).Select(p => new Line(
            p.Id, p.FullName, p.Email ?? "", p.Factor, [.. held[p.Id]], open.Sum(o => o.GetValueOrDefault(p.Id))))];
        return true;
    }
}
