using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Privacy;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Privacy;

/// <summary>What an administrator does when a person wants to know what is held, or to be erased.</summary>
[Does(Act.SeeHeld, Act.ErasePerson)]
sealed class PersonPrivacyPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    /// <summary>The person.</summary>
    public Person Person { get; private set; } = null!;

    /// <summary>When they asked to be erased; null when they haven't.</summary>
    public DateTimeOffset? AskedAt { get; private set; }

    /// <summary>What stands against it.</summary>
    public IReadOnlyList<Duty> Duties { get; private set; } = [];

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Erases the person.</summary>
    [Does(Act.ErasePerson)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, TimeZoneInfo.Utc) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (!Actor.May(Act.ErasePerson, Guid.Empty) || await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id, ct) is not { } person) return false;
        Person = person;
        AskedAt = await db.ErasureRequests.Where(r => r.PersonId == id && r.State == ErasureState.Open).Select(r => (DateTimeOffset?)r.AskedAt).SingleOrDefaultAsync(ct);
        Duties = await Duty.OfAsync(db, id, ct);
        Acts =
        [
            ActForm.New("act.erase-person", person.ErasedAt is null,
                typed => ErasePerson.Execute(db, Actor, id, new(typed.Text("Reason")), clock, ct), Ask.Reason(1000)) with { Go = "act.erase-person.go" },
        ];
        return true;
    }
}
