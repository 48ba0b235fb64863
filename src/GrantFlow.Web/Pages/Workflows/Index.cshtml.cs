using GrantFlow.Accounts;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Running and finished workflow instances. For those who run every programme: instances know no programme.</summary>
[Does(Act.SeeAllWorkflows)]
sealed class WorkflowsPage(IWorkflowEngine engine) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int Rows = 50;

    /// <summary>The stages' definitions, offered as a filter.</summary>
    public IReadOnlyList<string> Definitions { get; } = ["entrance", "cohort", "competition", "selection", "award", "monitoring", "reporting"];

    /// <summary>Part of the name or of what it is about.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only of this definition.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Definition { get; set; }

    /// <summary>Only in this state.</summary>
    [BindProperty(SupportsGet = true)]
    public WorkflowSubStatus? Status { get; set; }

    /// <summary>Only with open incidents.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Incidents { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>What was found.</summary>
    public WorkflowInstancePage Found { get; private set; } = new([], 0);

    /// <summary>Asks the engine.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (!Actor.May(Act.SeeAllWorkflows, Guid.Empty)) return StatusCode(StatusCodes.Status403Forbidden);
        Number = Math.Max(1, Number);
        Found = await engine.QueryAsync(
            new(Blank(Definition), null, Status, Incidents ? true : null, Blank(Search), (Number - 1) * Rows, Rows), ct);
        return Page();
    }

    static string? Blank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
