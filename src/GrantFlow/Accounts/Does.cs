using Microsoft.AspNetCore.Builder;

namespace GrantFlow.Accounts;

/// <summary>Says which row of the matrix judges a route, a page or one of its handlers.</summary>
/// <param name="acts">The rows; where a handler does several, any of them opens the door.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class DoesAttribute(params Act[] acts) : Attribute
{
    /// <summary>The rows.</summary>
    public IReadOnlyList<Act> Acts => acts;
}

/// <summary>Marks routes.</summary>
public static class DoesRoutes
{
    /// <summary>Whoever may do none of these anywhere doesn't get in; what exactly they may is asked by the use case.</summary>
    public static TBuilder Does<TBuilder>(this TBuilder route, params Act[] acts)
        where TBuilder : IEndpointConventionBuilder =>
        route.WithMetadata(new DoesAttribute(acts));
}
