using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Tests.Accounts;

/// <summary>One of each noun, all of one organisation; and everybody who might call on them.</summary>
public sealed class SomeScene(TestDatabase database)
{
    /// <summary>Somebody who calls.</summary>
    /// <param name="Who">For the message.</param>
    /// <param name="Actor">The same, before they sign in.</param>
    /// <param name="Holder">The column; null for somebody who hasn't signed in.</param>
    /// <param name="Ours">Of the organisation or its region, or the one it was given to.</param>
    public sealed record Caller(string Who, Actor Actor, Holder? Holder, bool Ours = false);

    public Some Some { get; } = new(database);

    /// <summary>By the word that stands for them in a path.</summary>
    public Dictionary<string, Guid> Things { get; } = [];

    /// <summary>What the matrix says.</summary>
    /// <param name="act">The row.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="isList">It opens for everybody who may see something of its kind.</param>
    public static bool Should(Act act, Caller caller, bool isList)
    {
        if (caller.Holder is not { } holder) return Matrix.Of(act, Holder.Public).Usual == Reach.Programme;
        // Whoever has signed in may what everybody who has signed in may; but staff enters no organisation of its own.
        if (act == Act.RegisterOrganisation) return holder is Holder.Administrator or Holder.GrantManager or >= Holder.Head || (holder == Holder.Intermediary && (caller.Ours || isList));
        if (holder != Holder.Public && Matrix.Of(act, Holder.SignedIn).Usual == Reach.Programme) return true;
        var reach = Matrix.Of(act, holder).Usual;
        if (isList) return reach != Reach.None;
        return reach == Reach.Programme || (reach != Reach.None && caller.Ours);
    }

    /// <summary>Makes the scene; the last is somebody without any role.</summary>
    public async Task<List<Caller>> CallersAsync()
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync(LocalText.Of("en", "Hire"));
        var (programme, manager) = (award.Programme, award.Manager);
        await Some.Do(db => PlanVisits.Execute(db, manager, award.Id, new(), Some.Clock, default));
        await Some.Do(db => PlanReports.Execute(db, manager, award.Id, new(), Some.Clock, default));
        await Some.Do(db => SetMilestones.Execute(
            db, manager, award.Id, new([new(LocalText.Of("en", "Open"), new DateOnly(2021, 12, 1))], [new(LocalText.Of("en", "People"), "people", 0, 10)]), Some.Clock, default));
        await Some.Do(db => RaiseFinding.Execute(db, manager, award.Id, new("No stamp"), Some.Clock, default));
        await Some.Do(db => EnterBankAccount.Execute(db, award.Head, award.Organisation, new("Our holder", "Our bank", "2205001234567890"), Some.Clock, default));
        await Some.Do(db => InviteToProfile.Execute(db, Some.Administrator, award.Organisation, new(), Some.Clock, default));
        var (assessor, otherAssessor) = (await Some.PersonAsync(programme, Role.Assessor), await Some.PersonAsync(programme, Role.Assessor));
        await AssessAsync(award, assessor);
        var topic = await Some.Do(db => RecordCapacityEvent.Execute(
            db, Some.Administrator, programme, new(CapacityEventKind.Training, null, LocalText.Of("en", "T"), new(2021, 3, 1), "AM-LO"), Some.Clock, default));
        var reviewer = await KnowAsync(award, topic.CapacityEventId);

        async Task<Caller> Member(OrganisationRole role, Holder holder)
        {
            var person = await Some.PersonAsync(programme);
            await Some.Do(db => AddOrganisationPerson.Execute(
                db, Some.Administrator, award.Organisation, new($"{role}", $"{role}@example.org", "hy", role, person.PersonId), Some.Clock, default));
            return new($"its {role}", person, holder, true);
        }

        return
        [
            new("nobody", Actor.Nobody, null),
            new("an administrator", await Some.AdministratorAsync(), Holder.Administrator),
            new("a manager", manager, Holder.GrantManager),
            new("finance", award.Finance, Holder.Finance),
            new("the donor", award.Donor, Holder.Donor),
            new("the reviewer it was given to", reviewer, Holder.Reviewer, true),
            new("another reviewer", await Some.PersonAsync(programme, Role.Reviewer), Holder.Reviewer),
            new("the assessor it was given to", assessor, Holder.Assessor, true),
            new("another assessor", otherAssessor, Holder.Assessor),
            new("the intermediary of its region", await IntermediaryAsync(programme, "AM-TV"), Holder.Intermediary, true),
            new("another region's intermediary", await IntermediaryAsync(programme, "AM-SH"), Holder.Intermediary),
            new("its head", award.Head, Holder.Head, true),
            await Member(OrganisationRole.Editor, Holder.Editor),
            await Member(OrganisationRole.Finance, Holder.Treasurer),
            await Member(OrganisationRole.Viewer, Holder.Viewer),
            new("another organisation's head", (await Some.OrganisationAsync(programme)).Head, Holder.Head),
            new("a stranger", await Some.PersonAsync(programme), Holder.SignedIn),
        ];
    }

    async Task AssessAsync(SomeAward award, Actor assessor)
    {
        var (clock, organisation) = (Some.Clock, award.Organisation);
        await Some.Do(db => SaveProfile.Execute(db, award.Head, organisation, new(Some.ProfileAnswers(), true), clock, default));
        await Some.Do(db => SubmitProfile.Execute(db, award.Head, organisation, clock, default));
        var offered = await Some.Do(db => OfferAssessment.Execute(db, Some.Administrator, organisation, new(), clock, default));
        await Some.Do(db => AnswerAssessmentOffer.Execute(db, award.Head, offered.AssessmentId, new(true, true), clock, default));
        await Some.Do(db => ScheduleAssessment.Execute(
            db, Some.Administrator, offered.AssessmentId, new(assessor.PersonId, new DateOnly(2021, 9, 10), "Ijevan"), clock, default));
        await Some.Do(db => RecordAssessment.Execute(db, assessor, offered.AssessmentId, Some.Scores(), clock, default));
        await Some.Do(db => IssueHealthReport.Execute(db, Some.Administrator, offered.AssessmentId, clock, default));
        await Some.Do(db => AgreePlan.Execute(
            db, Some.Administrator, offered.AssessmentId, new([new("finance", "Policy", "Anna", new(2021, 12, 1))]), clock, default));
        await Some.Do(db => GrantEntitlement.Execute(db, Some.Administrator, organisation, new(), clock, default));
        Things["assessments"] = offered.AssessmentId;
    }

    // One of each noun, all of the same organisation.
    async Task<Actor> KnowAsync(SomeAward award, Guid held)
    {
        await using var db = Some.Open();
        var application = await db.Set<GrantFlow.Competitions.Application>().SingleAsync(a => a.OrganisationId == award.Organisation);
        var review = await db.Reviews.SingleAsync(r => r.ApplicationId == application.Id);
        (Things["programmes"], Things["organisations"], Things["awards"]) = (award.Programme, award.Organisation, award.Id);
        (Things["applications"], Things["reviews"], Things["competitions"]) = (application.Id, review.Id, award.Competition);
        Things["cohorts"] = await db.Set<GrantFlow.Programmes.Cohort>().Where(c => c.ProgrammeId == award.Programme).Select(c => c.Id).SingleAsync();
        Things["decisions"] = await db.Decisions.Where(d => d.ProgrammeId == award.Programme).Select(d => d.Id).SingleAsync();
        Things["entitlements"] = await db.Entitlements.Where(e => e.OrganisationId == award.Organisation).Select(e => e.Id).SingleAsync();
        Things["plan-actions"] = await db.PlanActions.Where(a => a.OrganisationId == award.Organisation).Select(a => a.Id).SingleAsync();
        Things["conditions"] = await db.Conditions.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["disbursements"] = await db.Disbursements.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["visits"] = await db.Visits.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["findings"] = await db.Findings.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["milestones"] = await db.Milestones.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["indicators"] = await db.AwardIndicators.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["reports"] = await db.Reports.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        Things["events"] = held;
        return Some.AsReviewer(award.Programme, review.ReviewerId);
    }

    async Task<Actor> IntermediaryAsync(Guid programme, string region)
    {
        var person = await Some.PersonAsync(programme);
        var partner = Guid.CreateVersion7();
        await using var db = Some.Open();
        await db.Database.ExecuteSqlAsync($"""
            insert into partners (id, programme_id, kind, name, regions, state, created_at)
            values ({partner}, {programme}, 'Intermediary', {"{}"}::jsonb, array[{region}], 'Active', {Some.Clock.GetUtcNow()})
            """);
        db.Add(new ProgrammeRole { PersonId = person.PersonId, ProgrammeId = programme, Role = Role.Intermediary, PartnerId = partner });
        await db.SaveChangesAsync();
        return person;
    }
}
