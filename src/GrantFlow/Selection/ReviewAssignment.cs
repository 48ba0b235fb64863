namespace GrantFlow.Selection;

/// <summary>Gives reviews out: pure, balanced, free of conflicts, the same for the same facts.</summary>
static class ReviewAssignment
{
    /// <summary>One application that needs reviewers.</summary>
    /// <param name="ApplicationId">The application.</param>
    /// <param name="Number">Orders the applications.</param>
    /// <param name="Needed">How many more reviewers it needs.</param>
    /// <param name="Barred">Who may not have it: conflicted, or has it, or gave it up.</param>
    internal sealed record Need(Guid ApplicationId, string Number, int Needed, IReadOnlySet<Guid> Barred);

    /// <summary>Pairs applications with reviewers.</summary>
    /// <param name="needs">The applications.</param>
    /// <param name="load">Each reviewer with the number of reviews they have already.</param>
    /// <returns>The pairs, and the numbers of applications that found too few reviewers.</returns>
    /// <remarks>
    /// The hardest first: an application with few possible reviewers is served before one that anybody can take. Each takes the
    /// least loaded; among equals the one whose turn it is, so that no two reviewers are paired over and over.
    /// </remarks>
    internal static (List<(Guid ApplicationId, Guid ReviewerId)> Pairs, List<string> Short) Pair(
        IEnumerable<Need> needs, IReadOnlyDictionary<Guid, int> load)
    {
        var order = load.Keys.Order().ToList();
        var loads = new Dictionary<Guid, int>(load);
        List<(Guid, Guid)> pairs = [];
        List<string> tooFew = [];
        var turn = 0;
        foreach (var need in needs.OrderBy(n => order.Count(r => !n.Barred.Contains(r))).ThenBy(n => n.Number, StringComparer.Ordinal))
        {
            var chosen = order
                .Select((reviewer, index) => (Reviewer: reviewer, Turn: (index + order.Count - (turn % order.Count)) % order.Count))
                .Where(c => !need.Barred.Contains(c.Reviewer))
                .OrderBy(c => loads[c.Reviewer])
                .ThenBy(c => c.Turn)
                .Take(need.Needed)
                .Select(c => c.Reviewer)
                .ToList();
            if (chosen.Count < need.Needed) tooFew.Add(need.Number);
            foreach (var reviewer in chosen)
            {
                pairs.Add((need.ApplicationId, reviewer));
                loads[reviewer]++;
            }

            turn++;
        }

        return (pairs, tooFew);
    }
}
