using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace GrantFlow.Simulation;

/// <summary>What a run was asked to play.</summary>
/// <param name="Programme">A scenario's code, or the name of an imported programme.</param>
/// <param name="From">First day, or null for the programme's own.</param>
/// <param name="Until">Last day, or null for the programme's own; of an imported one, half a year later, so that its last grants are closed out.</param>
/// <param name="Seed">The same seed plays the same.</param>
/// <param name="Json">The summary as JSON in place of the table.</param>
/// <param name="Keep">Leaves the run's database for inspection.</param>
public sealed record SimulationRequest(string Programme, DateOnly? From = null, DateOnly? Until = null, int Seed = 1, bool Json = false, bool Keep = false)
{
    /// <summary>Reads the command line after the verb.</summary>
    /// <param name="args">Options; <c>--name value</c> and <c>--name=value</c> are the same.</param>
    /// <param name="request">What is asked, when it can be understood.</param>
    /// <param name="problem">One line on what can't, otherwise.</param>
    public static bool TryParse(IReadOnlyList<string> args, [NotNullWhen(true)] out SimulationRequest? request, [NotNullWhen(false)] out string? problem)
    {
        (request, problem) = (null, null);
        string? programme = null;
        var result = new SimulationRequest("");
        for (var i = 0; i < args.Count && problem is null; i++)
        {
            var (name, value) = args[i].Split('=', 2) is [var before, var after] ? (before, after) : (args[i], null);
            switch (name)
            {
                case "--json" when value is null:
                    result = result with { Json = true };
                    break;
                case "--keep" when value is null:
                    result = result with { Keep = true };
                    break;
                case "--programme" or "--from" or "--until" or "--seed":
                    if (value is null && ++i < args.Count) value = args[i];
                    if (string.IsNullOrWhiteSpace(value)) problem = $"{name} needs a value.";
                    else if (name == "--programme") programme = value.Trim();
                    else if (name == "--seed") result = int.TryParse(value, CultureInfo.InvariantCulture, out var seed) ? result with { Seed = seed } : Fail(ref problem, result, $"--seed takes a whole number, not '{value}'.");
                    else if (!DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) problem = $"{name} takes a day as yyyy-mm-dd, not '{value}'.";
                    else result = name == "--from" ? result with { From = day } : result with { Until = day };
                    break;
                default:
                    problem = $"There is no option '{args[i]}'.";
                    break;
            }
        }

        problem ??= programme is null ? "Which programme? Name it with --programme."
            : result is { From: { } first, Until: { } last } && last < first ? $"--until {last:yyyy-MM-dd} is before --from {first:yyyy-MM-dd}."
            : null;
        if (problem is not null) return false;
        request = result with { Programme = programme! };
        return true;
    }

    static SimulationRequest Fail(ref string? problem, SimulationRequest result, string message)
    {
        problem = message;
        return result;
    }
}
