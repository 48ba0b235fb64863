using GrantFlow.Capacity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Organisations whose entitlement runs out and who want another assessment, and the managers who see to it.</summary>
sealed class RenewalPeople(Theatre theatre) : ITroupe
{
    static readonly TimeSpan Ahead = TimeSpan.FromDays(61);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["organisation"];

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        if (theatre.CompanyOf(id) is not { } company) return;
        var (entitlement, assessment) = await theatre.ReadAsync(async db => (
            await db.Entitlements.AsNoTracking().Where(e => e.OrganisationId == id && e.State == EntitlementState.Granted)
                .OrderByDescending(e => e.ValidTo).FirstOrDefaultAsync(ct),
            await db.Assessments.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct)));
        if (entitlement is null || assessment is not { State: AssessmentState.Done }) return;
        var manager = theatre.One("GrantManager", company.Key).Person.Actor;
        if (assessment.Id != entitlement.AssessmentId)
        {
            PlanGranting(company, assessment);
            return;
        }

        var key = $"renew:{company.Key}:{assessment.Round + 1}";
        var left = entitlement.ValidTo - theatre.Now;
        // A grant programme in its last year renews nobody's right to apply.
        var worthwhile = theatre.Programme.EndsOn.DayNumber - theatre.Today.DayNumber > 300;
        if (left > Ahead || !worthwhile || !theatre.Dice(key).Chance(0.85)) return;
        theatre.Plan(theatre.InOffice(theatre.Dice(key).Between(2, 25), key), key, (db, c) => OfferAssessment.Execute(
            db, manager, company.Id, new OfferAssessment.Request(), theatre.Clock, c));
    }

    /// <summary>The entrance workflow has done its work long ago: a later round's report and right are the manager's own to give.</summary>
    void PlanGranting(Company company, Assessment assessment)
    {
        var key = $"renewed:{company.Key}:{assessment.Round}";
        var manager = theatre.One("GrantManager", company.Key).Person.Actor;
        theatre.Diary.Plan(theatre.InOffice(6, key), key, async ct =>
        {
            var (reported, granted) = await theatre.ReadAsync(async db => (
                await db.HealthReports.AnyAsync(r => r.AssessmentId == assessment.Id, ct),
                await db.Entitlements.AnyAsync(e => e.AssessmentId == assessment.Id, ct)));
            if (!reported) await theatre.DoAsync(key, (db, c) => IssueHealthReport.Execute(db, manager, assessment.Id, theatre.Clock, c), ct);
            if (!granted) await theatre.DoAsync(key, (db, c) => GrantEntitlement.Execute(db, manager, company.Id, new GrantEntitlement.Request(), theatre.Clock, c), ct);
        });
    }
}
