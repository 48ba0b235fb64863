namespace GrantFlow.Web.Pages;

/// <summary>Open, coming and closed competitions, for everybody.</summary>
[OpenToAll]
sealed class IndexPage : FlowPage;
