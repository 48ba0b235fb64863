using System.Reflection;
using GrantFlow.Accounts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GrantFlow.Web.Pages;

/// <summary>A page for whoever has signed in, also staff who have no second factor yet; it leads nowhere else.</summary>
[AttributeUsage(AttributeTargets.Class)]
sealed class OpenBeforeSecondFactorAttribute : Attribute;

/// <summary>Asks at every page and every handler of it who may enter; a page that doesn't say is a bug.</summary>
sealed class MayEnter : IAsyncPageFilter
{
    /// <inheritdoc/>
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        var http = context.HttpContext;
        var signedIn = await http.RequestServices.GetRequiredService<ActorAccessor>().SignedInAsync(http.User, http.RequestAborted);
        var type = context.HandlerInstance.GetType();
        var settingUp = signedIn is { LacksSecondFactor: true };
        var early = type.IsDefined(typeof(OpenBeforeSecondFactorAttribute), false);
        var actor = signedIn is null || (settingUp && !early) ? Actor.Nobody : signedIn.Actor;
        if (context.HandlerInstance is FlowPage page) (page.Actor, page.SignedIn) = (actor, signedIn);
        if (early ? signedIn is null : !Admits(type, context.HandlerMethod?.MethodInfo, actor))
        {
            context.Result = settingUp ? new RedirectResult("/me/second-factor")
                : actor.IsSomebody ? new StatusCodeResult(StatusCodes.Status403Forbidden)
                : ToSignIn(http.Request);
            return;
        }

        await next();
    }

    // A handler that names its act is judged by it on top of the page's.
    static bool Admits(Type page, MethodInfo? handler, Actor actor)
    {
        if (handler?.GetCustomAttribute<DoesAttribute>(false) is { } does && !does.Acts.Any(actor.MaySomewhere)) return false;
        var door = page.GetCustomAttribute<DoesAttribute>(false) ?? throw new InvalidOperationException($"{page.Name} doesn't say what it does: [Does].");
        return door.Acts.Any(actor.MaySomewhere);
    }

    static RedirectResult ToSignIn(HttpRequest request) =>
        new($"/sign-in?to={Uri.EscapeDataString(HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : request.Path)}");
}

/// <summary>A page that knows who reads it, and shows refusals where they belong.</summary>
abstract class FlowPage : PageModel
{
    /// <summary>Who reads or acts; nobody where nobody has signed in.</summary>
    public Actor Actor { get; set; } = Actor.Nobody;

    /// <summary>The sign-in behind the request; null where nobody has signed in.</summary>
    public SignedIn? SignedIn { get; set; }

    /// <summary>Puts a refusal beside its field, or above the form, in the reader's language; what was typed stays.</summary>
    protected IActionResult Refused(Refusal refusal)
    {
        if (refusal.Code == Refusal.NotFound.Code) return NotFound();
        if (refusal.Code == Refusal.Forbidden.Code) return StatusCode(StatusCodes.Status403Forbidden);
        var texts = HttpContext.RequestServices.GetRequiredService<Language.Texts>();
        ModelState.AddModelError(refusal.Field ?? "", texts.Why(refusal));
        return Page();
    }

    /// <summary>Goes to a page and tells there that it is done.</summary>
    /// <param name="to">A local path.</param>
    /// <param name="key">The text's key: <c>done.…</c>.</param>
    protected IActionResult Done(string to, string key)
    {
        TempData["done"] = key;
        return LocalRedirect(to);
    }
}
