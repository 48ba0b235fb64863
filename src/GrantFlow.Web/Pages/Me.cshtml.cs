namespace GrantFlow.Web.Pages;

/// <summary>What is asked of the reader.</summary>
[OpenTo]
sealed class MePage : FlowPage;
