using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages;

/// <summary>One thing asked of the reader.</summary>
/// <param name="Link">Where it is done.</param>
/// <param name="What">What is asked.</param>
/// <param name="About">About whom or what.</param>
/// <param name="DueAt">Until when, or null.</param>
/// <param name="Zone">The zone the date is meant in.</param>
sealed record Asked(string Link, string What, string About, DateTimeOffset? DueAt, string Zone);

/// <summary>What is asked of the reader: drafts, profiles, reports, reviews, assessments, tasks; the soonest first.</summary>
[Does(Act.SeeSelf)]
sealed class MePage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>A task that a workflow asks of the reader or of everybody with a role.</summary>
    public sealed record TaskLine(Guid Id, string Title, string[] Outcomes, DateTimeOffset? DueAt, string Zone, string? Link);

    /// <summary>When the page was made.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>The soonest first; what has no date last.</summary>
    public IReadOnlyList<Asked> Asked { get; private set; } = [];

    /// <summary>Open tasks.</summary>
    public IReadOnlyList<TaskLine> Tasks { get; private set; } = [];

    /// <summary>Those the reader acts for.</summary>
    public IReadOnlyList<Organisation> Organisations { get; private set; } = [];

    /// <summary>Programmes that an applicant may enter an organisation into.</summary>
    public IReadOnlyList<Programme> Programmes { get; private set; } = [];

    /// <summary>Reads everything.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        var mine = Actor.Organisations.ToList();
        Organisations = await db.Organisations.AsNoTracking().Where(o => mine.Contains(o.Id)).OrderBy(o => o.Number).ToListAsync(ct);
        Asked = [.. (await AskedQuery.ReadAsync(db, Actor, Now, texts, ct)).OrderBy(a => a.DueAt ?? DateTimeOffset.MaxValue)];
        await ReadTasksAsync(ct);
        if (Actor.Grants.All(g => g.Role == Role.Applicant))
        {
            Programmes = await db.Programmes.AsNoTracking()
                .Where(p => p.Kind == ProgrammeKind.Live && !db.Set<Organisation>().Any(o => o.ProgrammeId == p.Id && mine.Contains(o.Id)))
                .OrderBy(p => p.CreatedAt).ToListAsync(ct);
        }
    }

    /// <summary>Answers a task.</summary>
    [Does(Act.CompleteTask)]
    public async Task<IActionResult> OnPostTaskAsync(Guid task, string? outcome, string? note, CancellationToken ct)
    {
        var verdict = await CompleteTask.Execute(db, Actor, task, new(outcome ?? "", string.IsNullOrWhiteSpace(note) ? null : note.Trim()), clock, ct);
        if (verdict.Allows(out _, out var refusal)) return Done("/me", "done.answered-task");
        await OnGetAsync(ct);
        return Refused(refusal);
    }

    async Task ReadTasksAsync(CancellationToken ct)
    {
        var open = await db.Tasks.AsNoTracking().Where(t => t.State == TaskState.Open && (t.PersonId == Actor.PersonId || t.PersonId == null))
            .Join(db.Programmes, t => t.ProgrammeId, p => p.Id, (t, p) => new { t, p.TimeZone })
            .OrderBy(x => x.t.DueAt).Take(500).ToListAsync(ct);
        var mine = open.Where(x => x.t.PersonId is not null || (x.t.Role is { } role && Actor.Holds(x.t.ProgrammeId, role))).Take(100).ToList();
        var links = await SubjectLinks.ReadAsync(db, Actor, mine.Select(x => x.t.SubjectRef), ct);
        Tasks = [.. mine.Select(x => new TaskLine(x.t.Id, x.t.Title, x.t.Outcomes, x.t.DueAt, x.TimeZone, links.GetValueOrDefault(x.t.SubjectRef)))];
    }
}
