using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.RegularExpressions;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Http.Metadata;

namespace GrantFlow.Web.Hosting;

/// <summary>Says what is wrong with a field of a request in the reader's language; the framework says it in English only.</summary>
/// <remarks>
/// The framework hands over a field's path and an English sentence. The path leads from the route's request to the annotations of the
/// field, and the one that would have said that sentence is the one that isn't met.
/// </remarks>
static partial class FieldFaults
{
    /// <summary>The <c>type</c> of the answer.</summary>
    public const string Code = "fields-wrong";

    /// <summary>Puts the sentences of a faulty request into the reader's language; other problems stay as they are.</summary>
    public static void Translate(ProblemDetailsContext context)
    {
        // A refusal that names a field has its own code as type, and is in the reader's language already.
        if (context.ProblemDetails is not HttpValidationProblemDetails { Type: null or ['h', 't', 't', 'p', ..] } problem || context.HttpContext.GetEndpoint() is not { } endpoint) return;
        var texts = new Texts(context.HttpContext.RequestServices.GetRequiredService<ReaderLanguage>().LanguageOf(context.HttpContext));
        var request = endpoint.Metadata.GetMetadata<IAcceptsMetadata>()?.RequestType;
        foreach (var (path, sentences) in problem.Errors.ToList())
        {
            var rules = request is null ? [] : RulesOf(request, path);
            problem.Errors[path] = [.. sentences.Select(s => rules.FirstOrDefault(r => Says(r, path, s)) is { } rule ? Of(rule, path, texts) : texts["field.wrong", path])];
        }

        (problem.Type, problem.Title) = (Code, texts["field.title"]);
    }

    static bool Says(ValidationAttribute rule, string path, string sentence) => rule.FormatErrorMessage(path.Split('.')[^1]) == sentence;

    static string Of(ValidationAttribute rule, string path, Texts texts) => rule switch
    {
        RequiredAttribute => texts["field.required", path],
        StringLengthAttribute { MinimumLength: > 0 } length => texts["field.length", path, texts.Number(length.MinimumLength), texts.Number(length.MaximumLength)],
        StringLengthAttribute length => texts["field.too-long", path, texts.Number(length.MaximumLength)],
        RangeAttribute range => texts["field.range", path, range.Minimum, range.Maximum],
        MinLengthAttribute least => texts["field.too-few", path, texts.Number(least.Length)],
        EmailAddressAttribute => texts["field.not-an-address", path],
        _ => texts["field.wrong", path],
    };

    // Tranches[2].Percent: a member, an element of a list or a value of a dictionary, a member of that. A record's annotations stand on its constructor.
    static IReadOnlyList<ValidationAttribute> RulesOf(Type type, string path)
    {
        var names = path.Split('.');
        for (var i = 0; ; i++)
        {
            var name = Place().Replace(names[i], "");
            if (type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase) is not { } member) return [];
            if (i == names.Length - 1)
            {
                var parameter = type.GetConstructors().SelectMany(c => c.GetParameters()).FirstOrDefault(p => p.Name == member.Name);
                return [.. member.GetCustomAttributes<ValidationAttribute>(), .. parameter?.GetCustomAttributes<ValidationAttribute>() ?? []];
            }

            type = names[i].EndsWith(']') ? ElementOf(member.PropertyType) : member.PropertyType;
        }
    }

    static Type ElementOf(Type list) =>
        list.GetElementType() ?? (typeof(IEnumerable).IsAssignableFrom(list) && list.GenericTypeArguments is [.., var last] ? last : list);

    [GeneratedRegex(@"\[[^\]]*\]$")]
    private static partial Regex Place();
}
