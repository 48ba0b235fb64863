using GrantFlow.Competitions;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>One application that won.</summary>
/// <param name="ApplicationId">The application.</param>
/// <param name="OrganisationId">The winner.</param>
/// <param name="Amount">Asked for, in <paramref name="Currency"/>.</param>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Title">The project's title.</param>
public sealed record SelectedApplication(Guid ApplicationId, Guid OrganisationId, decimal Amount, string Currency, string Title);

/// <summary>Who won: what the awards are made from.</summary>
public static class SelectedApplications
{
    /// <summary>The selected of a competition, those called from the reserve among them, by number.</summary>
    public static async Task<IReadOnlyList<SelectedApplication>> Of(GrantFlowDb db, Guid competitionId, CancellationToken ct = default) =>
        await (
            from application in db.Applications
            join competition in db.Competitions on application.CompetitionId equals competition.Id
            where application.CompetitionId == competitionId && application.State == ApplicationState.Selected
            orderby application.Number
            select new SelectedApplication(
                application.Id, application.OrganisationId, application.RequestedAmount, competition.Currency, application.Title)).ToListAsync(ct);
}
