using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Tasks;

/// <summary>Where letters about a task lead: to it among all that is asked of the reader.</summary>
[Does(Act.CompleteTask)]
sealed class TaskPage : FlowPage
{
    /// <summary>Goes there.</summary>
    public IActionResult OnGet(Guid id) => LocalRedirect($"/me#task-{id:N}");
}
