using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Organisations;

/// <summary>Somebody saw an organisation's bank facts in full.</summary>
/// <param name="OrganisationId">Whose.</param>
/// <param name="Holder">Shown, never on record.</param>
/// <param name="Bank">Shown, never on record.</param>
/// <param name="Account">Shown, never on record.</param>
public sealed record BankFactsSeen(
    Guid OrganisationId, [property: OffRecord] string Holder, [property: OffRecord] string Bank, [property: OffRecord] string Account);

/// <summary>Shows an account in full to whoever pays to it or enters it; each look goes on record.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>.</remarks>
public static class ShowBankAccount
{
    /// <summary>Shows it.</summary>
    public static async Task<Verdict<BankFactsSeen>> Execute(GrantFlowDb db, Actor actor, Guid organisationId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.SeeBankFacts, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        if (await db.BankAccounts.AsNoTracking().SingleOrDefaultAsync(b => b.OrganisationId == organisationId, ct) is not { } account) return Refusal.NotFound;
        var fact = new BankFactsSeen(organisationId, account.Holder, account.Bank, account.Account);
        db.Record(actor, organisation.ProgrammeId, organisation.Subject, fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }
}
