using Microsoft.AspNetCore.Http;

namespace GrantFlow.Accounts;

/// <summary>Where a request came from.</summary>
/// <param name="Address">The network address.</param>
/// <param name="UserAgent">What the browser or program calls itself, shortened.</param>
public sealed record Whence(string Address, string UserAgent)
{
    /// <summary>Of a request.</summary>
    public static Whence Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new(context.Connection.RemoteIpAddress?.ToString() ?? "", agent.Length > 300 ? agent[..300] : agent);
    }
}
