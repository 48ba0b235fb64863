using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding.Metadata;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.Options;

namespace GrantFlow.Web.Hosting;

/// <summary>Says in the reader's language which part of a page's address or form can't be read; the framework says it in English only.</summary>
/// <remarks>What is bound to a page is named by the text <c>field.of.NAME</c>, or <c>field.of.PAGE.NAME</c> where the page calls it otherwise.</remarks>
sealed class Unreadable(IHttpContextAccessor contexts, ReaderLanguage languages) : IConfigureOptions<MvcOptions>, IDisplayMetadataProvider
{
    /// <summary>Where the sentences wait for the page: of its address among the request's items, of a form among what is told once.</summary>
    public const string Told = "unreadable";

    Texts Texts => new(contexts.HttpContext is { } context ? languages.LanguageOf(context) : ReaderLanguage.Default);

    /// <inheritdoc/>
    public void Configure(MvcOptions options)
    {
        options.ModelMetadataDetailsProviders.Add(this);
        var says = options.ModelBindingMessageProvider;
        says.SetAttemptedValueIsInvalidAccessor((value, name) => Texts["field.unreadable", name, value]);
        says.SetNonPropertyAttemptedValueIsInvalidAccessor(value => Texts["field.unreadable-part", value]);
        says.SetUnknownValueIsInvalidAccessor(name => Texts["field.wrong", name]);
        says.SetNonPropertyUnknownValueIsInvalidAccessor(() => Texts["field.title"]);
        says.SetValueIsInvalidAccessor(value => Texts["field.unreadable-part", value]);
        says.SetValueMustBeANumberAccessor(name => Texts["field.wrong", name]);
        says.SetNonPropertyValueMustBeANumberAccessor(() => Texts["field.title"]);
        // The framework hands over the empty value in place of the field.
        says.SetValueMustNotBeNullAccessor(_ => Texts["field.empty"]);
        says.SetMissingBindRequiredValueAccessor(name => Texts["field.required", name]);
        says.SetMissingKeyOrValueAccessor(() => Texts["field.empty"]);
        says.SetMissingRequestBodyRequiredValueAccessor(() => Texts["field.empty"]);
    }

    /// <inheritdoc/>
    public void CreateDisplayMetadata(DisplayMetadataProviderContext context)
    {
        if (KeyOf(context.Key) is { } key) context.DisplayMetadata.DisplayName = () => Texts[key];
    }

    static string? KeyOf(ModelMetadataIdentity bound)
    {
        if (bound.Name is not { } name) return null;
        string[] keys = [$"field.of.{bound.ContainerType?.Name}.{name}", $"field.of.{name}"];
        return keys.FirstOrDefault(k => TextBook.Find(ReaderLanguage.Default, k) is not null);
    }
}

/// <summary>
/// A page opens without the part of its address that can't be read, and says so; a form with such a part does nothing, and its page says so.
/// </summary>
sealed class ReadableValues : IPageFilter
{
    /// <inheritdoc/>
    public void OnPageHandlerSelected(PageHandlerSelectedContext context)
    {
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuting(PageHandlerExecutingContext context)
    {
        // What was left empty is the handler's to judge.
        var state = context.ModelState;
        var faulty = state.Where(p => p.Value is { Errors.Count: > 0, AttemptedValue: { } typed } && !string.IsNullOrWhiteSpace(typed)).ToList();
        if (faulty.Count == 0 || context.Result is not null || context.HandlerInstance is not PageModel page) return;
        var sentences = faulty.SelectMany(p => p.Value!.Errors).Select(e => e.ErrorMessage).Distinct().ToArray();
        if (HttpMethods.IsPost(context.HttpContext.Request.Method))
        {
            page.TempData[Unreadable.Told] = sentences;
            context.Result = new LocalRedirectResult(Address(context.HttpContext.Request));
            return;
        }

        context.HttpContext.Items[Unreadable.Told] = sentences;
        foreach (var (key, _) in faulty) state.Remove(key);
    }

    /// <inheritdoc/>
    public void OnPageHandlerExecuted(PageHandlerExecutedContext context)
    {
    }

    // The page itself: a handler's name in the address would only be another form's.
    static string Address(HttpRequest request) =>
        request.Path + QueryString.Create(request.Query.Where(q => !q.Key.Equals("handler", StringComparison.OrdinalIgnoreCase)));
}
