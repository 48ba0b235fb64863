using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Monitoring;
using GrantFlow.Organisations;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using GrantFlow.Tests.Api;
using GrantFlow.Tests.Postgres;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Accounts;

/// <summary>Every route of the API is called by everybody, and what comes back is what the matrix says.</summary>
public sealed class EveryRouteTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);
    readonly Dictionary<string, Guid> _things = [];

    /// <summary>Somebody who calls.</summary>
    /// <param name="Who">For the message.</param>
    /// <param name="Client">Signed in.</param>
    /// <param name="Holder">The column; null for somebody without any right here.</param>
    /// <param name="Ours">Of the organisation whose things are called, or the one they were given to.</param>
    sealed record Caller(string Who, HttpClient Client, Holder? Holder, bool Ours);

    [Fact]
    public async Task Every_route_answers_everybody_as_the_matrix_says()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var callers = await SceneAsync(host);
        List<string> wrong = [];
        var called = 0;

        // Entering an organisation makes a stranger its head, so that comes last.
        foreach (var (door, endpoint) in host.Routes().OrderBy(r => r.Door.Acts.Contains(Act.RegisterOrganisation)).Where(r => r.Door.Path.StartsWith("/api/", StringComparison.Ordinal) && r.Door.Path != "/api/sign-in"))
        {
            foreach (var caller in callers)
            {
                using var request = Request(door.Method, door.Path, endpoint);
                using var answer = await caller.Client.SendAsync(request);
                called++;
                var let = (int)answer.StatusCode is not (401 or 403 or 404);
                var should = ActsOf(door).Any(a => Should(a, caller, door.Path, door.Method));
                if ((int)answer.StatusCode >= 500) wrong.Add($"{caller.Who}: {door.Method} {door.Path} broke with {(int)answer.StatusCode}");
                // Nothing is found where the body names something that isn't there: rights were asked before.
                else if (let != should && !(should && (int)answer.StatusCode == 404 && NamesMore.Contains(door.Path)))
                    wrong.Add($"{caller.Who}: {door.Method} {door.Path} answered {(int)answer.StatusCode}, the matrix says {(should ? "yes" : "no")}");
            }
        }

        wrong.Should().BeEmpty();
        called.Should().BeGreaterThan(1000);
    }

    // Routes whose body names a second thing by an id that the smallest body makes up.
    static readonly string[] NamesMore =
        ["/api/assessments/{id:guid}/schedule", "/api/cohorts/{id:guid}/leave", "/api/cohorts/{id:guid}/reserve", "/api/organisations/{id:guid}/people"];

    // The smallest body of a signature is the organisation's own.
    static IReadOnlyList<Act> ActsOf(Door door) => door.Path == "/api/awards/{id:guid}/sign" ? [Act.SignForOrganisation] : door.Acts;

    static bool Should(Act act, Caller caller, string path, string method)
    {
        if (caller.Holder is not { } holder) return false;
        // Whoever has signed in may what everybody who has signed in may; but staff enters no organisation of its own.
        if (act == Act.RegisterOrganisation) return holder is Holder.Administrator or Holder.GrantManager or >= Holder.Head;
        if (holder != Holder.Public && Matrix.Of(act, Holder.SignedIn).Usual == Reach.Programme) return true;
        var reach = Matrix.Of(act, holder).Usual;
        // A list opens for everybody who may see something of its kind, and holds what they may see.
        if (method == "GET" && (path.StartsWith("/api/programmes", StringComparison.Ordinal) || !path.Contains('{', StringComparison.Ordinal) || path.EndsWith("}/applications", StringComparison.Ordinal)))
            return reach != Reach.None;
        return reach == Reach.Programme || (reach == Reach.Own && caller.Ours);
    }

    HttpRequestMessage Request(string method, string path, RouteEndpoint endpoint)
    {
        var noun = path.Split('/')[2];
        var url = path.Replace("{id:guid}", _things.GetValueOrDefault(noun).ToString(), StringComparison.Ordinal);
        var request = new HttpRequestMessage(new HttpMethod(method), new Uri(url, UriKind.Relative));
        if (method == "POST")
        {
            Dictionary<string, JsonNode> known = new() { ["organisationId"] = $"{_things["organisations"]}", ["region"] = "AM-TV" };
            request.Content = JsonContent.Create(SomeBody.For(endpoint.Metadata.OfType<System.Reflection.MethodInfo>().First(), known));
        }

        return request;
    }

    async Task<List<Caller>> SceneAsync(SomeHost host)
    {
        var award = await (await new SomeAward(database).OpenedAsync()).ActiveAsync(LocalText.Of("en", "Hire"));
        var (programme, manager) = (award.Programme, award.Manager);
        await _some.Do(db => PlanVisits.Execute(db, manager, award.Id, new(), _some.Clock, default));
        await _some.Do(db => PlanReports.Execute(db, manager, award.Id, new(), _some.Clock, default));
        await _some.Do(db => SetMilestones.Execute(
            db, manager, award.Id, new([new(LocalText.Of("en", "Open"), new DateOnly(2021, 12, 1))], [new(LocalText.Of("en", "People"), "people", 0, 10)]), _some.Clock, default));
        await _some.Do(db => RaiseFinding.Execute(db, manager, award.Id, new("No stamp"), _some.Clock, default));
        await _some.Do(db => InviteToProfile.Execute(db, Some.Administrator, award.Organisation, new(), _some.Clock, default));
        var (assessor, otherAssessor) = (await _some.PersonAsync(programme, Role.Assessor), await _some.PersonAsync(programme, Role.Assessor));
        await AssessAsync(award, assessor);
        var topic = await _some.Do(db => RecordCapacityEvent.Execute(
            db, Some.Administrator, programme, new(CapacityEventKind.Training, null, LocalText.Of("en", "T"), new(2021, 3, 1), "AM-LO"), _some.Clock, default));
        var reviewer = await KnowAsync(award, topic.CapacityEventId);

        async Task<Caller> Call(string who, Actor actor, Holder? holder, bool ours = false) => new(who, await host.SignedInAsync(_some, actor), holder, ours);
        async Task<Caller> Member(OrganisationRole role, Holder holder)
        {
            var person = await _some.PersonAsync(programme);
            await _some.Do(db => AddOrganisationPerson.Execute(
                db, Some.Administrator, award.Organisation, new($"{role}", $"{role}@example.org", "hy", role, person.PersonId), _some.Clock, default));
            return await Call($"its {role}", person, holder, true);
        }

        return
        [
            new("nobody", host.Anonymous(), null, false),
            await Call("an administrator", await _some.AdministratorAsync(), Holder.Administrator),
            await Call("a manager", manager, Holder.GrantManager),
            await Call("finance", award.Finance, Holder.Finance),
            await Call("the donor", award.Donor, Holder.Donor),
            await Call("the reviewer it was given to", reviewer, Holder.Reviewer, true),
            await Call("another reviewer", await _some.PersonAsync(programme, Role.Reviewer), Holder.Reviewer),
            await Call("the assessor it was given to", assessor, Holder.Assessor, true),
            await Call("another assessor", otherAssessor, Holder.Assessor),
            await Call("its head", award.Head, Holder.Head, true),
            await Member(OrganisationRole.Editor, Holder.Editor),
            await Member(OrganisationRole.Finance, Holder.Treasurer),
            await Member(OrganisationRole.Viewer, Holder.Viewer),
            await Call("another organisation's head", (await _some.OrganisationAsync(programme)).Head, Holder.Head),
            await Call("a stranger", await _some.PersonAsync(programme), Holder.SignedIn),
        ];
    }

    async Task AssessAsync(SomeAward award, Actor assessor)
    {
        var (clock, organisation) = (_some.Clock, award.Organisation);
        await _some.Do(db => SaveProfile.Execute(db, award.Head, organisation, new(Some.ProfileAnswers(), true), clock, default));
        await _some.Do(db => SubmitProfile.Execute(db, award.Head, organisation, clock, default));
        var offered = await _some.Do(db => OfferAssessment.Execute(db, Some.Administrator, organisation, new(), clock, default));
        await _some.Do(db => AnswerAssessmentOffer.Execute(db, award.Head, offered.AssessmentId, new(true, true), clock, default));
        await _some.Do(db => ScheduleAssessment.Execute(
            db, Some.Administrator, offered.AssessmentId, new(assessor.PersonId, new DateOnly(2021, 9, 10), "Ijevan"), clock, default));
        await _some.Do(db => RecordAssessment.Execute(db, assessor, offered.AssessmentId, Some.Scores(), clock, default));
        await _some.Do(db => AgreePlan.Execute(
            db, Some.Administrator, offered.AssessmentId, new([new("finance", "Policy", "Anna", new(2021, 12, 1))]), clock, default));
        await _some.Do(db => GrantEntitlement.Execute(db, Some.Administrator, organisation, new(), clock, default));
        _things["assessments"] = offered.AssessmentId;
    }

    // One of each noun, all of the same organisation.
    async Task<Actor> KnowAsync(SomeAward award, Guid held)
    {
        await using var db = _some.Open();
        var application = await db.Set<GrantFlow.Competitions.Application>().SingleAsync(a => a.OrganisationId == award.Organisation);
        var review = await db.Reviews.SingleAsync(r => r.ApplicationId == application.Id);
        (_things["programmes"], _things["organisations"], _things["awards"]) = (award.Programme, award.Organisation, award.Id);
        (_things["applications"], _things["reviews"], _things["competitions"]) = (application.Id, review.Id, award.Competition);
        _things["cohorts"] = await db.Set<GrantFlow.Programmes.Cohort>().Where(c => c.ProgrammeId == award.Programme).Select(c => c.Id).SingleAsync();
        _things["decisions"] = await db.Decisions.Where(d => d.ProgrammeId == award.Programme).Select(d => d.Id).SingleAsync();
        _things["entitlements"] = await db.Entitlements.Where(e => e.OrganisationId == award.Organisation).Select(e => e.Id).SingleAsync();
        _things["plan-actions"] = await db.PlanActions.Where(a => a.OrganisationId == award.Organisation).Select(a => a.Id).SingleAsync();
        _things["conditions"] = await db.Conditions.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["disbursements"] = await db.Disbursements.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["visits"] = await db.Visits.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["findings"] = await db.Findings.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["milestones"] = await db.Milestones.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["indicators"] = await db.AwardIndicators.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["reports"] = await db.Reports.Where(c => c.AwardId == award.Id).Select(c => c.Id).FirstAsync();
        _things["events"] = held;
        return Some.AsReviewer(award.Programme, review.ReviewerId);
    }
}
