namespace GrantFlow.Web.Pages.Workflows;

/// <summary>Asks for links to the workflows of a thing's page.</summary>
/// <param name="Programme">The thing's programme.</param>
/// <param name="About">The thing, and what stands for it where no workflow is about it itself: <c>kind:id</c>.</param>
sealed record InstancesOf(Guid Programme, params string[] About);
