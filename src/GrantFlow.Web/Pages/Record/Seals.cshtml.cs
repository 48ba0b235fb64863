using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Record;

/// <summary>The sealed versions of an object and of what belongs to it: read one, or compare two side by side.</summary>
[Does(Act.SeeRecord)]
sealed class SealsPage(GrantFlowDb db) : FlowPage
{
    /// <summary>The object, as <c>kind:id</c>.</summary>
    [BindProperty(SupportsGet = true)]
    public string Subject { get; set; } = "";

    /// <summary>The version on the left, or the only one read.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Left { get; set; }

    /// <summary>The version on the right.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Right { get; set; }

    /// <summary>Oldest first; only what the reader may see.</summary>
    public IReadOnlyList<Seal> Versions { get; private set; } = [];

    /// <summary>The chosen one.</summary>
    public Seal? First => Versions.FirstOrDefault(s => s.Id == Left);

    /// <summary>The one it is compared with.</summary>
    public Seal? Second => Versions.FirstOrDefault(s => s.Id == Right);

    /// <summary>Members of both, in order; of the first alone where there is no second.</summary>
    public IReadOnlyList<SealDiff.Row> Rows { get; private set; } = [];

    /// <summary>Zones of the programmes concerned.</summary>
    public IReadOnlyDictionary<Guid, string> Zones { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Names of those who did it, by id.</summary>
    public IReadOnlyDictionary<Guid, string> People { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>A version in one line.</summary>
    public string Named(Texts texts, Seal seal) =>
        $"{texts.Find($"fact.{seal.Kind}", seal.Kind)} · {texts.When(seal.At, Zones.GetValueOrDefault(seal.ProgrammeId, "Etc/UTC"))}";

    /// <summary>Reads the versions.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        Versions = await ReadSeals.Execute(db, Actor, Subject, ct);
        if ((Left is not null && First is null) || (Right is not null && Second is null)) return NotFound();
        var programmes = Versions.Select(s => s.ProgrammeId).Distinct().ToList();
        Zones = await db.Programmes.AsNoTracking().Where(p => programmes.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.TimeZone, ct);
        var people = Versions.Select(s => s.ById).Distinct().ToList();
        People = await db.Users.AsNoTracking().Where(p => people.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.FullName, ct);
        if (First is { } first) Rows = SealDiff.Compare(first.Content, (Second ?? first).Content);
        return Page();
    }
}
