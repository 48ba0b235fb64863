using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages;

/// <summary>The answers to a draft that saves itself: a line of words, and the stamp of the saving.</summary>
static class Autosave
{
    /// <summary>Saved: the words, and the new stamp in place of the one the page was made with.</summary>
    public static ContentResult Saved(string words, string seen) =>
        Html($"{Texts.Html.Encode(words)}<input type=\"hidden\" name=\"seen\" id=\"seen\" value=\"{seen}\" hx-swap-oob=\"true\">");

    /// <summary>Not saved: why, for the eye and the screen reader.</summary>
    public static ContentResult NotSaved(string words) => Html($"<span class=\"gf-late\">{Texts.Html.Encode(words)}</span>");

    static ContentResult Html(string html) => new() { Content = html, ContentType = "text/html; charset=utf-8" };
}
