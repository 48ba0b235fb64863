using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages;

/// <summary>One competition of the public list.</summary>
sealed record CompetitionLine(
    Guid Id, LocalText Title, LocalText Programme, DateTimeOffset OpensAt, DateTimeOffset ClosesAt, string Zone, decimal MaxAward, string Currency);

/// <summary>Open, coming and closed competitions, for everybody.</summary>
[Does(Act.SeeCompetitions)]
sealed class IndexPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Taking applications, the soonest end first.</summary>
    public IReadOnlyList<CompetitionLine> Open { get; private set; } = [];

    /// <summary>Not yet open, the soonest first.</summary>
    public IReadOnlyList<CompetitionLine> Coming { get; private set; } = [];

    /// <summary>The twenty closed last.</summary>
    public IReadOnlyList<CompetitionLine> Closed { get; private set; } = [];

    /// <summary>Reads the list.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        var all = db.Competitions.AsNoTracking()
            .Where(c => c.State != CompetitionState.Draft && c.State != CompetitionState.Cancelled)
            .Join(db.Programmes.Where(p => p.Kind == ProgrammeKind.Live), c => c.ProgrammeId, p => p.Id, (c, p) => new { c, p });
        var running = await all.Where(x => x.c.ClosesAt >= Now).OrderBy(x => x.c.ClosesAt).Select(x => new CompetitionLine(
            x.c.Id, x.c.Title, x.p.Name, x.c.OpensAt, x.c.ClosesAt, x.c.TimeZone, x.c.MaxAward, x.c.Currency)).ToListAsync(ct);
        Closed = await all.Where(x => x.c.ClosesAt < Now).OrderByDescending(x => x.c.ClosesAt).Take(20).Select(x => new CompetitionLine(
            x.c.Id, x.c.Title, x.p.Name, x.c.OpensAt, x.c.ClosesAt, x.c.TimeZone, x.c.MaxAward, x.c.Currency)).ToListAsync(ct);
        Open = [.. running.Where(c => c.OpensAt <= Now)];
        Coming = [.. running.Where(c => c.OpensAt > Now)];
    }
}
