using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GrantFlow.Accounts;
using GrantFlow.Workflows.Activities;

namespace GrantFlow.Web.Designer;

/// <summary>Colour and icon of every grant activity on Studio's diagrams: a stylesheet made from the catalogue.</summary>
/// <remarks>Studio has colours and icons of its own for Elsa's activities only, compiled in; each node bears its JSON as an attribute, which a rule can ask for.</remarks>
sealed class StageStyles
{
    // Each is dark enough for the white icon on it: contrast 4.5 to 1 or more.
    static readonly Dictionary<string, string> Colours = new()
    {
        ["Entrance"] = "#0f766e",
        ["Competition"] = "#b45309",
        ["Selection"] = "#6d28d9",
        ["Award"] = "#15803d",
        ["Monitoring"] = "#0369a1",
        ["Reporting"] = "#be185d",
        ["Everywhere"] = "#475569",
    };

    // Drawn for this: lines on a field of 24 by 24.
    static readonly Dictionary<string, string> Icons = new()
    {
        ["badge"] = "M12 3l2.6 2 3.3-.1.9 3.2 2.7 1.9-1.2 3 1.2 3.1-2.7 1.9-.9 3.2-3.3-.1L12 23M12 3L9.4 5l-3.3-.1-.9 3.2L2.5 10l1.2 3-1.2 3.1 2.7 1.9.9 3.2 3.3-.1L12 23M8.5 13l2.5 2.5 4.5-5",
        ["chart"] = "M4 4v16h16M8 16v-4M12.5 16V8M17 16v-6",
        ["check"] = "M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM8.5 12l2.5 2.5 4.5-5",
        ["deadline"] = "M4 6h16v14H4zM4 10.5h16M8 3v4M16 3v4M12 13v3l2 1",
        ["end"] = "M12 3a9 9 0 1 0 .01 0zM9 9h6v6H9z",
        ["flag"] = "M6 21V4M6 5c4-3 7 3 12 0v9c-5 3-8-3-12 0",
        ["mail"] = "M3 6h18v12H3zM3 7l9 6 9-6",
        ["money"] = "M3 7h18v11H3zM12 10a2.5 2.5 0 1 0 .01 0zM6 10v.01M18 15v.01",
        ["people"] = "M9 5a3 3 0 1 0 .01 0zM3 20c0-4 2-6.5 6-6.5s6 2.5 6 6.5M16 5.5a3 3 0 0 1 0 5.5M17.5 14c2.3.7 3.5 3 3.5 6",
        ["report"] = "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
        ["sign"] = "M4 20l1-4L16 5l3 3L8 19zM13.5 7.5l3 3M13 20h7",
        ["task"] = "M5 4h14v17H5zM9 2.5h6v3H9zM9 11h6M9 15h4",
        ["visit"] = "M12 21c4-5 6.5-8 6.5-11.5a6.5 6.5 0 0 0-13 0C5.5 13 8 16 12 21zM12 7a2.5 2.5 0 1 0 .01 0z",
        ["wait"] = "M7 3h10M7 21h10M8 3c0 5 8 6 8 9s-8 4-8 9M16 3c0 5-8 6-8 9s8 4 8 9",
        ["warning"] = "M12 3l10 18H2zM12 10v5M12 18v.01",
    };

    readonly string _css;
    readonly string _tag;

    /// <summary>Writes the stylesheet.</summary>
    public StageStyles(ActivityCatalogue catalogue)
    {
        var css = new StringBuilder();
        foreach (var stage in catalogue.Descriptors.Values.Where(d => d.Stage is not null).GroupBy(d => d.Stage!).OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            Rule(css, stage, " .elsa-activity", $"--elsa-activity-accent:{Colours[stage.Key]}!important");
            foreach (var kind in stage.GroupBy(d => d.Icon ?? "task").OrderBy(k => k.Key, StringComparer.Ordinal))
            {
                Rule(css, kind, " .activity-icon svg", "display:none");
                Rule(css, kind, " .activity-icon::after", $"content:\"\";width:20px;height:20px;background:#fff;mask:url(\"{Image(Icons[kind.Key])}\") center/contain no-repeat");
            }
        }

        _css = css.ToString();
        _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_css)))[..20]}\"";
    }

    /// <summary>Maps <c>/studio/stages.css</c>.</summary>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(StudioFiles.Path + "/stages.css", (HttpContext context, StageStyles styles) =>
    {
        (context.Response.Headers.ETag, context.Response.Headers.CacheControl) = (styles._tag, "no-cache");
        return context.Request.Headers.IfNoneMatch == styles._tag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Text(styles._css, "text/css", Encoding.UTF8);
    }).Does(Act.UseService);

    static void Rule(StringBuilder css, IEnumerable<ActivityDescriptor> activities, string within, string what) =>
        css.Append(string.Join(',', activities.Select(a => $"elsa-activity-wrapper[activity-json*='\"type\":\"{a.TypeName}\"']{within}"))).Append('{').Append(what).Append("}\n");

    static string Image(string path) => "data:image/svg+xml," + Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture,
        $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"#000\" stroke-width=\"2\" stroke-linecap=\"round\" stroke-linejoin=\"round\"><path d=\"{path}\"/></svg>"));
}
