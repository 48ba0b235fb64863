using FluentAssertions;
using GrantFlow.Programmes;
using Xunit;

namespace GrantFlow.Tests.Programmes;

public sealed class ProgrammeDecisionTests
{
    static readonly Programme Parent = new()
    {
        Key = "csa",
        TimeZone = "Asia/Yerevan",
        DefaultLanguage = "hy",
        Languages = ["hy", "en"],
        StartsOn = new(2020, 1, 1),
        EndsOn = new(2024, 12, 31),
    };

    [Theory]
    [InlineData("2020-06-01", "2024-06-01", false, null)]
    [InlineData("2020-06-01", "2020-05-31", false, "programme-days-reversed")]
    [InlineData("2019-12-31", "2024-06-01", false, "programme-outside-parent")]
    [InlineData("2020-06-01", "2025-01-01", false, "programme-outside-parent")]
    [InlineData("2020-06-01", "2024-06-01", true, "programme-known")]
    public void A_programme_fits_into_the_one_it_runs_inside(string from, string to, bool known, string? refusal)
    {
        var programme = new Programme
        {
            TimeZone = "Asia/Yerevan",
            DefaultLanguage = "hy",
            Languages = ["hy"],
            StartsOn = DateOnly.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            EndsOn = DateOnly.Parse(to, System.Globalization.CultureInfo.InvariantCulture),
        };

        CreateProgramme.Decide(programme, Parent, known).Code().Should().Be(refusal);
    }

    [Theory]
    [InlineData("Asia/Bishkek", "ky", "ky ru", null)]
    [InlineData("Asia/Atlantis", "ky", "ky ru", "time-zone-unknown")]
    [InlineData("Asia/Bishkek", "en", "ky ru", "language-unknown")]
    [InlineData("Asia/Bishkek", "ky", "ky fr", "language-unknown")]
    public void A_programme_has_a_zone_and_languages_that_there_are(string zone, string language, string languages, string? refusal)
    {
        var programme = new Programme { TimeZone = zone, DefaultLanguage = language, Languages = languages.Split(' ') };

        CreateProgramme.Decide(programme, null, false).Code().Should().Be(refusal);
    }

    [Fact]
    public void A_day_ends_in_the_programmes_own_zone()
    {
        Parent.EndOf(new DateOnly(2021, 5, 31)).Should().Be(new DateTimeOffset(2021, 5, 31, 19, 59, 59, TimeSpan.Zero));
        Parent.DayOf(new DateTimeOffset(2021, 5, 31, 20, 0, 0, TimeSpan.Zero)).Should().Be(new DateOnly(2021, 6, 1));
    }

    [Theory]
    [InlineData(CohortState.Planned, null)]
    [InlineData(CohortState.Open, "cohort-begun")]
    [InlineData(CohortState.Running, "cohort-begun")]
    [InlineData(CohortState.Closed, "cohort-begun")]
    public void A_cohort_begins_once(CohortState state, string? refusal) =>
        OpenCohort.Decide(new Cohort { State = state }, Guid.CreateVersion7()).Code().Should().Be(refusal);

    [Theory]
    [InlineData(CohortState.Running, null)]
    [InlineData(CohortState.Planned, "cohort-not-running")]
    [InlineData(CohortState.Closed, "cohort-not-running")]
    public void Only_a_cohort_that_is_worked_with_closes(CohortState state, string? refusal) =>
        CloseCohort.Decide(new Cohort { State = state }, 3).Code().Should().Be(refusal);

    [Fact]
    public void Places_are_given_to_all_or_to_none()
    {
        var cohort = new Cohort { Places = 3 };
        var members = new[] { Member(cohort), Member(cohort) };

        AdmitMembers.Decide(cohort, members, [Entrant(), Entrant()]).Code().Should().Be("places-taken");
        AdmitMembers.Decide(cohort, members, [Entrant()]).Fact().PlacesLeft.Should().Be(0);
    }

    [Fact]
    public void A_place_that_was_left_is_free_again()
    {
        var cohort = new Cohort { Places = 1 };

        AdmitMembers.Decide(cohort, [Member(cohort, CohortMemberState.Left)], [Entrant()]).Code().Should().BeNull();
    }

    [Fact]
    public void Whoever_holds_a_place_is_passed_over_and_a_place_elsewhere_refuses()
    {
        var cohort = new Cohort { Places = 2 };
        var here = Member(cohort);
        var elsewhere = Member(new Cohort());

        AdmitMembers.Decide(cohort, [here], [new(here.OrganisationId, null)]).Fact().Organisations.Should().BeEmpty();
        AdmitMembers.Decide(cohort, [elsewhere], [new(elsewhere.OrganisationId, null)]).Code().Should().Be("member-already");
    }

    [Theory]
    [InlineData(CohortMemberState.Member, "Closed its doors", null)]
    [InlineData(CohortMemberState.Member, " ", "reason-missing")]
    [InlineData(CohortMemberState.Left, "Closed its doors", "member-left-already")]
    [InlineData(CohortMemberState.Completed, "Closed its doors", "member-left-already")]
    public void A_member_leaves_once_and_with_a_reason(CohortMemberState state, string reason, string? refusal) =>
        RemoveMember.Decide(Member(new Cohort(), state), new(Guid.Empty, reason)).Code().Should().Be(refusal);

    static CohortMember Member(Cohort cohort, CohortMemberState state = CohortMemberState.Member) =>
        new() { CohortId = cohort.Id, OrganisationId = Guid.CreateVersion7(), State = state };

    static AdmitMembers.Entrant Entrant() => new(Guid.CreateVersion7(), null);
}
