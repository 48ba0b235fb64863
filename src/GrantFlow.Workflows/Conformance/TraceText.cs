using System.Text.Json;
using System.Text.RegularExpressions;
using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Conformance;

/// <summary>Brings recorded and own text into one form: numbering, ids and instants are no part of a trace.</summary>
static partial class TraceText
{
    /// <summary>A journal entry without the workflow's number.</summary>
    public static string Entry(string text) => WorkflowNumber().Replace(text, "Workflow ");

    /// <summary>A bookmark's name, with the event's name where it has one.</summary>
    public static string Bookmark(string text)
    {
        var blank = text.IndexOf(' ', StringComparison.Ordinal);
        var name = blank < 0 ? text : text[..blank];
        var payload = blank < 0 ? null : Expressions.Values.Parse(text[(blank + 1)..]);
        return payload?.Text("EventName") is { } @event ? Event(@event) : name;
    }

    /// <summary>An Event bookmark.</summary>
    public static string Event(string name) => $"Elsa.Event {name}";

    /// <summary>JSON without blanks, or the text itself.</summary>
    public static string Json(string text) =>
        Expressions.Values.Parse(text) is { } parsed ? JsonSerializer.Serialize(parsed) : text;

    [GeneratedRegex(@"^Workflow\d+ ")]
    private static partial Regex WorkflowNumber();
}
