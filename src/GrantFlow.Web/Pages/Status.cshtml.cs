using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages;

/// <summary>What a reader sees in place of an empty 403 or 404.</summary>
[Does(Act.UseService)]
[IgnoreAntiforgeryToken]
sealed class StatusPage : FlowPage
{
    /// <summary>The HTTP status.</summary>
    public int Code { get; private set; }

    /// <summary>Shows the status.</summary>
    public void OnGet(int code) => Code = code;

    /// <summary>The same after a form that was refused at the door.</summary>
    [Does(Act.UseService)]
    public void OnPost(int code) => Code = code;
}
