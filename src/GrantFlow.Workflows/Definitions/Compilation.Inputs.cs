using System.Text.Json;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Expressions;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Inputs, expressions, outputs and variables in scope.</summary>
sealed partial class Compilation
{
    RetryPolicy _retry = RetryPolicy.Usual;

    /// <summary>The variables that a loop declares for its body, in the order that the burst sets them.</summary>
    static VariableSlot[] LoopVariables(NodeKind loop) => loop switch
    {
        NodeKind.For => [CurrentValue],
        NodeKind.ForEach or NodeKind.ParallelForEach => [CurrentValue, CurrentIndex],
        NodeKind.BulkDispatchWorkflows => [ChildInstanceId],
        _ => [],
    };

    static readonly VariableSlot CurrentValue = new("currentValueVariable", "CurrentValue", ValueKind.Object, null, true);
    static readonly VariableSlot CurrentIndex = new("currentIndexVariable", "CurrentIndex", ValueKind.Int32, 0, true);
    static readonly VariableSlot ChildInstanceId = new("childInstanceIdVariable", "ChildInstanceId", ValueKind.String, null, true);

    void ReadInputs(Node node, JsonElement json, string place, ActivityDescriptor descriptor)
    {
        var inputs = new List<CompiledInput>(descriptor.Inputs.Count);
        foreach (var input in descriptor.Inputs)
        {
            if (!input.IsWrapped) continue;
            var kind = ValueKinds.Parse(input.TypeName);
            var member = Json.Camel(input.Name);
            var lazy = node.Kind == NodeKind.While || input.Name == "CorrelationIdFunction";
            inputs.Add(new CompiledInput(input.Name, kind, ReadInput(node, json, Json.Step(place, member), member, input, kind), lazy));
        }

        node.Inputs = [.. inputs];
        if (node.Inputs.Length > 0 && node.Inputs.All(i => i.Expression.IsConstant))
            node.ConstantInputs = [.. node.Inputs.Select(i => Values.To(((Constant)i.Expression).Value, i.Kind))];
    }

    Expression ReadInput(Node node, JsonElement json, string place, string member, InputDescriptor input, ValueKind kind)
    {
        var written = json.Member(member);
        var expression = written is { } wrapper && wrapper.ValueKind == JsonValueKind.Object && wrapper.Member("expression") is { } inner
            ? ReadExpression(node, inner, $"{place}/expression", kind)
            : written is { } raw && raw.ValueKind != JsonValueKind.Object
                ? Literal(raw, place, kind)
                : Constant.Null;
        if (expression is not Constant { Value: null or "" } constant) return expression;
        if (input.Required)
            Problem(place, "missing-input", "The activity {0} needs the input '{1}'.", [Quoted(node), input.DisplayName]);
        return input.DefaultValue is null ? constant : new Constant(Values.To(Values.Normalise(input.DefaultValue), kind));
    }

    Expression ReadExpression(Node node, JsonElement json, string place, ValueKind kind)
    {
        var type = json.Text("type") ?? "Literal";
        var value = json.Member("value");
        switch (type)
        {
            case "Literal": return value is { } literal ? Literal(literal, $"{place}/value", kind) : Constant.Null;
            case "Object": return value is { } o ? ObjectText(node, o, $"{place}/value", kind) : Constant.Null;
            case "Variable": return value is { } v ? Variable(node, v, $"{place}/value") : Constant.Null;
            case "Input": return value is { } i ? Input(i, $"{place}/value") : Constant.Null;
            case "JavaScript": return value is { } s ? Script(s, $"{place}/value") : Constant.Null;
            default:
                Problem($"{place}/type", "unknown-expression-type", "The expression type '{0}' of {1} isn't known.", [type, Quoted(node)]);
                return new Unreadable($"The expression type '{type}' isn't known.");
        }
    }

    Constant Literal(JsonElement json, string place, ValueKind kind)
    {
        var value = Values.FromJson(json);
        if (!Values.Reads(value, kind)) TellUnreadable(place, kind, Short(json));
        return new Constant(Values.To(value, kind));
    }

    /// <summary>Says how a value of the kind is written.</summary>
    void TellUnreadable(string place, ValueKind kind, string value)
    {
        switch (kind)
        {
            case ValueKind.Boolean:
                Problem(place, "unreadable-value.truth", "{0} is neither true nor false.", [value]);
                break;
            case ValueKind.Int32 or ValueKind.Int64 or ValueKind.Double or ValueKind.Decimal:
                Problem(place, "unreadable-value.number", "{0} isn't a number.", [value]);
                break;
            case ValueKind.DateTimeOffset:
                Problem(place, "unreadable-value.instant", "{0} isn't a date and time: write it as 2026-12-31T18:00:00+04:00.", [value]);
                break;
            case ValueKind.DateOnly:
                Problem(place, "unreadable-value.day", "{0} isn't a day: write it as 2026-12-31.", [value]);
                break;
            case ValueKind.TimeSpan:
                Problem(place, "unreadable-value.duration", "{0} isn't a duration: write days.hours:minutes:seconds, such as 30.00:00:00 for thirty days.", [value]);
                break;
            case ValueKind.Guid:
                Problem(place, "unreadable-value.id", "{0} isn't an id.", [value]);
                break;
            default:
                Problem(place, "unreadable-value", "{0} isn't a list or an object, written as JSON.", [value]);
                break;
        }
    }

    Expression ObjectText(Node node, JsonElement json, string place, ValueKind kind)
    {
        var parsed = json.ValueKind != JsonValueKind.String ? json.Clone()
            : string.IsNullOrWhiteSpace(json.GetString()) ? (JsonElement?)null
            : Values.Parse(json.GetString()!);
        if (parsed is null)
        {
            if (json.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(json.GetString()) && kind != ValueKind.String)
                Problem(place, "malformed-object", "The object {0} isn't JSON.", [Short(json)]);
            return json.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(json.GetString()) ? new Constant(json.GetString()) : Constant.Null;
        }

        if (kind == ValueKind.String) return new Constant(json.ValueKind == JsonValueKind.String ? json.GetString() : json.GetRawText());
        if (IsTable(parsed.Value))
            return new Table([.. parsed.Value.EnumerateObject().Select(p => KeyValuePair.Create(
                p.Name, ReadExpression(node, p.Value, Json.Step(place, p.Name), ValueKind.Object)))]);
        return new Constant(Values.To(Values.FromJson(parsed.Value), kind));
    }

    /// <summary>The designer's dictionary editor writes an expression under each key.</summary>
    static bool IsTable(JsonElement json) => json.ValueKind == JsonValueKind.Object && json.EnumerateObject().Any()
        && json.EnumerateObject().All(p => p.Value.ValueKind == JsonValueKind.Object && p.Value.Text("type") is { } type
            && p.Value.Member("value") is not null && p.Value.EnumerateObject().Count() == 2
            && type is "Literal" or "Object" or "Variable" or "Input" or "JavaScript");

    Expression Variable(Node node, JsonElement json, string place)
    {
        var id = Reference(json, "id", out var name);
        if (id is not null && Resolve(node, id, out _) is { } variable) return new VariableRead(variable);
        Problem(place, "unknown-variable", "The variable '{0}' isn't in scope of {1}.", [name ?? id ?? "", Quoted(node)]);
        return Constant.Null;
    }

    Expression Input(JsonElement json, string place)
    {
        var name = Reference(json, "name", out _);
        if (name is null || !_inputs.Contains(name)) Problem(place, "unknown-input", "The workflow has no input '{0}'.", [name ?? ""]);
        return name is null ? Constant.Null : new InputRead(name);
    }

    Expression Script(JsonElement json, string place)
    {
        var text = json.ValueKind == JsonValueKind.String ? json.GetString()! : json.GetRawText();
        if (string.IsNullOrWhiteSpace(text)) return Constant.Null;
        return ReadScript(text, place) is { } script ? new Computed(script) : new Unreadable("The script can't be read.");
    }

    Script? ReadScript(string text, string place)
    {
        try
        {
            return new Script(text);
        }
        catch (NewerScriptException e)
        {
            Problem(place, "malformed-script.newer", "The script uses {0}, which is newer JavaScript than scripts here understand: write it the older way.", [$"“{e.Piece}”"]);
            return null;
        }
        catch (FormatException e)
        {
            Problem(place, "malformed-script", "The script can't be read: {0}", [e.InnerException?.Message ?? e.Message]);
            return null;
        }
    }

    /// <summary>The id or name in a reference, which is a JSON object or the text of one.</summary>
    static string? Reference(JsonElement json, string member, out string? name)
    {
        name = null;
        var reference = json.ValueKind == JsonValueKind.String ? Values.Parse(json.GetString()!) : json;
        if (reference is not { ValueKind: JsonValueKind.Object } found) return null;
        name = found.Text("name");
        return found.Text(member);
    }

    /// <summary>Finds a variable by id from an activity outwards.</summary>
    static VariableRef? Resolve(Node node, string id, out VariableSlot? slot)
    {
        var levels = 0;
        for (var scope = node; scope is not null; scope = scope.Parent, levels++)
        {
            var found = Array.FindIndex(scope.Variables, v => v.Id == id);
            if (found < 0) continue;
            slot = scope.Variables[found];
            return new VariableRef(levels, found, slot.Kind);
        }

        slot = null;
        return null;
    }

    void ReadOutputs(Node node, JsonElement json, string place, ActivityDescriptor descriptor)
    {
        var outputs = new List<OutputBinding>();
        foreach (var output in descriptor.Outputs)
        {
            var member = Json.Camel(output.Name);
            var id = json.Member(member)?.Member("memoryReference")?.Text("id");
            if (string.IsNullOrEmpty(id)) continue;
            if (Bind(node, output.Name, id) is { } binding) outputs.Add(binding);
            else
                Problem($"{Json.Step(place, member)}/memoryReference/id", "unknown-variable.output", "The output '{0}' of {1} is bound to the variable '{2}', which isn't in scope.", [output.Name, Quoted(node), id]);
        }

        node.Outputs = [.. outputs];
    }

    /// <summary>Finds what an output is bound to: a variable by its id, or an output of the workflow by its name.</summary>
    /// <remarks>Within a workflow used as an activity its outputs are variables of that activity.</remarks>
    OutputBinding? Bind(Node node, string output, string id)
    {
        var variable = Resolve(node, id, out _);
        var given = (variable is null || _within.Count == 1) && _outputs.TryGetValue(id, out var name) ? name : null;
        return variable is null && given is null ? null : new OutputBinding(output, variable, given);
    }

    void ReadTarget(Node node, JsonElement json, string place)
    {
        var written = json.Member("variable");
        node.TargetId = written is { ValueKind: JsonValueKind.Object } v ? v.Text("id") ?? v.Text("name")
            : written is { ValueKind: JsonValueKind.String } s ? s.GetString() : null;
        if (string.IsNullOrEmpty(node.TargetId))
            Problem($"{place}/variable", "missing-input.variable", "The activity {0} names no variable.", [Quoted(node)]);
        else if ((node.Target = Resolve(node, node.TargetId, out _)) is null)
            Problem($"{place}/variable/id", "unknown-variable", "The variable '{0}' isn't in scope of {1}.", [node.TargetId ?? "", Quoted(node)]);
    }

    SwitchCase[] ReadCases(Node node, JsonElement json, string place)
    {
        var cases = new List<SwitchCase>();
        var index = 0;
        foreach (var item in json.List("cases"))
        {
            var at = $"{place}/cases/{index++}";
            var condition = item.Member("condition") is { } c
                ? ReadExpression(node, c.Member("expression") ?? c, $"{at}/condition", ValueKind.Boolean)
                : Constant.Null;
            cases.Add(new SwitchCase(item.Text("label") ?? "", condition));
        }

        return [.. cases];
    }

    RetryPolicy ReadRetry(JsonElement custom, string place, RetryPolicy inherited)
    {
        if (custom.Member("retry") is not { } retry) return inherited;
        var attempts = retry.Member("attempts") is { ValueKind: JsonValueKind.Number } a && a.TryGetInt32(out var n) ? n : inherited.Attempts;
        var waits = retry.Member("waits") is null ? inherited.Waits
            : [.. retry.List("waits").Select(w => Values.To(Values.FromJson(w), ValueKind.TimeSpan)).OfType<TimeSpan>()];
        if (attempts is < 1 or > 100 || (attempts > 1 && waits.Length == 0) || waits.Length < retry.List("waits").Count() || waits.Any(w => w < TimeSpan.Zero))
        {
            Problem($"{place}/retry", "malformed-retry", "A retry policy has attempts from 1 to 100 and, for more than one, waits such as 00:10:00.");
            return inherited;
        }

        return new RetryPolicy(attempts, waits);
    }

    static string Short(JsonElement json) => json.GetRawText() is { Length: > 60 } text ? text[..60] + "…" : json.GetRawText();
}
