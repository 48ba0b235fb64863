using GrantFlow.Capacity;
using GrantFlow.Forms;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Organisations on their way in, the managers who make appointments, and the assessors who come.</summary>
sealed class EntrancePeople(Theatre theatre) : ITroupe
{
    readonly HashSet<(Guid Assessor, DateOnly Day)> _booked = [];

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["organisation"];

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        if (theatre.CompanyOf(id) is not { } company) return;
        var (profile, due, assessment, planned) = await theatre.ReadAsync(async db => (
            await db.Profiles.AsNoTracking().FirstOrDefaultAsync(p => p.OrganisationId == id, ct),
            await db.Deadlines.AsNoTracking().Where(d => d.SubjectRef == $"organisation:{id}" && d.State == DeadlineState.Open).ToDictionaryAsync(d => d.Kind, d => d.DueAt, ct),
            await db.Assessments.AsNoTracking().Where(a => a.OrganisationId == id).OrderByDescending(a => a.Round).FirstOrDefaultAsync(ct),
            await db.CapacityPlans.AsNoTracking().Where(p => p.OrganisationId == id).Select(p => p.AssessmentId).ToListAsync(ct)));
        if (profile is { State: ProfileState.Invited }) PlanProfile(company, profile, due.GetValueOrDefault("profile", theatre.Now.AddDays(30)));
        if (assessment is null) return;
        var round = $"{company.Key}:{assessment.Round}";
        switch (assessment.State)
        {
            case AssessmentState.Offered:
                PlanAnswer(company, assessment, round, due.GetValueOrDefault("assessment-answer", theatre.Now.AddDays(14)));
                break;
            case AssessmentState.Accepted:
                PlanAppointment(company, assessment, round);
                break;
            case AssessmentState.Scheduled:
                PlanScoring(company, assessment, round);
                break;
            case AssessmentState.Done when !planned.Contains(assessment.Id):
                PlanAgreement(company, assessment, round);
                break;
            case AssessmentState.Done:
                await PlanActionsAsync(company, assessment, round, ct);
                break;
            case AssessmentState.Declined:
                break;
        }
    }

    void PlanProfile(Company company, Profile profile, DateTimeOffset due)
    {
        var dice = theatre.Dice($"profile:{company.Key}");
        if (dice.Chance(theatre.Character.NeverFinishesProfile)) return;
        var at = theatre.ReplyAt(due, company, $"profile:{company.Key}", late: 0.06);
        theatre.Plan(at.AddDays(-dice.Between(1, 5)), $"profile-draft:{company.Key}", async (db, ct) =>
        {
            var form = await db.Forms.AsNoTracking().FirstAsync(f => f.Id == profile.FormId, ct);
            return await SaveProfile.Execute(
                db, company.Editor.Actor, company.Id, new SaveProfile.Request(Paperwork.Answer(form.Questions, company, dice.For("answers")), true), theatre.Clock, ct);
        });
        theatre.Plan(at, $"profile-submit:{company.Key}", (db, ct) => SubmitProfile.Execute(db, company.Head.Actor, company.Id, theatre.Clock, ct));
    }

    void PlanAnswer(Company company, Assessment assessment, string round, DateTimeOffset due)
    {
        var dice = theatre.Dice($"answer:{round}");
        if (dice.Chance(theatre.Character.IgnoresAssessment)) return;
        var accept = !dice.Chance(theatre.Character.DeclinesAssessment);
        theatre.Plan(theatre.ReplyAt(due, company, $"answer:{round}"), $"answer:{round}", (db, ct) => AnswerAssessmentOffer.Execute(
            db, company.Head.Actor, assessment.Id, new AnswerAssessmentOffer.Request(accept, accept), theatre.Clock, ct));
    }

    void PlanAppointment(Company company, Assessment assessment, string round)
    {
        var key = $"appointment:{round}";
        theatre.Plan(theatre.InOffice(1.5, key), key, (db, ct) =>
        {
            var (assessor, day) = FreeDay(key, company);
            return ScheduleAssessment.Execute(
                db, theatre.One("GrantManager", company.Key).Person.Actor, assessment.Id,
                new ScheduleAssessment.Request(assessor.Person.Actor.PersonId, day, company.Facts.Town), theatre.Clock, ct);
        });
    }

    /// <summary>The first free working day of an assessor who speaks the organisation's language, from a week ahead.</summary>
    (StaffPlayer Assessor, DateOnly Day) FreeDay(string key, Company company)
    {
        var able = theatre.With("Assessor");
        var fluent = able.Where(a => a.Person.Language == company.Language).ToList();
        if (fluent.Count > 0) able = fluent;
        for (var day = theatre.Today.AddDays(7); ; day = day.AddDays(1))
        {
            if (day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday) continue;
            foreach (var assessor in theatre.Dice(key).Shuffle(able))
                if (_booked.Add((assessor.Person.Actor.PersonId, day)))
                    return (assessor, day);
        }
    }

    void PlanScoring(Company company, Assessment assessment, string round)
    {
        if (assessment is not { AssessorId: { } assessor, ScheduledOn: { } day } || theatre.StaffOf(assessor) is not { } who) return;
        var key = $"assessment:{round}";
        var dice = theatre.Dice(key);
        var scores = CapacityParameters.All.Select(p =>
        {
            var own = dice.For(p.Code);
            // A second assessment finds some progress: what is worked on grows.
            var level = 1 + (company.Strength * 2.4) + ((own.Fraction() - 0.5) * 1.6) + ((assessment.Round - 1) * 0.4);
            return new ParameterScore(p.Code, (int)Math.Clamp(Math.Round(level), 1, 4), Phrases.Pick(own, "justification", who.Person.Language));
        }).ToList();
        theatre.Plan(theatre.OfficeHour(day, key, theatre.Now), key, (db, ct) => RecordAssessment.Execute(
            db, who.Person.Actor, assessment.Id, new RecordAssessment.Request(scores), theatre.Clock, ct));
    }

    void PlanAgreement(Company company, Assessment assessment, string round)
    {
        var key = $"plan:{round}";
        var dice = theatre.Dice(key);
        var assessor = theatre.StaffOf(assessment.AssessorId ?? Guid.Empty)?.Person.Actor ?? theatre.One("GrantManager", company.Key).Person.Actor;
        theatre.Plan(theatre.InOffice(dice.Between(4, 15), key), key, (db, ct) =>
        {
            var weakest = assessment.Scores.OrderBy(s => s.Score).ThenBy(s => dice.For(s.Parameter).Fraction()).Take(dice.Between(2, 4));
            var steps = weakest.Select((s, i) => new AgreePlan.Step(
                s.Parameter, Phrases.Pick(dice.For(s.Parameter), "action", company.Language),
                (i % 2 == 0 ? company.Head : company.Editor).Name, theatre.Today.AddDays(dice.Between(60, 240)))).ToList();
            return AgreePlan.Execute(db, assessor, assessment.Id, new AgreePlan.Request(steps), theatre.Clock, ct);
        });
    }

    async Task PlanActionsAsync(Company company, Assessment assessment, string round, CancellationToken ct)
    {
        var actions = await theatre.ReadAsync(db => db.PlanActions.AsNoTracking()
            .Join(db.CapacityPlans.Where(p => p.AssessmentId == assessment.Id), a => a.PlanId, p => p.Id, (a, _) => a)
            .Where(a => a.State != PlanActionState.Done)
            .ToListAsync(ct));
        foreach (var action in actions)
        {
            var key = $"action:{round}:{action.Parameter}";
            var dice = theatre.Dice(key);
            var due = theatre.Programme.EndOf(action.DueOn);
            var done = theatre.ReplyAt(due, company, key, late: 0.15);
            theatre.Plan(theatre.Now + ((done - theatre.Now) / 2), $"{key}:begun", (db, c) => UpdatePlanAction.Execute(
                db, company.Editor.Actor, action.Id, new UpdatePlanAction.Request(PlanActionState.Begun), theatre.Clock, c));
            theatre.Plan(done, $"{key}:done", (db, c) => UpdatePlanAction.Execute(
                db, company.Editor.Actor, action.Id,
                new UpdatePlanAction.Request(PlanActionState.Done, Phrases.Pick(dice, "evidence", company.Language)), theatre.Clock, c));
        }
    }
}
