using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Web.Designer;

/// <summary>What a script of a definition finds at hand, declared for the text editor's completion and checking.</summary>
static partial class ScriptDeclarations
{
    // The engine's own functions (Expressions/Scripts.cs); a test holds the two together.
    const string Functions = """
        /** The value of a variable. */
        declare function getVariable(name: VariableName): any;
        /** Gives a variable a value. */
        declare function setVariable(name: VariableName, value: any): void;
        /** The value of an input of the workflow. */
        declare function getInput(name: InputName): any;
        /** The value of an output of the workflow. */
        declare function getOutput(name: string): any;
        /** Gives an output of the workflow a value. */
        declare function setOutput(name: string, value: any): void;
        /** What an activity gave last, by the activity's name or id. */
        declare function getOutputFrom(activity: string, output?: string): any;
        /** Chooses where to go on: the name of an outcome. */
        declare function setOutcome(name: string): void;
        /** Chooses several ways to go on. */
        declare function setOutcomes(names: string[]): void;
        /** This instance's id. */
        declare function getWorkflowInstanceId(): string;
        /** This workflow's id. */
        declare function getWorkflowDefinitionId(): string;
        /** This workflow's version. */
        declare function getWorkflowDefinitionVersion(): number;
        /** This instance's name. */
        declare function getWorkflowInstanceName(): string | null;
        /** Names this instance. */
        declare function setWorkflowInstanceName(name: string): void;
        /** What this instance is about, as kind:id. */
        declare function getCorrelationId(): string | null;
        /** Says what this instance is about, as kind:id. */
        declare function setCorrelationId(id: string): void;
        /** This version's own id. */
        declare function getWorkflowDefinitionVersionId(): string;
        /** The Result that an activity gave last. */
        declare function getLastResult(): any;
        /** True for a text that is empty, blank or missing. */
        declare function isNullOrWhiteSpace(text: any): boolean;
        /** True for a text that is empty or missing. */
        declare function isNullOrEmpty(text: any): boolean;
        /** A value as JSON. */
        declare function toJson(value: any): string;
        /** An id in its usual form; fails when the text is none. */
        declare function parseGuid(text: string): string;
        /** A new id. */
        declare function newGuid(): string;
        /** A new id. */
        declare function newGuidString(): string;
        /** A new id of some 20 letters and digits. */
        declare function newShortGuid(): string;
        /** A text as Base64. */
        declare function stringToBase64(text: string): string;
        /** The text that Base64 stands for. */
        declare function stringFromBase64(text: string): string;
        /** A text as bytes. */
        declare function bytesFromString(text: string): number[];
        /** The text that bytes stand for. */
        declare function bytesToString(bytes: number[]): string;
        /** Bytes as Base64. */
        declare function bytesToBase64(bytes: number[]): string;
        /** The bytes that Base64 stands for. */
        declare function bytesFromBase64(text: string): number[];

        """;

    /// <summary>The declarations for a definition; for none, the functions alone.</summary>
    public static string Of(JsonElement definition)
    {
        var text = new StringBuilder(Functions);
        Declare(text, "VariableName", "variables", "Variables", Members(definition, "variables", "typeName"), writable: true);
        Declare(text, "InputName", "input", "Inputs", Members(definition, "inputs", "type"), writable: false);
        foreach (var (name, kind) in Members(definition, "inputs", "type").Select(m => (ScriptNames.Called(m.Name), m.Type)).Where(m => Identifier().IsMatch(m.Item1))) text.Append("declare function get").Append(name).Append("(): ").Append(kind).Append(";\n");
        foreach (var (name, kind) in Members(definition, "variables", "typeName").Select(m => (ScriptNames.Called(m.Name), m.Type)).Where(m => Identifier().IsMatch(m.Item1)))
            text.Append("declare function get").Append(name).Append("(): ").Append(kind).Append(";\ndeclare function set").Append(name).Append("(value: ").Append(kind).Append("): void;\n");
        return text.ToString();
    }

    static void Declare(StringBuilder text, string names, string value, string type, List<(string Name, string Type)> members, bool writable)
    {
        text.Append("declare type ").Append(names).Append(" = ").Append(members.Count == 0 ? "string" : string.Join(" | ", members.Select(m => JsonSerializer.Serialize(m.Name)))).Append(";\n");
        text.Append("interface ").Append(type).Append(" {\n");
        foreach (var (name, kind) in members)
            text.Append(writable ? "  " : "  readonly ").Append(Identifier().IsMatch(name) ? name : JsonSerializer.Serialize(name)).Append(": ").Append(kind).Append(";\n");
        text.Append("}\ndeclare const ").Append(value).Append(": ").Append(type).Append(";\n");
    }

    static List<(string Name, string Type)> Members(JsonElement definition, string list, string type)
    {
        if (definition.ValueKind != JsonValueKind.Object || !definition.TryGetProperty(list, out var rows) || rows.ValueKind != JsonValueKind.Array) return [];
        return [.. rows.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object)
            .Select(r => (Name: Text(r, "name"), Type: Script(Text(r, type), r.TryGetProperty("isArray", out var many) && many.ValueKind == JsonValueKind.True)))
            .Where(m => m.Name.Length > 0).DistinctBy(m => m.Name)];
    }

    static string Text(JsonElement row, string name) => row.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    static string Script(string type, bool many) => (type switch
    {
        "String" or "Guid" or "DateOnly" or "TimeSpan" => "string",
        "Boolean" => "boolean",
        "Int32" or "Int64" or "Decimal" or "Double" => "number",
        "DateTimeOffset" => "Date",
        _ => "any",
    }) + (many ? "[]" : "");

    [GeneratedRegex(@"^[\p{L}_$][\p{L}\p{Nd}_$]*$")]
    private static partial Regex Identifier();
}
