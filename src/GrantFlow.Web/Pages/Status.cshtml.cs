using System.Globalization;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages;

/// <summary>What a reader sees in place of an empty 403 or 404.</summary>
[Does(Act.UseService)]
[IgnoreAntiforgeryToken]
sealed class StatusPage : FlowPage
{
    /// <summary>The HTTP status.</summary>
    /// <value>From the path: it is shown for every method, also for those that no handler takes.</value>
    public int Code => int.TryParse(RouteData.Values["code"]?.ToString(), CultureInfo.InvariantCulture, out var code) ? code : StatusCodes.Status404NotFound;

    /// <summary>Shows the status.</summary>
    public IActionResult OnGet() => Page();

    /// <summary>The same after a form that was refused at the door.</summary>
    [Does(Act.UseService)]
    public IActionResult OnPost() => Page();
}
