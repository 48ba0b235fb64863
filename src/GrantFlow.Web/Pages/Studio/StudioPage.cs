using System.Globalization;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Designer;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Studio;

/// <summary>A page that holds one of Elsa Studio's elements; everything Studio does there goes through our own script.</summary>
abstract class StudioPage : FlowPage
{
    /// <summary>What these pages alone are allowed, on top of what every page is.</summary>
    /// <remarks>
    /// <c>wasm-unsafe-eval</c>: Studio is a program compiled to WebAssembly, and browsers compile none without it; it doesn't allow eval.
    /// The hashes: two inline scripts of Studio 3.8.2's own that take its hot keys (Ctrl+S in the editor, Ctrl+R in the list of
    /// instances, which stops without it); another version has others.
    /// Inline styles: its components place themselves, and its editor colours text, by style attributes.
    /// Fonts as data: the icons of its text editor. Workers as blob: the text editor's checking of scripts, beside the page.
    /// </remarks>
    const string Policy =
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval' 'sha256-snlP1jz0gjwc5cTz9ErZcliXuCK63+Mmf68RRCeptgc=' 'sha256-vu6sQrKXQHR4Yn3FMMihA/9TxxfIXnCxKwvLrTPJ5ts='; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    const string Cookie = "programme";

    static readonly string[] Words =
    [
        "studio.signed-out", "studio.sign-in", "studio.forbidden", "studio.missing", "studio.changed", "studio.broken", "studio.lost",
        "studio.unsaved", "studio.saved-again", "studio.crashed", "studio.reload", "studio.close", "studio.why-cancel",
        "studio.refused", "studio.keep-file", "studio.emptied", "studio.file-too-large", "refusal.design-old",
    ];

    /// <summary>Programmes whose definitions the reader may see, by name; more than one are offered to choose from.</summary>
    public IReadOnlyList<(Guid Id, string Name)> Programmes { get; private set; } = [];

    /// <summary>The programme that is worked in; null is every programme's definitions.</summary>
    public Guid? Programme { get; protected set; }

    /// <summary>The reader may draw what is every programme's.</summary>
    public bool DrawsShared => Actor.May(Act.DrawDesigns, Guid.Empty);

    /// <summary>Studio's element.</summary>
    public abstract string Element { get; }

    /// <summary>The attribute that says what the element shows, with its value; null for a list.</summary>
    public virtual (string Name, string Value)? Shows => null;

    /// <summary>An old version of the definition, to be read; null is the latest.</summary>
    public virtual int? Version => null;

    /// <summary>What the bar at the top calls it.</summary>
    public string Caption { get; protected set; } = "";

    /// <summary>Our own page about the same: path, and the text's key.</summary>
    public virtual (string Path, string Key) Ours => ("/workflows", "studio.to-workflows");

    /// <summary>The page needs Studio's text editor.</summary>
    public virtual bool Writes => true;

    /// <summary>The token that our script sends along with whatever changes something.</summary>
    public string Token => HttpContext.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(HttpContext).RequestToken!;

    /// <summary>What our script says, in the reader's language.</summary>
    public string Said => JsonSerializer.Serialize(Words.ToDictionary(w => w[(w.IndexOf('.') + 1)..], w => HttpContext.RequestServices.GetRequiredService<Texts>()[w]));

    /// <summary>The page, under its own policy.</summary>
    protected PageResult Shown()
    {
        Response.Headers.ContentSecurityPolicy = Policy;
        // It holds a token of this sign-in, and what it shows changes by itself.
        (Response.Headers.CacheControl, Response.Headers.Pragma) = ("no-cache, no-store", "no-cache");
        return Page();
    }

    /// <summary>Reads the programmes, and the one worked in: asked for, chosen before, or the only one.</summary>
    protected async Task LoadProgrammesAsync(Guid? asked, CancellationToken ct)
    {
        var texts = HttpContext.RequestServices.GetRequiredService<Texts>();
        var all = await HttpContext.RequestServices.GetRequiredService<GrantFlowDb>().Programmes.AsNoTracking().Select(p => new { p.Id, p.Name }).ToListAsync(ct);
        Programmes = [.. all.Where(p => Actor.May(Act.SeeDesigns, p.Id)).Select(p => (p.Id, p.Name.In(texts.Language))).OrderBy(p => p.Item2, StringComparer.Create(texts.Culture, ignoreCase: true))];
        var chosen = asked ?? (Guid.TryParse(Request.Cookies[Cookie], CultureInfo.InvariantCulture, out var before) ? before : null);
        Programme = Programmes.Any(p => p.Id == chosen) ? chosen
            : DrawsShared || Programmes.Count == 0 ? null
            : Programmes[0].Id;
        if (asked is not null) Response.Cookies.Append(Cookie, $"{Programme ?? Guid.Empty}", new() { Path = StudioFiles.Path, MaxAge = TimeSpan.FromDays(400), SameSite = SameSiteMode.Lax, HttpOnly = true, IsEssential = true });
    }
}
