using System.Text.Json;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>What a drawing names of the product must be there: mail templates in the programme's languages, roles, ladders, people, and things of the programme.</summary>
/// <remarks>
/// Only what stands as a literal is checked. Codes: unknown-choice, unknown-template, missing-translation, unknown-role, unknown-ladder,
/// unknown-person, unknown-subject.
/// </remarks>
static class ProductCheck
{
    // Whoever runs a drawing may name things by their id: those of its own programme, of no other.
    static readonly (string Input, string Kind)[] Things =
    [
        ("AwardId", "award"), ("OrganisationId", "organisation"), ("CompetitionId", "competition"), ("CohortId", "cohort"), ("ReportId", "report"),
        ("VisitId", "visit"), ("Subject", ""),
    ];

    /// <summary>Everything that isn't there; of one input the first thing only.</summary>
    public static async Task<IReadOnlyList<HostProblem>> CheckAsync(
        GrantFlowDb db, ActivityCatalogue catalogue, JsonElement definition, Guid? programmeId, CancellationToken ct)
    {
        List<HostProblem> problems = [];
        if (definition.Member("root") is not { } root) return problems;
        var programmes = await db.Programmes.Where(p => programmeId == null || p.Id == programmeId).ToListAsync(ct);
        var languages = programmes.SelectMany(p => p.Languages).Distinct().Order(StringComparer.Ordinal).ToList();
        foreach (var node in DesignNodes.Of(root))
        {
            if (!catalogue.Descriptors.TryGetValue(node.Type, out var descriptor)) continue;
            foreach (var input in descriptor.Inputs)
            {
                if (Literal(node.Json, input) is not { Length: > 0 } text) continue;
                if (FaultOf(descriptor, input, text, languages) is { } fault) Add(node, input, fault);
                else if (await MissingAsync(db, input, text, programmeId, ct) is { } missing) Add(node, input, missing);
            }
        }

        return problems;

        void Add(DesignNode node, InputDescriptor input, Fault what) =>
            problems.Add(new HostProblem(node.Place, input.Name, what.Sentence, what.English, what.Values, CaptionOf(node.Json)));
    }

    /// <summary>What the activity is called on the canvas.</summary>
    internal static string CaptionOf(JsonElement activity) =>
        activity.Member("metadata")?.Text("displayText") is { Length: > 0 } caption ? caption : activity.Text("name") ?? activity.Text("id") ?? "";

    static Fault? FaultOf(ActivityDescriptor activity, InputDescriptor input, string text, IReadOnlyList<string> languages)
    {
        if (input.Choices.Count > 0 && !input.Choices.Contains(text, StringComparer.OrdinalIgnoreCase))
            return new("unknown-choice", "'{0}' is none of {1}.", text, string.Join(", ", input.Choices));
        switch (activity.TypeName, input.Name)
        {
            case ("GrantFlow.SendMessage", "Template"):
                var there = MailTemplates.LanguagesOf(text);
                if (there.Count == 0) return new("unknown-template", "there is no mail template '{0}'.", text);
                var wanting = languages.Except(there).ToList();
                return wanting.Count == 0 ? null : new("missing-translation", "the mail template '{0}' isn't there in {1}, which the programme writes in.", text, string.Join(", ", wanting));
            case ("GrantFlow.SendMessage", "To") or ("GrantFlow.SetDeadline", "Holders" or "EscalateTo"):
                return HolderRole.IsKnown(text) ? null : new("unknown-role", "'{0}' is no role that mails go to.", text);
            case ("GrantFlow.SetDeadline", "Ladder"):
                return ReminderLadder.Names.Contains(text) ? null : new("unknown-ladder", "there is no reminder ladder '{0}'; there are {1}.", text, string.Join(", ", ReminderLadder.Names));
            default:
                return null;
        }
    }

    static async Task<Fault?> MissingAsync(GrantFlowDb db, InputDescriptor input, string text, Guid? programmeId, CancellationToken ct)
    {
        if (input.Name == "Person")
        {
            return Guid.TryParse(text, out var person) && await db.ProgrammeRoles.AnyAsync(r => r.PersonId == person && (programmeId == null || r.ProgrammeId == programmeId || r.ProgrammeId == Guid.Empty), ct)
                ? null : new("unknown-person", "nobody who works for the programme has the id '{0}'.", text);
        }

        if (Things.FirstOrDefault(t => t.Input == input.Name) is not { Input: not null } thing) return null;
        var subject = text.Contains(':', StringComparison.Ordinal) || thing.Kind.Length == 0 ? text : $"{thing.Kind}:{text}";
        var of = await db.Database.SqlQuery<Guid?>($"""select programme_id as "Value" from workflow_subjects where subject = {subject}""").FirstOrDefaultAsync(ct);
        return of is not null && (programmeId is null || of == programmeId) ? null : new("unknown-subject", "there is no '{0}' in the programme.", text);
    }

    static string? Literal(JsonElement activity, InputDescriptor input)
    {
        if (activity.Member(JsonNamingPolicy.CamelCase.ConvertName(input.Name)) is not { } written) return null;
        if (written.ValueKind == JsonValueKind.String) return written.GetString();
        return written.Member("expression") is { } expression && expression.Text("type") is "Literal" or null ? written.Member("expression")?.Text("value") : null;
    }

    /// <summary>What is wrong with a value, to be said after the activity's and the input's name.</summary>
    sealed record Fault(string Sentence, string English, params IReadOnlyList<string> Values);
}
