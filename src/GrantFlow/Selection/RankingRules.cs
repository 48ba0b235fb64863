using GrantFlow.Competitions;

namespace GrantFlow.Selection;

/// <summary>What is known of an application when it is ranked.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="Number">The last tie-break.</param>
/// <param name="SubmittedAt">The tie-break before it: who was earlier.</param>
/// <param name="Region">Of the applicant.</param>
/// <param name="Amount">Asked for.</param>
/// <param name="Totals">The reviewers' weighted totals.</param>
sealed record Contender(Guid ApplicationId, string Number, DateTimeOffset SubmittedAt, string Region, decimal Amount, IReadOnlyList<decimal> Totals)
{
    internal decimal Mean { get; } = Totals.Count == 0 ? 0 : decimal.Round(Totals.Average(), 4, MidpointRounding.ToEven);
}

/// <summary>One line of a ranking before it is kept.</summary>
sealed record RankedLine(Guid ApplicationId, int Rank, decimal Mean, RankingOutcome Outcome, string Reason);

/// <summary>Ranks and proposes: pure, the same for the same facts.</summary>
static class RankingRules
{
    /// <summary>Best first; among equals whoever sent in earlier, then the lower number.</summary>
    /// <param name="competition">Its budget, region cap and reserve.</param>
    /// <param name="places">Places that are free, at most the competition's own.</param>
    /// <param name="contenders">Each with at least one score.</param>
    /// <remarks>
    /// A contender beyond its region's share or the money left is passed over, not the end of the list: a lower one may still
    /// fit. Those passed over come before all others in the reserve, because only a limit kept them out.
    /// </remarks>
    internal static List<RankedLine> Rank(Competition competition, int places, IReadOnlyList<Contender> contenders)
    {
        var ordered = contenders
            .OrderByDescending(c => c.Mean).ThenBy(c => c.SubmittedAt).ThenBy(c => c.Number, StringComparer.Ordinal)
            .ToList();
        var perRegion = new Dictionary<string, int>();
        var spent = 0m;
        var selected = 0;
        var reserved = 0;
        List<RankedLine> lines = [];
        foreach (var contender in ordered)
        {
            var reason = selected >= places ? "ranked-lower"
                : competition.RegionCap is { } cap && perRegion.GetValueOrDefault(contender.Region) >= cap ? "region-cap"
                : spent + contender.Amount > competition.Budget ? "budget"
                : "within-places";
            var outcome = RankingOutcome.Refused;
            if (reason == "within-places")
            {
                outcome = RankingOutcome.Selected;
                selected++;
                spent += contender.Amount;
                perRegion[contender.Region] = perRegion.GetValueOrDefault(contender.Region) + 1;
            }
            else if (reserved < competition.ReserveSize)
            {
                outcome = RankingOutcome.Reserved;
                reserved++;
                if (reason == "ranked-lower") reason = "reserve";
            }

            lines.Add(new RankedLine(contender.ApplicationId, lines.Count + 1, contender.Mean, outcome, reason));
        }

        return lines;
    }
}
