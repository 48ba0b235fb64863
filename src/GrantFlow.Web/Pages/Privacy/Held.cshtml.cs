using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Privacy;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Privacy;

/// <summary>What is held about the reader, as a download; and the way to be erased.</summary>
[Does(Act.SeeSelf)]
sealed class HeldPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>When the reader asked to be erased; null when there is no open request.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>What stands against it.</summary>
    public IReadOnlyList<Duty> Duties { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        AskedAt = await db.ErasureRequests.Where(r => r.PersonId == Actor.PersonId && r.State == ErasureState.Open).Select(r => (DateTimeOffset?)r.AskedAt).SingleOrDefaultAsync(ct);
        Duties = await Duty.OfAsync(db, Actor.PersonId, ct);
    }

    /// <summary>Asks to be erased.</summary>
    [Does(Act.SeeSelf)]
    public Task<IActionResult> OnPostAskAsync(CancellationToken ct) => AnswerAsync(true, ct);

    /// <summary>Takes that back.</summary>
    [Does(Act.SeeSelf)]
    public Task<IActionResult> OnPostWithdrawAsync(CancellationToken ct) => AnswerAsync(false, ct);

    async Task<IActionResult> AnswerAsync(bool asks, CancellationToken ct)
    {
        if ((await AskErasure.Execute(db, Actor, asks, clock, ct)).Allows(out _, out var refusal)) return Done("/me/data", "done.saved");
        await OnGetAsync(ct);
        return Refused(refusal);
    }
}
