using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;

namespace GrantFlow.Web.Pages.Competitions;

/// <summary>What can be done to a competition, from its first draft to its grants.</summary>
static class CompetitionActs
{
    /// <summary>All of them, in the order they come.</summary>
    public static IEnumerable<ActForm> Of(SelectionPage page, Work work, DateTimeOffset now, Texts texts)
    {
        var (db, actor, clock, ct) = work;
        var c = page.Competition;
        bool May(Act act) => actor.May(act, c.ProgrammeId);
        var announced = c.State is CompetitionState.Published or CompetitionState.Open;
        var screened = c.State == CompetitionState.Screened;
        yield return ActForm.New("act.publish", May(Act.PublishCompetition) && c.State == CompetitionState.Draft,
            _ => PublishCompetition.Execute(db, actor, c.Id, clock, ct)) with
        { Next = true, Hint = texts["act.publish.hint"] };
        yield return ActForm.New("act.open-cohort", May(Act.OpenCohort) && announced && page.Cohort.State == CohortState.Planned,
            _ => OpenCohort.Execute(db, actor, c.CohortId, new(), clock, ct)) with
        { Next = true, Hint = texts["act.open-cohort.hint"] };
        yield return ActForm.New("act.open-competition", May(Act.OpenCompetition) && c.State == CompetitionState.Published && c.OpensAt <= now,
            _ => OpenCompetition.Execute(db, actor, c.Id, clock, ct));
        yield return ActForm.New("act.announce", May(Act.AnnounceCompetition) && announced && now <= c.ClosesAt,
            _ => AnnounceCompetition.Execute(db, actor, c.Id, clock, ct)) with
        { Hint = texts["act.announce.hint"] };
        yield return ActForm.New("act.extend", May(Act.ExtendClosing) && announced && now <= c.ClosesAt,
            typed => ExtendClosing.Execute(db, actor, c.Id, new(typed.Moment("ClosesAt"), typed.Text("Reason")), clock, ct),
            new Ask("ClosesAt", "ask.closes-at", AskKind.Moment) { Of = texts.Zone(c.TimeZone), Value = Local(c.ClosesAt, c.TimeZone) }, Ask.Reason(500));
        yield return ActForm.New("act.close-competition", May(Act.CloseCompetition) && announced && now > c.ClosesAt,
            _ => CloseCompetition.Execute(db, actor, c.Id, clock, ct)) with
        { Next = true };
        yield return ActForm.New("act.screen", May(Act.ScreenEligibility) && c.State == CompetitionState.Closed,
            _ => ScreenEligibility.Execute(db, actor, c.Id, clock, ct)) with
        { Next = true, Hint = texts["act.screen.hint"] };
        yield return ActForm.New("act.assign-reviewers", May(Act.AssignReviewers) && screened,
            typed => AssignReviewers.Execute(db, actor, c.Id, new(typed.Whole("Days")), clock, ct), Ask.Whole("Days", "ask.days-to-score", 1, 365, 14))
            with
        { Hint = texts["act.assign-reviewers.hint"] };
        yield return ActForm.New("act.rank", May(Act.RankApplications) && screened && page.Decision is null,
            typed => RankApplications.Execute(db, actor, c.Id, new(typed.Tick("WithoutOpenReviews")), clock, ct),
            new Ask("WithoutOpenReviews", "ask.without-open-reviews", AskKind.Tick)) with
        { Next = true, Told = "done.ranked" };
        yield return ActForm.New("act.tell", May(Act.TellApplicants) && c.State == CompetitionState.Decided && page.Untold > 0,
            _ => TellApplicants.Execute(db, actor, c.Id, clock, ct)) with
        { Next = true };
        yield return ActForm.New("act.open-awards", May(Act.OpenAwards) && c.State == CompetitionState.Decided && page.Unawarded > 0,
            typed => OpenAwards.Execute(db, actor, c.Id, new(typed.Whole("Months"), typed.DayOrNull("StartsOn")), clock, ct),
            Ask.Whole("Months", "ask.months", 1, 120, 12), Ask.Day("StartsOn", "ask.starts-on") with { Optional = true })
            with
        { Hint = texts["act.open-awards.hint"] };
        yield return ActForm.New("act.cancel-competition",
            May(Act.CancelCompetition) && c.State is CompetitionState.Draft or CompetitionState.Published or CompetitionState.Open or CompetitionState.Closed or CompetitionState.Screened,
            typed => CancelCompetition.Execute(db, actor, c.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason(2000)) with
        { Hint = texts["act.cancel-competition.hint"] };
    }

    /// <summary>Prepares a competition of a cohort; leads to its page.</summary>
    public static ActForm Create(Cohort cohort, Programme programme, bool offered, Work work, Texts texts)
    {
        var (db, actor, clock, ct) = work;
        var languages = programme.Languages;
        var zone = texts.Zone(programme.TimeZone);
        var day = programme.DayOf(clock.GetUtcNow());
        return ActForm.New("act.create-competition", offered, (CompetitionCreated made) => $"/competitions/{made.CompetitionId}/selection",
            typed => CreateCompetition.Execute(db, actor, cohort.Id, RequestOf(typed), clock, ct),
            [
                .. Ask.Local("Title", "ask.title", languages),
                .. Ask.Local("Description", "ask.description", languages, AskKind.Prose, 20_000),
                new Ask("OpensAt", "ask.opens-at", AskKind.Moment) { Of = zone, Value = $"{day.AddDays(1):yyyy-MM-dd}T09:00", Row = texts["ask.dates"] },
                new Ask("ClosesAt", "ask.closes-at", AskKind.Moment) { Of = zone, Value = $"{day.AddDays(46):yyyy-MM-dd}T18:00", Row = texts["ask.dates"] },
                new Ask("Budget", "competition.budget", AskKind.Amount) { Of = programme.Currency, Row = texts["competition.money"] },
                new Ask("MaxAward", "competition.max", AskKind.Amount) { Of = programme.Currency, Row = texts["competition.money"] },
                Ask.Whole("Places", "competition.places", 1, 10_000, cohort.Places) with { Row = texts["ask.places"] },
                Ask.Whole("ReserveSize", "ask.reserve", 0, 1000, 5) with { Row = texts["ask.places"] },
                Ask.Whole("RegionCap", "ask.region-cap", 1, 1000) with { Optional = true, Row = texts["ask.places"] },
                Ask.Whole("ReviewersPerApplication", "ask.reviewers", 1, 9, 2) with { Row = texts["competition.criteria"] },
                new Ask("EntitlementRequired", "ask.entitled-only", AskKind.Tick) { Value = programme.EntranceRequired ? "true" : "" },
            ]) with
        { Hint = texts["act.create-competition.hint"] };
    }

    static CreateCompetition.Request RequestOf(Typed typed) => new(
        typed.Local("Title"), typed.Local("Description"), typed.Moment("OpensAt"), typed.Moment("ClosesAt"), typed.Amount("Budget"), typed.Amount("MaxAward"),
        typed.Whole("Places"), typed.Whole("ReserveSize"), typed.WholeOrNull("RegionCap"), typed.Whole("ReviewersPerApplication"),
        EntitlementRequired: typed.Tick("EntitlementRequired"));

    static string Local(DateTimeOffset at, string zone) =>
        TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).ToString("yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture);
}
