using System.Text.RegularExpressions;

namespace GrantFlow.Workflows.Expressions;

/// <summary>What scripts call the accessors of variables and inputs: <c>getScore()</c>, <c>setScore(7)</c>, <c>getTitle()</c>.</summary>
public static partial class ScriptNames
{
    /// <summary>A name as accessors bear it: "total score" and "total_score" are <c>TotalScore</c>.</summary>
    /// <param name="name">A variable's or input's name.</param>
    public static string Called(string name) => WordStart().Replace(name, m => m.Groups[1].Value.ToUpperInvariant());

    [GeneratedRegex(@"(?:^|[ _-]+)(.)")]
    private static partial Regex WordStart();
}
