using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>Where an organisation's money goes: masked, until somebody who may asks to see it.</summary>
[Does(Act.SeeBankAccount)]
sealed class BankAccountPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>Whose.</summary>
    public Organisation Organisation { get; private set; } = null!;

    /// <summary>The account; its facts are shown masked.</summary>
    public BankAccount? Account { get; private set; }

    /// <summary>The facts in full, once asked for.</summary>
    public BankFactsSeen? Full { get; private set; }

    /// <summary>The programme's zone.</summary>
    public string Zone { get; private set; } = "";

    /// <summary>The reader may see them in full.</summary>
    public bool MayShow => Actor.May(Act.SeeBankFacts, Organisation.ProgrammeId, Organisation.Id);

    /// <summary>Shows it masked.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Shows it in full; that goes on record.</summary>
    [Does(Act.SeeBankFacts)]
    public async Task<IActionResult> OnPostShowAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (!(await ShowBankAccount.Execute(db, Actor, id, clock, ct)).Allows(out var seen, out var refusal)) return Refused(refusal);
        Full = seen;
        Response.Headers.CacheControl = "no-cache, no-store";
        return Page();
    }

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.EnterBankAccount, Act.JudgeBankAccount)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, TimeZoneInfo.FindSystemTimeZoneById(Zone)) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Organisations.AsNoTracking().FirstOrDefaultAsync(o => o.Id == id, ct) is not { } organisation) return false;
        if (!Actor.May(Act.SeeBankAccount, organisation.ProgrammeId, id)) return false;
        Organisation = organisation;
        Account = await db.BankAccounts.AsNoTracking().SingleOrDefaultAsync(b => b.OrganisationId == id, ct);
        Zone = await db.Programmes.Where(p => p.Id == organisation.ProgrammeId).Select(p => p.TimeZone).SingleAsync(ct);
        Acts =
        [
            ActForm.New("act.judge-bank-account", Actor.May(Act.JudgeBankAccount, organisation.ProgrammeId, id) && Account is { State: BankAccountState.Entered },
                typed => JudgeBankAccount.Execute(db, Actor, id, new(typed.Text("Verified") == "yes", typed.Text("Reason")), clock, ct),
                new Ask("Verified", "bank.verified", AskKind.Choice) { Choices = [("yes", _texts["form.yes"]), ("no", _texts["form.no"])] }, Ask.Reason(1000)) with { Next = true },
            ActForm.New("act.enter-bank-account", Actor.May(Act.EnterBankAccount, organisation.ProgrammeId, id),
                typed => EnterBankAccount.Execute(db, Actor, id, new(typed.Text("Holder"), typed.Text("Bank"), typed.Text("Account")), clock, ct),
                Ask.Line("Holder", "bank.holder", 200), Ask.Line("Bank", "bank.bank", 200), Ask.Line("Account", "bank.account", 60))
                with { Next = Account is null, Hint = _texts["bank.enter-hint"] },
        ];
        return true;
    }
}
