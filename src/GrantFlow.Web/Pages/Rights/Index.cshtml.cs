using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Rights;

/// <summary>The matrix of a programme: who may do what; whoever may, changes a cell within its bounds.</summary>
[Does(Act.SeeRights)]
sealed class RightsPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    Dictionary<(Act, Holder), Reach> _changed = [];

    /// <summary>Programmes whose matrix the reader may see.</summary>
    public IReadOnlyList<Programme> Programmes { get; private set; } = [];

    /// <summary>The one shown.</summary>
    public Programme? Chosen { get; private set; }

    /// <summary>Which programme.</summary>
    [BindProperty(SupportsGet = true, Name = "programme")]
    public Guid? ProgrammeId { get; set; }

    /// <summary>Only this column, for narrow screens; none for all.</summary>
    [BindProperty(SupportsGet = true)]
    public Holder? Only { get; set; }

    /// <summary>Typed again after a refusal.</summary>
    [BindProperty]
    public Act? Row { get; set; }

    /// <summary>Typed again after a refusal.</summary>
    [BindProperty]
    public Holder? Column { get; set; }

    /// <summary>Typed again after a refusal.</summary>
    [BindProperty]
    public Reach? Reach { get; set; }

    /// <summary>Typed again after a refusal.</summary>
    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The columns shown.</summary>
    public IReadOnlyList<Holder> Columns => Only is { } one ? [one] : Enum.GetValues<Holder>();

    /// <summary>The reader may change cells here.</summary>
    public bool Changes => Chosen is not null && Actor.May(Act.ChangeRight, Chosen.Id);

    /// <summary>What holds in the programme.</summary>
    public Reach Now(Act act, Holder holder) => _changed.TryGetValue((act, holder), out var reach) ? reach : Matrix.Of(act, holder).Usual;

    /// <summary>The programme changed the cell.</summary>
    public bool IsChanged(Act act, Holder holder) => _changed.ContainsKey((act, holder));

    /// <summary>Shows the matrix.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct) => await LoadAsync(ct) ? Page() : NotFound();

    /// <summary>Changes a cell.</summary>
    [Does(Act.ChangeRight)]
    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!await LoadAsync(ct) || Chosen is null) return NotFound();
        if (Row is not { } act || Column is not { } holder || Reach is not { } reach) return BadRequest();
        var verdict = await ChangeRight.Execute(db, Actor, Chosen.Id, new(act, holder, reach, Reason ?? ""), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done($"/rights?programme={Chosen.Id}", "done.right") : Refused(refusal);
    }

    async Task<bool> LoadAsync(CancellationToken ct)
    {
        Programmes = [.. (await db.Programmes.AsNoTracking().OrderBy(p => p.Kind).ThenBy(p => p.CreatedAt).ToListAsync(ct))
            .Where(p => Actor.May(Act.SeeRights, p.Id))];
        Chosen = ProgrammeId is { } id ? Programmes.FirstOrDefault(p => p.Id == id) : Programmes.Count > 0 ? Programmes[0] : null;
        if (Chosen is null) return ProgrammeId is null;
        _changed = await db.RightChanges.AsNoTracking().Where(c => c.ProgrammeId == Chosen.Id).ToDictionaryAsync(c => (c.Act, c.Holder), c => c.Reach, ct);
        return true;
    }
}
