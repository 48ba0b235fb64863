using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Jobs;

/// <summary>Background work: what recurs, waits, runs and ran; run now, pause, resume, retry. Each act is on record.</summary>
[Does(Act.SeeJobs)]
sealed class JobsPage(IJobs jobs, GrantFlowDb db, TimeProvider clock) : FlowPage
{
    /// <summary>An operator acted on a job.</summary>
    public sealed record JobTouched(string Id, string Act);

    /// <summary>Part of a job's name, id or argument.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Of the history, only runs that failed.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Failed { get; set; }

    /// <summary>By next run.</summary>
    public IReadOnlyList<JobView> Jobs { get; private set; } = [];

    /// <summary>Newest first.</summary>
    public IReadOnlyList<JobRun> History { get; private set; } = [];

    /// <summary>Reads both lists.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        var search = string.IsNullOrWhiteSpace(Search) ? null : Search.Trim();
        Jobs = await jobs.ListAsync(search, ct);
        History = await jobs.HistoryAsync(search, Failed, ct: ct);
    }

    /// <summary>Runs a job now.</summary>
    [Does(Act.RunJobs)]
    public Task<IActionResult> OnPostRunAsync(string? id, CancellationToken ct) => ActAsync(id, "run", jobs.RunNowAsync, ct);

    /// <summary>Stops a job until resumed.</summary>
    [Does(Act.RunJobs)]
    public Task<IActionResult> OnPostPauseAsync(string? id, CancellationToken ct) => ActAsync(id, "pause", jobs.PauseAsync, ct);

    /// <summary>Lets a paused job run again.</summary>
    [Does(Act.RunJobs)]
    public Task<IActionResult> OnPostResumeAsync(string? id, CancellationToken ct) => ActAsync(id, "resume", jobs.ResumeAsync, ct);

    /// <summary>Runs the job of a failed run again.</summary>
    [Does(Act.RunJobs)]
    public Task<IActionResult> OnPostRetryAsync(Guid id, CancellationToken ct) =>
        ActAsync($"{id}", "retry", async (_, c) => await jobs.RetryAsync(id, c) is not null, ct);

    async Task<IActionResult> ActAsync(string? id, string act, Func<string, CancellationToken, Task<bool>> run, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(id) || !await run(id, ct)) return NotFound();
        db.Record(Actor, null, $"job:{id}", new JobTouched(id, act), clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return Done("/jobs", "done.job");
    }
}
