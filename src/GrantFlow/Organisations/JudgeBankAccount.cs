using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Finance judged an organisation's account.</summary>
public sealed record BankAccountJudged(Guid OrganisationId, BankAccountState State);

/// <summary>Finance verifies that an account is the organisation's own, or refuses it with a reason.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>bank-account-judged</c>, <c>bank-own-entry</c>, <c>reason-missing</c>.</remarks>
public static class JudgeBankAccount
{
    /// <summary>What is sent.</summary>
    /// <param name="Verified">It is the organisation's own.</param>
    /// <param name="Reason">How that was seen, or what is wrong.</param>
    public sealed record Request(bool Verified, [Required, StringLength(1000)] string Reason);

    internal static readonly Refusal Judged = new("bank-account-judged", "It was judged already; a changed account is judged anew.");
    internal static readonly Refusal OwnEntry = new("bank-own-entry", "Whoever entered an account doesn't verify it.");
    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why.", nameof(Request.Reason));

    /// <summary>Judges it.</summary>
    public static async Task<Verdict<BankAccountJudged>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.JudgeBankAccount, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        if (await db.BankAccounts.SingleOrDefaultAsync(b => b.OrganisationId == organisationId, ct) is not { } account) return Refusal.NotFound;
        if (!Decide(account, request, actor.PersonId).Allows(out var fact, out var refusal)) return refusal;
        (account.State, account.JudgedBy, account.JudgedAt, account.Reason) = (fact.State, actor.PersonId, clock.GetUtcNow(), request.Reason.Trim());
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, account.JudgedAt.Value);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<BankAccountJudged> Decide(BankAccount account, Request request, Guid judge)
    {
        if (account.State != BankAccountState.Entered) return Judged;
        if (account.EnteredBy == judge) return OwnEntry;
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        return new BankAccountJudged(account.OrganisationId, request.Verified ? BankAccountState.Verified : BankAccountState.Refused);
    }
}
