using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Workflows.Definitions;

/// <summary>Puts what several checks found into one list: activity by activity in the order of the text, each thing once.</summary>
/// <remarks>
/// What stands outside any activity comes first. Within an activity the checks keep their order. A later check says nothing
/// of an input that an earlier one has spoken of: it is to be written anew anyhow.
/// </remarks>
sealed class ProblemOrder(ProblemWords words)
{
    readonly List<(int Position, DefinitionProblem Problem)> _all = [];
    readonly HashSet<(string, string)> _told = [];
    readonly HashSet<(Node, string)> _inputs = [];

    /// <summary>Takes what one check found.</summary>
    public void Add(IEnumerable<DefinitionProblem> problems)
    {
        List<(Node, string)> spoken = [];
        foreach (var problem in problems)
        {
            var node = words.Find(problem.Of ?? problem.Place, out var rest);
            var input = node is not null && problem.Of is null ? words.InputOf(node, rest) : null;
            if (input is not null && _inputs.Contains((node!, input))) continue;
            if (input is not null) spoken.Add((node!, input));
            if (_told.Add((problem.Place, problem.Message))) _all.Add((node is null ? -1 : words.PositionOf(node), problem));
        }

        _inputs.UnionWith(spoken);
    }

    /// <summary>The list.</summary>
    public IReadOnlyList<DefinitionProblem> All() => [.. _all.OrderBy(p => p.Position).Select(p => p.Problem)];
}

/// <summary>A problem that only the host can see: what a definition names outside itself.</summary>
/// <param name="Place">The activity's place, as a JSON pointer.</param>
/// <param name="Input">The input's name.</param>
/// <param name="Sentence">The sentence's name, as in <see cref="DefinitionProblem"/>.</param>
/// <param name="English">What is wrong, as a sentence that needs the activity's and the input's name before it.</param>
/// <param name="Values">What goes into it.</param>
/// <param name="Caption">What to call an activity that the compiler couldn't read.</param>
public sealed record HostProblem(string Place, string Input, string Sentence, string English, IReadOnlyList<string> Values, string Caption);
