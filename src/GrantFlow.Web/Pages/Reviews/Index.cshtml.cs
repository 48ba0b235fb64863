using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Selection;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Reviews;

/// <summary>The reader's own reviews, the open ones first.</summary>
[Does(Act.SeeReviews)]
sealed class ReviewsPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>One review of the list.</summary>
    public sealed record Line(
        Guid Id, string Number, string Title, LocalText Competition, string Zone, ReviewState State, DateTimeOffset DueAt, decimal? Total);

    /// <summary>The reviews.</summary>
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>Reads them.</summary>
    public async Task OnGetAsync(CancellationToken ct) =>
        Lines = await db.Reviews.AsNoTracking().Where(r => r.ReviewerId == Actor.PersonId)
            .Join(db.Applications, r => r.ApplicationId, a => a.Id, (r, a) => new { r, a })
            .Join(db.Competitions, x => x.r.CompetitionId, c => c.Id, (x, c) => new { x.r, x.a, c })
            .OrderBy(x => x.r.State == ReviewState.Assigned ? 0 : 1).ThenBy(x => x.r.DueAt).Take(200)
            .Select(x => new Line(x.r.Id, x.a.Number, x.a.Title, x.c.Title, x.c.TimeZone, x.r.State, x.r.DueAt, x.r.Total)).ToListAsync(ct);
}
