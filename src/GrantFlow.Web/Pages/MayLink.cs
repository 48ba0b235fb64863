using Microsoft.AspNetCore.Razor.TagHelpers;

namespace GrantFlow.Web.Pages;

/// <summary>A link that is one only for whoever may go there: <c>&lt;a may="…" href="…"&gt;</c>; others read the same words.</summary>
[HtmlTargetElement("a", Attributes = "may")]
public sealed class MayLink : TagHelper
{
    /// <summary>The reader may go there.</summary>
    public bool May { get; set; }

    /// <inheritdoc/>
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (!May) output.TagName = null;
    }
}
