using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Managers who check and sign, heads who sign, finance that pays.</summary>
sealed class AwardPeople(Theatre theatre) : ITroupe
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["award", "disbursement", "condition"];

    /// <inheritdoc/>
    public bool Heeds(string fact) => fact is nameof(AwardOpened) or nameof(AwardBegun) or nameof(DueDiligenceRecorded) or nameof(AgreementPrepared)
        or nameof(AgreementSigned) or nameof(DisbursementsScheduled) or nameof(DisbursementReleased) or nameof(AwardResumed);

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        var seen = await theatre.ReadAsync(db => SeeAsync(db, kind, id, ct));
        if (seen is not { } award || theatre.CompanyOf(award.Award.OrganisationId) is not { } company) return;
        switch (award.Award.State)
        {
            case AwardState.Prepared or AwardState.DueDiligence when award.Checks.Count == 0:
                PlanChecks(award.Award, company);
                break;
            case AwardState.Offered when award.Agreement is { State: AgreementState.Sent } agreement:
                PlanSignatures(award.Award, agreement, company);
                break;
            case AwardState.Active:
                PlanMoney(award, company);
                break;
            case AwardState.Prepared or AwardState.DueDiligence or AwardState.Offered or AwardState.Signed:
            case AwardState.Suspended or AwardState.Terminated or AwardState.Closed or AwardState.Declined:
                break;
        }
    }

    void PlanChecks(Award award, Company company)
    {
        var key = $"due-diligence:{award.Number}";
        var manager = theatre.One("GrantManager", company.Key).Person.Actor;
        var dice = theatre.Dice(key);
        // A concern is looked into again; in the end every one of these is clear, or the award wouldn't have been opened.
        var concern = theatre.Mishap(dice, 0.12) ? DueDiligenceKind.Controls : (DueDiligenceKind?)null;
        theatre.Plan(theatre.InOffice(dice.Between(2, 8), key), key, (db, ct) => RecordDueDiligence.Execute(
            db, manager, award.Id,
            new RecordDueDiligence.Request([.. Enum.GetValues<DueDiligenceKind>().Select(k => new RecordDueDiligence.Check(
                k, k == concern ? DueDiligenceResult.Concern : DueDiligenceResult.Clear, k == concern ? Phrases.Pick(dice, "justification", theatre.Programme.DefaultLanguage) : ""))]),
            theatre.Clock, ct));
        if (concern is null) return;
        theatre.Plan(theatre.InOffice(dice.Between(12, 20), key), $"{key}:again", (db, ct) => RecordDueDiligence.Execute(
            db, manager, award.Id,
            new RecordDueDiligence.Request([new(concern.Value, DueDiligenceResult.Clear, Phrases.Pick(dice, "corrected", theatre.Programme.DefaultLanguage))]),
            theatre.Clock, ct));
    }

    void PlanSignatures(Award award, Agreement agreement, Company company)
    {
        var key = $"sign:{award.Number}:{agreement.Version}";
        var signed = theatre.ReplyAt(theatre.Programme.EndOf(agreement.SignBy), company, key, late: 0.05);
        theatre.Plan(signed, $"{key}:grantee", (db, ct) => SignAgreement.Execute(
            db, company.Head.Actor, award.Id, new SignAgreement.Request(AgreementSide.Grantee), theatre.Clock, ct));
        theatre.Plan(theatre.OfficeHour(theatre.Programme.DayOf(signed.AddDays(1.5)), key, signed), $"{key}:grantor", (db, ct) => SignAgreement.Execute(
            db, theatre.With("GrantManager")[0].Person.Actor, award.Id, new SignAgreement.Request(AgreementSide.Grantor), theatre.Clock, ct));
    }

    void PlanMoney(Seen seen, Company company)
    {
        var award = seen.Award;
        foreach (var condition in seen.Conditions)
        {
            var key = $"condition:{award.Number}:{condition.Number}";
            var due = seen.Disbursements.Find(d => d.Id == condition.DisbursementId)?.DueOn ?? seen.Disbursements.Select(d => d.DueOn).FirstOrDefault(theatre.Today);
            theatre.Plan(theatre.ReplyAt(theatre.Programme.EndOf(due), company, key, late: 0.1), key, (db, ct) => MeetCondition.Execute(
                db, theatre.One("GrantManager", company.Key).Person.Actor, condition.Id,
                new MeetCondition.Request(Phrases.Pick(theatre.Dice(key), "evidence", theatre.Programme.DefaultLanguage)), theatre.Clock, ct));
        }

        foreach (var disbursement in seen.Disbursements)
        {
            var key = $"pay:{award.Number}:{disbursement.Number}";
            if (disbursement.State == DisbursementState.Released) PlanPayment(award, disbursement, key);
            // A date that moved is a new occasion: the key carries it.
            else if (disbursement.IsOpen) PlanRelease(disbursement, $"{key}:{disbursement.DueOn:yyyyMMdd}", theatre.OfficeHour(disbursement.DueOn, key, theatre.Now), 0);
        }
    }

    /// <summary>Finance releases what is ready on its day, and looks at the rest again every week.</summary>
    void PlanRelease(Disbursement disbursement, string key, DateTimeOffset at, int attempt) =>
        theatre.Diary.Plan(at, $"{key}:{attempt}", async ct =>
        {
            var (state, ready) = await theatre.ReadAsync(db => ReadinessAsync(db, disbursement.Id, ct));
            if (state is not (DisbursementState.Planned or DisbursementState.Due or DisbursementState.Held)) return;
            if (ready)
            {
                await theatre.DoAsync(key, (db, c) => ReleaseDisbursement.Execute(
                    db, theatre.One("Finance", key).Person.Actor, disbursement.Id, theatre.Clock, c), ct);
            }
            else
            {
                PlanRelease(disbursement, key, theatre.InOffice(7, key), attempt + 1);
            }
        });

    void PlanPayment(Award award, Disbursement disbursement, string key) =>
        theatre.Plan(theatre.InOffice(2, key), $"{key}:bank", (db, ct) => ConfirmPayment.Execute(
            db, theatre.One("Finance", key).Person.Actor, disbursement.Id,
            new ConfirmPayment.Request(theatre.Today, $"{award.Number}/{disbursement.Number}-{theatre.Dice(key).Between(10000, 99999)}"), theatre.Clock, ct));

    /// <summary>What finance sees on its own list: state, conditions, the report it depends on, and whether the award runs.</summary>
    static async Task<(DisbursementState State, bool Ready)> ReadinessAsync(GrantFlowDb db, Guid id, CancellationToken ct)
    {
        var disbursement = await db.Disbursements.AsNoTracking().SingleAsync(d => d.Id == id, ct);
        var active = await db.Awards.AnyAsync(a => a.Id == disbursement.AwardId && a.State == AwardState.Active, ct);
        var conditions = await db.Conditions.AnyAsync(
            c => c.AwardId == disbursement.AwardId && c.State == ConditionState.Open && (c.DisbursementId == null || c.DisbursementId == id), ct);
        var report = disbursement.RequiresReport is not { } number
            || await db.Set<Reporting.Report>().AnyAsync(
                r => r.AwardId == disbursement.AwardId && r.Number == number
                    && (r.State == Reporting.ReportState.Accepted || r.State == Reporting.ReportState.Waived), ct);
        return (disbursement.State, active && !conditions && report);
    }

    static async Task<Seen?> SeeAsync(GrantFlowDb db, string kind, Guid id, CancellationToken ct)
    {
        var awardId = kind switch
        {
            "disbursement" => await db.Disbursements.Where(d => d.Id == id).Select(d => d.AwardId).FirstOrDefaultAsync(ct),
            "condition" => await db.Conditions.Where(c => c.Id == id).Select(c => c.AwardId).FirstOrDefaultAsync(ct),
            _ => id,
        };
        if (await db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == awardId, ct) is not { } award) return null;
        return award.State switch
        {
            AwardState.Prepared or AwardState.DueDiligence => new Seen(
                award, await db.DueDiligenceChecks.AsNoTracking().Where(c => c.AwardId == awardId).ToListAsync(ct), null, [], []),
            AwardState.Offered => new Seen(
                award, [], await db.Agreements.AsNoTracking().FirstOrDefaultAsync(a => a.AwardId == awardId && a.State != AgreementState.Void, ct), [], []),
            AwardState.Active => new Seen(
                award, [], null,
                await db.Conditions.AsNoTracking().Where(c => c.AwardId == awardId && c.State == ConditionState.Open).OrderBy(c => c.Number).ToListAsync(ct),
                await db.Disbursements.AsNoTracking().Where(d => d.AwardId == awardId).OrderBy(d => d.Number).ToListAsync(ct)),
            _ => null,
        };
    }

    sealed record Seen(Award Award, List<DueDiligenceCheck> Checks, Agreement? Agreement, List<Condition> Conditions, List<Disbursement> Disbursements);
}
