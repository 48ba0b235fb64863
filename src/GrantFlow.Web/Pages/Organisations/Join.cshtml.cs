using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Organisations;

/// <summary>Somebody looks for their organisation and asks its head to let them act for it.</summary>
[Does(Act.AskToJoin)]
sealed class JoinPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>Where.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>Three letters of the name at least, or the whole registration number.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>At most ten: a list of all is nobody's business here.</summary>
    public IReadOnlyList<(Guid Id, LocalText Name, string Place)> Found { get; private set; } = [];

    /// <summary>Shows what was found.</summary>
    public async Task<IActionResult> OnGetAsync(Guid programme, CancellationToken ct) => await LoadAsync(programme, ct) ? Page() : NotFound();

    /// <summary>Asks.</summary>
    [Does(Act.AskToJoin)]
    public async Task<IActionResult> OnPostAsync(Guid programme, Guid organisation, string? message, CancellationToken ct)
    {
        ModelState.Clear();
        var text = message?.Length > 500 ? message[..500] : message ?? "";
        var verdict = await AskToJoin.Execute(db, Actor, organisation, new(text), clock, ct);
        if (verdict.Allows(out _, out var refusal)) return Done("/me", "done.join-asked");
        return await LoadAsync(programme, ct) ? Refused(refusal) : NotFound();
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.Programmes.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id && p.Kind == ProgrammeKind.Live, ct) is not { } programme) return false;
        Programme = programme;
        if (Search?.Trim() is not { Length: >= 3 } search) return true;
        var pattern = $"%{search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
        // Looked for in the values only: the languages' codes are keys of the same JSON.
        var found = await db.Organisations.FromSql($"""
            select o.*, o.xmin from organisations o where o.programme_id = {id} and o.state = 'Active'
                and (o.registration_number = {search} or exists (select from jsonb_each_text(o.name) n where n.value ilike {pattern}))
            order by o.number limit 10
            """).AsNoTracking().ToListAsync(ct);
        Found = [.. found.Select(o => (o.Id, o.Name, o.Settlement))];
        return true;
    }
}
