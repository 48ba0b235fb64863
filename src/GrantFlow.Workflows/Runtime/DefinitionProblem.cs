using System.Globalization;

namespace GrantFlow.Workflows.Runtime;

/// <summary>One fault of a definition: a sentence known by name and what goes into it, so that a reader may have it in any language.</summary>
/// <param name="Place">The JSON place, as a pointer: <c>/root/activities/3/condition</c>.</param>
/// <param name="Sentence">The sentence's name: the <see cref="Code"/>, and after a dot which of the code's sentences, where there are several.</param>
/// <param name="English">The sentence, with <c>{0}</c>, <c>{1}</c> … where the values go.</param>
/// <param name="Values">What goes into it, in order.</param>
public sealed record DefinitionProblem(string Place, string Sentence, string English, params IReadOnlyList<string> Values)
{
    /// <summary>A stable kebab-case code, for instance <c>unknown-activity</c>.</summary>
    public string Code => Sentence.Split('.')[0];

    /// <summary>What stands before the sentence in every language: the activity and the property, as the drawing names them. May be empty.</summary>
    public string Lead { get; init; } = "";

    /// <summary>The pointer of the activity that it concerns; null when that is the one in which <see cref="Place"/> lies.</summary>
    public string? Of { get; init; }

    /// <summary>One English sentence that names the activity and what is wrong.</summary>
    public string Message => In(English);

    /// <summary>The same in another language.</summary>
    /// <param name="sentence">That language's sentence, with the same places.</param>
    public string In(string sentence) => Lead + string.Format(CultureInfo.InvariantCulture, sentence, [.. Values]);
}
