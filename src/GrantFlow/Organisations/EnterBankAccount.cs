using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>An organisation's account was entered or changed.</summary>
public sealed record BankAccountEntered(Guid OrganisationId, bool Changed);

/// <summary>An organisation enters where its money goes; a change must be verified anew.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>bank-holder-missing</c>, <c>bank-account-wrong</c>.</remarks>
public static class EnterBankAccount
{
    /// <summary>What is sent.</summary>
    /// <param name="Holder">In whose name it is.</param>
    /// <param name="Bank">The bank, and its code.</param>
    /// <param name="Account">IBAN or number; blanks and dashes don't count.</param>
    public sealed record Request([Required, StringLength(200)] string Holder, [Required, StringLength(200)] string Bank, [Required, StringLength(60)] string Account);

    internal static readonly Refusal HolderMissing = new("bank-holder-missing", "Say in whose name the account is, and at which bank.", nameof(Request.Holder));
    internal static readonly Refusal AccountWrong = new("bank-account-wrong", "This isn't an account number: its length, letters or check figures don't fit.", nameof(Request.Account));

    /// <summary>Enters it.</summary>
    public static async Task<Verdict<BankAccountEntered>> Execute(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.EnterBankAccount, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        var there = await db.BankAccounts.SingleOrDefaultAsync(b => b.OrganisationId == organisationId, ct);
        var account = string.Concat(request.Account.Where(c => !char.IsWhiteSpace(c) && c != '-')).ToUpperInvariant();
        if (!Decide(organisationId, there, request, account).Allows(out var fact, out var refusal)) return refusal;
        if (there is null) db.Add(there = new BankAccount { ProgrammeId = organisation.ProgrammeId, OrganisationId = organisationId });
        (there.Holder, there.Bank, there.Account) = (request.Holder.Trim(), request.Bank.Trim(), account);
        (there.State, there.EnteredBy, there.EnteredAt) = (BankAccountState.Entered, actor.PersonId, clock.GetUtcNow());
        (there.JudgedBy, there.JudgedAt, there.Reason) = (null, null, null);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, there.EnteredAt);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<BankAccountEntered> Decide(Guid organisation, BankAccount? there, Request request, string account)
    {
        if (string.IsNullOrWhiteSpace(request.Holder) || string.IsNullOrWhiteSpace(request.Bank)) return HolderMissing;
        return BankAccount.CouldBe(account) ? new BankAccountEntered(organisation, there is not null) : AccountWrong;
    }
}
