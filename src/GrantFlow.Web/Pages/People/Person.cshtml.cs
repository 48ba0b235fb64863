using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Pages.SigningIn;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.People;

/// <summary>One person for an administrator: roles, sessions, and the way back in for whoever has lost the second factor.</summary>
[Does(Act.SeePeople)]
sealed class PersonPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>Whose page it is.</summary>
    public Person Person { get; private set; } = null!;

    /// <summary>Roles and their programmes; no programme means all.</summary>
    public IReadOnlyList<(Role Role, LocalText? Programme)> Roles { get; private set; } = [];

    /// <summary>Organisations the person acts for.</summary>
    public IReadOnlyList<(LocalText Name, OrganisationRole Role, Guid Id)> Organisations { get; private set; } = [];

    /// <summary>An authenticator app or a passkey is at work.</summary>
    public bool HasFactor { get; private set; }

    /// <summary>Open sessions.</summary>
    public IReadOnlyList<SessionLine> Sessions { get; private set; } = [];

    /// <summary>Shows the person.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Ends one session.</summary>
    [Does(Act.EndSessions)]
    public async Task<IActionResult> OnPostEndAsync(Guid id, Guid session, CancellationToken ct) =>
        await AnswerAsync(id, await EndSession.Execute(db, Actor, session, false, clock, ct), "done.session-ended", ct);

    /// <summary>Ends all sessions.</summary>
    [Does(Act.EndSessions)]
    public async Task<IActionResult> OnPostEndAllAsync(Guid id, CancellationToken ct) =>
        await AnswerAsync(id, await EndSession.AllOf(db, Actor, id, null, clock, ct), "done.session-ended", ct);

    /// <summary>Takes off the second factor.</summary>
    [Does(Act.ResetSecondFactor)]
    public async Task<IActionResult> OnPostResetAsync(Guid id, string? reason, CancellationToken ct) =>
        await AnswerAsync(id, await ResetSecondFactor.Execute(db, Actor, id, new(reason ?? ""), clock, ct), "done.factor-reset", ct);

    async Task<IActionResult> AnswerAsync<T>(Guid id, Verdict<T> verdict, string done, CancellationToken ct)
        where T : notnull
    {
        if (verdict.Allows(out _, out var refusal)) return Done($"/people/{id}", done);
        return await LoadAsync(id, ct) ? Refused(refusal) : NotFound();
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } person) return false;
        Person = person;
        var programmes = await db.Programmes.AsNoTracking().ToDictionaryAsync(p => p.Id, p => p.Name, ct);
        Roles = [.. (await db.ProgrammeRoles.AsNoTracking().Where(r => r.PersonId == id).ToListAsync(ct))
            .OrderBy(r => r.Role).Select(r => (r.Role, programmes.GetValueOrDefault(r.ProgrammeId)))];
        Organisations = [.. (await db.OrganisationPeople.AsNoTracking().Where(p => p.PersonId == id)
            .Join(db.Organisations, p => p.OrganisationId, o => o.Id, (p, o) => new { o.Name, p.Role, o.Id }).ToListAsync(ct))
            .Select(o => (o.Name, o.Role, o.Id))];
        HasFactor = await db.HasAuthenticatorAsync(id, ct) || await db.HasPasskeyAsync(id, ct);
        Sessions = await SessionLine.OfAsync(db, id, clock.GetUtcNow(), ct);
        return true;
    }
}
