using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace GrantFlow.Web.Pages.Acts;

/// <summary>A page about one object with the acts that can be done to it; every act is one form, posted to the page itself.</summary>
abstract class ActsPage(Texts texts) : FlowPage
{
    /// <summary>Every act of the page, offered or not: whoever posts one that isn't gets the use case's answer.</summary>
    public IReadOnlyList<ActForm> Acts { get; protected set; } = [];

    /// <summary>The acts that can be done now to a part of the page, or to its own object.</summary>
    public IReadOnlyList<ActForm> ActsOn(Guid? on = null) => [.. Acts.Where(a => a.Offered && a.On == on)];

    /// <summary>Runs the act posted, and shows the page again with what was typed when it is refused.</summary>
    /// <param name="key">The act.</param>
    /// <param name="on">The part of the page.</param>
    /// <param name="zone">The zone that hours are typed in.</param>
    protected async Task<IActionResult> RunAsync(string? key, Guid? on, TimeZoneInfo zone)
    {
        if (Acts.FirstOrDefault(a => a.Key == key && a.On == on) is not { } act) return NotFound();
        var fields = Typed.Read(act, Request.Form);
        ModelState.Clear();
        ViewData["Order"] = act.Asks.Select(act.FieldId).ToList();
        Typed.Check(act, fields, ModelState, texts);
        if (!ModelState.IsValid)
        {
            // Whoever may not do it isn't told what is wrong with the form.
            return act.Offered ? Again(act, fields) : StatusCode(StatusCodes.Status403Forbidden);
        }

        var (refusal, to) = await act.Perform(new Typed(fields, zone));
        if (refusal is null) return Done(to ?? Request.Path, act.Told);
        if (refusal.Field is { } field && act.FieldId(field) is { Length: > 0 } id)
        {
            ModelState.AddModelError(id, $"{act.Asks.First(a => act.FieldId(a) == id).Named(texts)}: {texts.Why(refusal)}");
            return Again(act, fields);
        }

        // A field of the request that this form doesn't have is nothing to lead to.
        var answer = Refused(refusal with { Field = null });
        return answer is PageResult ? Again(act, fields) : answer;
    }

    PageResult Again(ActForm act, IReadOnlyDictionary<string, string> fields)
    {
        Acts = [.. Acts.Select(a => a == act ? a with { Kept = fields } : a)];
        return Page();
    }
}
