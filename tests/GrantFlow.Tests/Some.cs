using System.Collections.Frozen;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Tests;

/// <summary>
/// A programme with people in it, brought by the real use cases to where a test begins. Each step has a context of its own,
/// as each request has.
/// </summary>
public sealed class Some(TestDatabase database)
{
    static int Next;

    /// <summary>Stands at 1 March 2021, noon in Yerevan.</summary>
    public FakeClock Clock { get; } = new(new DateTimeOffset(2021, 3, 1, 8, 0, 0, TimeSpan.Zero));

    public static Actor Administrator => Actor.Service;

    public GrantFlowDb Open() => database.Open();

    /// <summary>Runs a use case in a context of its own.</summary>
    public async Task<Verdict<T>> Try<T>(Func<GrantFlowDb, Task<Verdict<T>>> act)
        where T : notnull
    {
        await using var db = Open();
        return await act(db);
    }

    /// <summary>Runs a use case that the test needs to succeed.</summary>
    public async Task<T> Do<T>(Func<GrantFlowDb, Task<Verdict<T>>> act)
        where T : notnull =>
        (await Try(act)).Allows(out var fact, out var refusal) ? fact : throw new InvalidOperationException($"{refusal.Code}: {refusal.Detail}");

    public async Task<T> Read<T>(Func<GrantFlowDb, Task<T>> query)
    {
        await using var db = Open();
        return await query(db);
    }

    /// <summary>An Armenian programme of five years.</summary>
    public async Task<Guid> ProgrammeAsync(bool entrance = false)
    {
        var n = Interlocked.Increment(ref Next);
        return (await Do(db => CreateProgramme.Execute(db, Administrator, ProgrammeRequest(n, entrance), Clock, default))).ProgrammeId;
    }

    public static CreateProgramme.Request ProgrammeRequest(int n, bool entrance = false) => new(
        $"programme-{n}", $"P{n}", LocalText.Of("en", "Civil society"), LocalText.Empty, "AM", "AMD", "Asia/Yerevan",
        new DateOnly(2020, 1, 1), new DateOnly(2025, 12, 31), "hy", ["hy", "ru", "en"], entrance, Giving360Prefix: "test");

    /// <summary>A person with an account and roles in the programme.</summary>
    public async Task<Actor> PersonAsync(Guid programmeId, params Role[] roles)
    {
        await using var db = Open();
        var n = Interlocked.Increment(ref Next);
        var email = $"person{n}@example.org";
        var person = new Person
        {
            FullName = $"Person {n}",
            UserName = email,
            NormalizedUserName = email.ToUpperInvariant(),
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            Language = "hy",
        };
        db.Add(person);
        foreach (var role in roles) db.Add(new ProgrammeRole { PersonId = person.Id, ProgrammeId = programmeId, Role = role });
        await db.SaveChangesAsync();
        return new Actor(person.Id, person.FullName, roles.Select(r => (programmeId, r)).ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty);
    }

    /// <summary>Somebody who runs the service.</summary>
    public Task<Actor> AdministratorAsync() => PersonAsync(Guid.Empty, Role.Administrator);

    public Task<Actor> ManagerAsync(Guid programmeId) => PersonAsync(programmeId, Role.GrantManager);

    /// <summary>An organisation with its head, who entered it.</summary>
    public async Task<(Guid Id, Actor Head)> OrganisationAsync(Guid programmeId, string region = "AM-TV")
    {
        var person = await PersonAsync(programmeId);
        var fact = await Do(db => RegisterOrganisation.Execute(db, person, programmeId, OrganisationRequest(region), Clock, default));
        return (fact.OrganisationId, person.Joined(fact.OrganisationId, OrganisationRole.Head));
    }

    public static RegisterOrganisation.Request OrganisationRequest(string region = "AM-TV")
    {
        var n = Interlocked.Increment(ref Next);
        return new(
            LocalText.Of("hy", $"Կազմակերպություն {n}"), OrganisationKind.Registered, $"{n:000000}", region, "Իջևան", "hy", $"org{n}@example.org");
    }

    /// <summary>A complete set of answers to the usual profile.</summary>
    public static Dictionary<string, string> ProfileAnswers() => new()
    {
        ["mission"] = "Գյուղի երիտասարդների հետ",
        ["field"] = "youth",
        ["staff"] = "3",
        ["budget"] = "12000000",
        ["advocacy"] = "yes",
    };

    public async Task<(Guid Id, Actor Head)> ProfiledAsync(Guid programmeId, string region = "AM-TV")
    {
        var (id, head) = await OrganisationAsync(programmeId, region);
        await Do(db => InviteToProfile.Execute(db, Administrator, id, new(), Clock, default));
        await Do(db => SaveProfile.Execute(db, head, id, new(ProfileAnswers(), true), Clock, default));
        await Do(db => SubmitProfile.Execute(db, head, id, Clock, default));
        return (id, head);
    }

    /// <summary>Ten scores, alike but for the one named.</summary>
    public static RecordAssessment.Request Scores(int score = 3, string? weak = null) =>
        new([.. CapacityParameters.All.Select(p => new ParameterScore(p.Code, p.Code == weak ? 1 : score, "Seen in the minutes"))]);

    /// <summary>An organisation that was assessed.</summary>
    public async Task<(Guid Id, Actor Head, Guid Assessment)> AssessedAsync(Guid programmeId, Actor assessor)
    {
        var (id, head) = await ProfiledAsync(programmeId);
        var offered = await Do(db => OfferAssessment.Execute(db, Administrator, id, new(), Clock, default));
        await Do(db => AnswerAssessmentOffer.Execute(db, head, offered.AssessmentId, new(true, true), Clock, default));
        await Do(db => ScheduleAssessment.Execute(
            db, Administrator, offered.AssessmentId, new(assessor.PersonId, new DateOnly(2021, 3, 10), "Ijevan"), Clock, default));
        await Do(db => RecordAssessment.Execute(db, assessor, offered.AssessmentId, Scores(), Clock, default));
        return (id, head, offered.AssessmentId);
    }

    public async Task<Guid> CohortAsync(Guid programmeId, int places = 3, int number = 1) =>
        (await Do(db => PlanCohort.Execute(
            db, Administrator, programmeId, new(number, LocalText.Of("en", $"Cohort {number}"), 2021, places), Clock, default))).CohortId;

    /// <summary>A published competition, open from now for thirty days.</summary>
    public async Task<Guid> CompetitionAsync(
        Guid cohortId, int? regionCap = null, int? places = null, decimal budget = 100_000_000, int reserve = 2, int reviewers = 2)
    {
        var request = CompetitionRequest() with
        {
            RegionCap = regionCap,
            Places = places,
            Budget = budget,
            ReserveSize = reserve,
            ReviewersPerApplication = reviewers,
        };
        var created = await Do(db => CreateCompetition.Execute(db, Administrator, cohortId, request, Clock, default));
        await Do(db => PublishCompetition.Execute(db, Administrator, created.CompetitionId, Clock, default));
        return created.CompetitionId;
    }

    public CreateCompetition.Request CompetitionRequest() => new(
        LocalText.Of("en", "Small grants"), LocalText.Empty, Clock.GetUtcNow(), Clock.GetUtcNow().AddDays(30), 100_000_000, 5_000_000);

    public static SaveApplication.Request ApplicationRequest(decimal amount = 4_000_000) => new(
        "Երիտասարդական կենտրոն", "Կենտրոն գյուղում",
        new() { ["need"] = "Տեղ չկա", ["plan"] = "Բացել կենտրոն", ["results"] = "200 մարդ", ["months"] = "12", ["people"] = "200" },
        amount);

    public async Task<Guid> DraftAsync(Guid competitionId, Guid organisationId, Actor head, decimal amount = 4_000_000)
    {
        var started = await Do(db => StartApplication.Execute(db, head, competitionId, new(organisationId, "hy"), Clock, default));
        await Do(db => SaveApplication.Execute(db, head, started.ApplicationId, ApplicationRequest(amount), Clock, default));
        return started.ApplicationId;
    }

    /// <summary>An application sent in by a new organisation of a region.</summary>
    public async Task<Guid> SubmittedAsync(Guid programmeId, Guid competitionId, string region = "AM-TV", decimal amount = 4_000_000)
    {
        var (organisation, head) = await OrganisationAsync(programmeId, region);
        var application = await DraftAsync(competitionId, organisation, head, amount);
        await Do(db => SubmitApplication.Execute(db, head, application, Clock, default));
        return application;
    }

    /// <summary>Closes the competition, a day after its closing, and screens it.</summary>
    public async Task ScreenedAsync(Guid competitionId)
    {
        var closing = await Read(db => db.Competitions.Where(c => c.Id == competitionId).Select(c => c.ClosesAt).SingleAsync());
        if (Clock.GetUtcNow() <= closing) Clock.SetTo(closing.AddDays(1));
        await Do(db => CloseCompetition.Execute(db, Administrator, competitionId, Clock, default));
        await Do(db => ScreenEligibility.Execute(db, Administrator, competitionId, Clock, default));
    }

    public static Actor AsReviewer(Guid programmeId, Guid personId) =>
        new(personId, "Reviewer", new[] { (programmeId, Role.Reviewer) }.ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty);

    /// <summary>Gives the reviews out and scores them: each application gets its points of ten on every criterion.</summary>
    public async Task ReviewedAsync(Guid programmeId, Guid competitionId, IReadOnlyDictionary<Guid, int> points)
    {
        await Do(db => AssignReviewers.Execute(db, Administrator, competitionId, new(), Clock, default));
        await ScoredAsync(programmeId, competitionId, points);
    }

    /// <summary>Scores the reviews given out.</summary>
    public async Task ScoredAsync(Guid programmeId, Guid competitionId, IReadOnlyDictionary<Guid, int> points)
    {
        foreach (var review in await Read(db => db.Reviews.Where(r => r.CompetitionId == competitionId && r.State == ReviewState.Assigned).ToListAsync()))
        {
            var reviewer = AsReviewer(programmeId, review.ReviewerId);
            var scores = new[] { "need", "approach", "capacity", "value" }.ToDictionary(c => c, _ => points[review.ApplicationId]);
            await Do(db => DeclareConflict.Execute(db, reviewer, review.Id, new(false), Clock, default));
            await Do(db => SubmitScore.Execute(db, reviewer, review.Id, new(scores, "Clear"), Clock, default));
        }
    }

    /// <summary>A ranked competition whose decision awaits approval.</summary>
    public async Task<Guid> ProposedAsync(Guid competitionId) =>
        (await Do(db => RankApplications.Execute(db, Administrator, competitionId, new(), Clock, default))).DecisionId;

    /// <summary>
    /// A decided competition: <paramref name="applications"/> applications, the first scored best; places and reserve as its own.
    /// </summary>
    public async Task<(Guid Cohort, Guid Competition, IReadOnlyList<Guid> Applications)> DecidedAsync(
        Guid programmeId, int applications = 4, int places = 2, int number = 1)
    {
        var cohort = await CohortAsync(programmeId, places, number);
        var competition = await CompetitionAsync(cohort, reviewers: 1);
        await PersonAsync(programmeId, Role.Reviewer);
        List<Guid> ids = [];
        for (var i = 0; i < applications; i++) ids.Add(await SubmittedAsync(programmeId, competition));
        await ScreenedAsync(competition);
        await ReviewedAsync(programmeId, competition, ids.Select((id, i) => (id, 10 - i)).ToDictionary(x => x.id, x => x.Item2));
        var decision = await ProposedAsync(competition);
        var approver = await ManagerAsync(programmeId);
        await Do(db => ApproveDecision.Execute(db, approver, decision, new("The panel sat and agreed."), Clock, default));
        return (cohort, competition, ids);
    }
}

/// <summary>Opens verdicts in tests.</summary>
static class Verdicts
{
    /// <summary>The refusal's code, or null when it was allowed.</summary>
    public static string? Code<T>(this Verdict<T> verdict)
        where T : notnull => verdict.Allows(out _, out var refusal) ? null : refusal.Code;

    /// <summary>The fact, or a failure that names the refusal.</summary>
    public static T Fact<T>(this Verdict<T> verdict)
        where T : notnull => verdict.Allows(out var fact, out var refusal) ? fact : throw new InvalidOperationException(refusal.Code);
}
