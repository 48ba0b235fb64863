using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Forms;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Selection;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Reviews;

/// <summary>One review: first whether there is a conflict of interest, then the application and its scores.</summary>
[Does(Act.SeeReviews)]
sealed class ReviewPage(GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>The review.</summary>
    public Review Review { get; private set; } = null!;

    /// <summary>What is reviewed.</summary>
    public Application Application { get; private set; } = null!;

    /// <summary>Its competition.</summary>
    public Competition Competition { get; private set; } = null!;

    /// <summary>Who applied: needed to tell a conflict.</summary>
    public LocalText OrganisationName { get; private set; } = LocalText.Empty;

    /// <summary>The application form's questions.</summary>
    public IReadOnlyList<Question> Questions { get; private set; } = [];

    /// <summary>The reader said whether there is a conflict.</summary>
    public bool Declared { get; private set; }

    /// <summary>Points as given or just typed, by criterion.</summary>
    public Dictionary<string, string> Given { get; private set; } = [];

    /// <summary>In words.</summary>
    [BindProperty]
    public string? Comment { get; set; }

    /// <summary>Shows the review to its reviewer.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        Given = Review.Scores.ToDictionary(s => s.Key, s => s.Value.ToString(CultureInfo.InvariantCulture));
        Comment = Review.Comment;
        return Page();
    }

    /// <summary>Declares a conflict of interest, or that there is none.</summary>
    [Does(Act.DeclareConflict)]
    public async Task<IActionResult> OnPostDeclareAsync(Guid id, bool conflicted, string? reason, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var verdict = await DeclareConflict.Execute(db, Actor, id, new(conflicted, reason?.Trim() ?? ""), clock, ct);
        if (!verdict.Allows(out var fact, out var refusal)) return Refused(refusal);
        return fact.Conflicted ? Done("/reviews", "done.conflict") : LocalRedirect($"/reviews/{id}");
    }

    /// <summary>Sends the scores in.</summary>
    [Does(Act.SubmitScore)]
    public async Task<IActionResult> OnPostScoreAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        Given = Competition.Criteria.ToDictionary(c => c.Code, c => Request.Form[$"c-{c.Code}"].ToString());
        var scores = Given.Where(g => int.TryParse(g.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(g => g.Key, g => int.Parse(g.Value, CultureInfo.InvariantCulture));
        var verdict = await SubmitScore.Execute(db, Actor, id, new(scores, Comment?.Trim() ?? ""), clock, ct);
        return verdict.Allows(out _, out var refusal) ? Done("/reviews", "done.review") : Refused(refusal);
    }

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        var review = await db.Reviews.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id && r.ReviewerId == Actor.PersonId, ct);
        if (review is null) return false;
        Review = review;
        Application = await db.Applications.AsNoTracking().FirstAsync(a => a.Id == review.ApplicationId, ct);
        Competition = await db.Competitions.AsNoTracking().FirstAsync(c => c.Id == review.CompetitionId, ct);
        OrganisationName = await db.Organisations.Where(o => o.Id == Application.OrganisationId).Select(o => o.Name).FirstAsync(ct);
        Questions = (await db.Forms.AsNoTracking().FirstAsync(f => f.Id == Competition.FormId, ct)).Questions;
        Declared = await db.ConflictsOfInterest.AnyAsync(c => c.ApplicationId == review.ApplicationId && c.ReviewerId == Actor.PersonId, ct);
        return true;
    }
}
