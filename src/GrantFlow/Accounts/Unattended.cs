using Microsoft.AspNetCore.Http;

namespace GrantFlow.Accounts;

/// <summary>Bears out that an endpoint is called by pages of themselves, for instance a socket that is opened again when it broke.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class UnattendedAttribute : Attribute;

/// <summary>Says whether a request was made by a page that nobody touches: it is answered as any other, and keeps no session alive.</summary>
/// <remarks>
/// An open list asks for news every few seconds. Counted as use, a forgotten browser would stay signed in for the whole fortnight.
/// Only the page knows when it was last touched; whoever leaves the header out gains what a click gains.
/// </remarks>
public static class Unattended
{
    /// <summary>Sent by our script with what a page asks for after five minutes without a hand on it.</summary>
    public const string Header = "X-GrantFlow-Unattended";

    /// <summary>True when nobody is at the page that asks.</summary>
    public static bool Is(HttpContext context) =>
        context.Request.Headers.ContainsKey(Header) || context.GetEndpoint()?.Metadata.GetMetadata<UnattendedAttribute>() is not null;
}
