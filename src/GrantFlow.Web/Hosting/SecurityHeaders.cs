namespace GrantFlow.Web.Hosting;

/// <summary>Tells browsers to load nothing from elsewhere, run no inline script, let nobody frame us, and come by https where we serve it.</summary>
sealed class SecurityHeaders(RequestDelegate next, HostSettings settings)
{
    const string Policy =
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    // A year, as preload lists ask; subdomains are their owners' business.
    const string OnlyHttps = "max-age=31536000";

    /// <summary>Sets the headers where the answer hasn't set its own.</summary>
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = headers.ContentSecurityPolicy.Count > 0 ? headers.ContentSecurityPolicy : Policy;
            headers.XContentTypeOptions = "nosniff";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (settings.IsHttps) headers.StrictTransportSecurity = OnlyHttps;
            return Task.CompletedTask;
        });
        return next(context);
    }
}
