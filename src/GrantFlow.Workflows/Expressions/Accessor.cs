using GrantFlow.Workflows.Definitions;

namespace GrantFlow.Workflows.Expressions;

/// <summary>
/// A function that stock Elsa makes for scripts of a name in scope: <c>getTotal()</c> and <c>setTotal(value)</c> for the
/// variable Total, <c>getTitle()</c> for the input Title, <c>getResultFromAsk()</c> for an output of the activity Ask.
/// </summary>
/// <remarks>
/// Stock's rules: names are put in Pascal case; an output comes before an input of the same name, and an input before a
/// variable; an activity without a name goes by its id. Inputs of a workflow used as an activity are variables of that
/// activity. Beyond stock, "total score" and "total_score" have accessors too.
/// </remarks>
abstract record Accessor
{
    /// <summary>True for a name that an accessor may bear.</summary>
    public static bool HasShape(string name) => name.Length > 3
        && (name.StartsWith("get", StringComparison.Ordinal) || name.StartsWith("set", StringComparison.Ordinal));

    /// <summary>What a name stands for in a script of an activity; null when nothing in scope bears it.</summary>
    public static Accessor? Find(Node node, string name, IReadOnlyList<string> inputs)
    {
        if (!HasShape(name)) return null;
        var isGetter = name[0] == 'g';
        if (isGetter && FindOutput(node, name) is { } output) return output;
        if (isGetter && !IsWithinUsed(node) && inputs.FirstOrDefault(i => IsNamed(name, i)) is { } input) return new OfInput(input);
        return NearestVariable(node, v => IsPascal(name.AsSpan(3), v)) is { } variable ? new OfVariable(variable) : null;
    }

    /// <summary>The nearest variable of a name; null when none is in scope.</summary>
    public static VariableRef? NearestVariable(Node node, Func<string, bool> isMeant)
    {
        var levels = 0;
        for (var scope = node; scope is not null; scope = scope.Parent, levels++)
        {
            // What a workflow used as an activity is given is worked out before its own variables have values.
            var count = scope == node && node.Kind == NodeKind.DefinitionActivity ? node.Variables.Length - node.Inputs.Length - node.Exports.Length : scope.Variables.Length;
            for (var slot = 0; slot < count; slot++)
                if (isMeant(scope.Variables[slot].Name)) return new VariableRef(levels, slot, scope.Variables[slot].Kind);
        }

        return null;
    }

    /// <summary>The activities that a name means to a script: those nearest to its own, and several when the name leaves it open.</summary>
    public static Node[] Activities(Node node, Func<Node, bool> isMeant)
    {
        for (var within = node.Parent; within is not null; within = within.Parent)
        {
            Node[] near = [.. within.Children.OfType<Node>().Where(isMeant)];
            if (near.Length == 0) near = [.. Below(within).Where(isMeant)];
            if (near.Length > 0) return near;
            if (within.Kind == NodeKind.Workflow) break;
        }

        return isMeant(node) ? [node] : [];
    }

    /// <summary>The activities that an output's accessor means, and the output.</summary>
    public static (Node[] Activities, string Output)? Outputs(Node node, string name)
    {
        for (var from = name.IndexOf("From", 4, StringComparison.Ordinal); from > 0; from = name.IndexOf("From", from + 4, StringComparison.Ordinal))
        {
            var (output, activity) = (name[3..from], name[(from + 4)..]);
            if (activity.Length == 0 || name[0] != 'g') continue;
            var found = Activities(node, n => IsPascal(activity, n.View.Name is { Length: > 0 } given ? given : n.View.ActivityId) && n.Gives(output));
            if (found.Length > 0) return (found, output);
        }

        return null;
    }

    static OfOutput? FindOutput(Node node, string name) => Outputs(node, name) is { } found ? new OfOutput(found.Activities[0], found.Output) : null;

    static IEnumerable<Node> Below(Node node)
    {
        foreach (var child in node.Children)
        {
            if (child is null) continue;
            yield return child;
            // A workflow used as an activity keeps its own activities to itself.
            if (child.Kind == NodeKind.DefinitionActivity) continue;
            foreach (var deeper in Below(child)) yield return deeper;
        }
    }

    static bool IsWithinUsed(Node node)
    {
        for (var scope = node.Parent; scope is not null; scope = scope.Parent)
            if (scope.Kind == NodeKind.DefinitionActivity) return true;
        return false;
    }

    /// <summary>True when the accessor's name ends in the input's, letter for letter or in Pascal case.</summary>
    static bool IsNamed(string accessor, string input) => accessor.AsSpan(3).SequenceEqual(input) || IsPascal(accessor.AsSpan(3), input);

    /// <summary>True when the first is the second in Pascal case: a capital begins it, and stands in place of each blank, dash or low line and the letter after it.</summary>
    public static bool IsPascal(ReadOnlySpan<char> pascal, string name)
    {
        var at = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var begin = i;
            while (i < name.Length - 1 && name[i] is ' ' or '_' or '-') i++;
            var isFirst = (begin == 0 || i > begin) && char.IsLetter(name[i]);
            var expected = isFirst ? name.AsSpan(i, 1) : name.AsSpan(begin, i - begin + 1);
            if (at + expected.Length > pascal.Length) return false;
            if (isFirst ? pascal[at] != char.ToUpperInvariant(name[i]) && (pascal[at] != name[i] || char.IsAscii(name[i])) : !pascal.Slice(at, expected.Length).SequenceEqual(expected)) return false;
            at += expected.Length;
        }

        return at == pascal.Length;
    }

    /// <summary>Of a variable; set by the same name with <c>set</c>.</summary>
    public sealed record OfVariable(VariableRef Variable) : Accessor;

    /// <summary>Of an input of the workflow.</summary>
    public sealed record OfInput(string Name) : Accessor;

    /// <summary>Of what an activity gave in this burst.</summary>
    public sealed record OfOutput(Node Activity, string Output) : Accessor;
}
