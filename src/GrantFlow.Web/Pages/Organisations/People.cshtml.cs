using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.SigningIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>Who acts for an organisation: inviting, roles, hand-over of the lead, leaving.</summary>
[Does(Act.SeeOrganisation)]
sealed class OrganisationPeoplePage(GrantFlowDb db, Secrets secrets, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>Somebody who asks to act for the organisation.</summary>
    public sealed record Asking(Guid Id, string Name, string Email, string Message);

    /// <summary>The organisation.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>Its people, the head first.</summary>
    public IReadOnlyList<OrganisationPerson> People { get; private set; } = [];

    /// <summary>Invitations not taken up yet.</summary>
    public IReadOnlyList<Invitation> Invitations { get; private set; } = [];

    /// <summary>Requests to join, for whoever decides.</summary>
    public IReadOnlyList<Asking> Requests { get; private set; } = [];

    /// <summary>The name of the head who offers the reader the lead, or null.</summary>
    public string? Offer { get; private set; }

    /// <summary>What was typed into the invitation.</summary>
    public (string? Name, string? Email) Typed { get; private set; }

    /// <summary>The reader may invite.</summary>
    public bool Invites => May(Act.InviteColleague);

    /// <summary>The reader may change roles and take people off.</summary>
    public bool Changes => May(Act.ChangeColleague);

    /// <summary>The reader is the head.</summary>
    public bool Leads => May(Act.HandOverHeadship);

    /// <summary>The reader may put another head on record.</summary>
    public bool Replaces => May(Act.ReplaceHead);

    /// <summary>Shows the people.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Invites a colleague.</summary>
    [Does(Act.InviteColleague)]
    public async Task<IActionResult> OnPostInviteAsync(Guid id, string? name, string? email, OrganisationRole role, string? language, CancellationToken ct)
    {
        Typed = (name, email);
        ModelState.Clear();
        if (string.IsNullOrWhiteSpace(name)) ModelState.AddModelError("Name", texts["refusal.person-name-missing"]);
        if (!MailAddress.Is(email)) ModelState.AddModelError("Email", texts["sign-in.email-missing"]);
        if (!ModelState.IsValid) return await LoadAsync(id, ct) ? Page() : NotFound();
        return await AnswerAsync(id, await InviteColleague.Execute(db, Actor, secrets, id, new(email!, name!, language ?? "", role), clock, ct), "done.invited", ct);
    }

    /// <summary>Sends an invitation again.</summary>
    [Does(Act.InviteColleague)]
    public async Task<IActionResult> OnPostRenewAsync(Guid id, Guid invitation, CancellationToken ct) =>
        await AnswerAsync(id, await EndInvitation.Renew(db, Actor, secrets, invitation, clock, ct), "done.invited", ct);

    /// <summary>Takes an invitation back.</summary>
    [Does(Act.InviteColleague)]
    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, Guid invitation, CancellationToken ct) =>
        await AnswerAsync(id, await EndInvitation.Execute(db, Actor, invitation, clock, ct), "done.invitation-withdrawn", ct);

    /// <summary>Changes a role.</summary>
    [Does(Act.ChangeColleague)]
    public async Task<IActionResult> OnPostChangeAsync(Guid id, Guid row, OrganisationRole role, CancellationToken ct) =>
        await AnswerAsync(id, await ChangeColleague.Execute(db, Actor, id, row, new(role), clock, ct), "done.saved", ct);

    /// <summary>Takes somebody off.</summary>
    [Does(Act.ChangeColleague)]
    public async Task<IActionResult> OnPostRemoveAsync(Guid id, Guid row, CancellationToken ct) =>
        await AnswerAsync(id, await ChangeColleague.Remove(db, Actor, id, row, clock, ct), "done.saved", ct);

    /// <summary>Leaves the organisation.</summary>
    [Does(Act.LeaveOrganisation)]
    public async Task<IActionResult> OnPostLeaveAsync(Guid id, CancellationToken ct)
    {
        var verdict = await LeaveOrganisation.Execute(db, Actor, id, clock, ct);
        return verdict.Allows(out _, out _) ? Done("/me", "done.left") : await AnswerAsync(id, verdict, "done.left", ct);
    }

    /// <summary>Offers the lead.</summary>
    [Does(Act.HandOverHeadship)]
    public async Task<IActionResult> OnPostOfferAsync(Guid id, Guid row, CancellationToken ct) =>
        await AnswerAsync(id, await OfferHeadship.Execute(db, Actor, id, new(row), clock, ct), "done.headship-offered", ct);

    /// <summary>Answers the offer of the lead.</summary>
    [Does(Act.TakeUpHeadship)]
    public async Task<IActionResult> OnPostAnswerAsync(Guid id, bool accepts, CancellationToken ct) =>
        await AnswerAsync(id, await OfferHeadship.Answer(db, Actor, id, accepts, clock, ct), "done.saved", ct);

    /// <summary>Puts another head on record.</summary>
    [Does(Act.ReplaceHead)]
    public async Task<IActionResult> OnPostReplaceAsync(Guid id, Guid row, string? reason, bool left, CancellationToken ct) =>
        await AnswerAsync(id, await ReplaceHead.Execute(db, Actor, id, new(row, reason ?? "", left), clock, ct), "done.saved", ct);

    /// <summary>Answers a request to join.</summary>
    [Does(Act.AnswerJoinRequest)]
    public async Task<IActionResult> OnPostJoinAsync(Guid id, Guid request, bool accepts, OrganisationRole role, CancellationToken ct) =>
        await AnswerAsync(id, await AskToJoin.Answer(db, Actor, id, request, new(accepts, role), clock, ct), "done.saved", ct);

    bool May(Act act) => Actor.May(act, Organisation.ProgrammeId, Organisation.Id);

    async Task<IActionResult> AnswerAsync<T>(Guid id, Verdict<T> verdict, string done, CancellationToken ct)
        where T : notnull
    {
        ModelState.Clear();
        if (verdict.Allows(out _, out var refusal)) return Done($"/organisations/{id}/people", done);
        return await LoadAsync(id, ct) ? Refused(refusal) : NotFound();
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct) is not { } organisation || !OrganisationAccess.MaySee(Actor, organisation) || !OrganisationAccess.MaySeePeople(Actor, organisation)) return false;
        Organisation = organisation;
        People = [.. (await db.OrganisationPeople.AsNoTracking().Where(p => p.OrganisationId == id).ToListAsync(ct)).OrderBy(p => p.Role).ThenBy(p => p.Name, StringComparer.Ordinal)];
        if (Invites)
            Invitations = await db.Invitations.AsNoTracking().Where(i => i.OrganisationId == id && i.State == InvitationState.Open).OrderBy(i => i.Id).ToListAsync(ct);
        if (May(Act.AnswerJoinRequest))
        {
            Requests = await db.JoinRequests.AsNoTracking().Where(r => r.OrganisationId == id && r.State == OfferState.Open)
                .Join(db.Users, r => r.PersonId, p => p.Id, (r, p) => new Asking(r.Id, p.FullName, p.Email!, r.Message)).ToListAsync(ct);
        }

        Offer = await db.HeadshipOffers.Where(o => o.OrganisationId == id && o.ToPersonId == Actor.PersonId && o.State == OfferState.Open)
            .Join(db.Users, o => o.FromPersonId, p => p.Id, (_, p) => p.FullName).FirstOrDefaultAsync(ct);
        return true;
    }
}
