using System.Collections.Frozen;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using Xunit;

namespace GrantFlow.Tests.Accounts;

/// <summary>The matrix as it ships, and how an actor is judged by it.</summary>
public sealed class MatrixTests
{
    static readonly Guid Programme = Guid.CreateVersion7();
    static readonly Guid Elsewhere = Guid.CreateVersion7();
    static readonly Guid Organisation = Guid.CreateVersion7();
    static readonly Guid Other = Guid.CreateVersion7();

    [Fact]
    public void Every_act_has_one_row() => Matrix.Acts.Should().BeEquivalentTo(Enum.GetValues<Act>()).And.OnlyHaveUniqueItems();

    [Fact]
    public void No_cell_is_wider_than_its_bound() =>
        Cells().Where(c => c.Cell.Usual > c.Cell.Most || (c.Cell.Fixed && c.Cell.Usual != c.Cell.Most)).Should().BeEmpty();

    [Fact]
    public void An_organisations_roles_never_reach_beyond_it() =>
        Cells().Where(c => c.Holder is Holder.Head or Holder.Editor or Holder.Treasurer or Holder.Viewer
            && c.Cell.Most > Reach.Own && c.Act is not (Act.UseService or Act.SeeSelf)).Should().BeEmpty();

    [Fact]
    public void Donors_only_read_unless_a_programme_lets_them_decide() =>
        Cells().Where(c => c.Holder == Holder.Donor && c.Cell.Usual != Reach.None).Select(c => c.Act)
            .Except([Act.UseService, Act.CompleteTask]).Should().OnlyContain(a => a.ToString().StartsWith("See", StringComparison.Ordinal));

    [Fact]
    public void Whoever_decides_does_not_pay() =>
        Holders.All.Where(h => Matrix.Of(Act.ApproveDecision, h).Usual != Reach.None)
            .Should().OnlyContain(h => Matrix.Of(Act.ConfirmPayment, h).Usual == Reach.None && Matrix.Of(Act.ReleaseDisbursement, h).Usual == Reach.None);

    [Theory]
    [InlineData(Role.GrantManager, Act.SuspendAward, true)]
    [InlineData(Role.Donor, Act.SuspendAward, false)]
    [InlineData(Role.Finance, Act.ConfirmPayment, true)]
    [InlineData(Role.GrantManager, Act.ConfirmPayment, false)]
    [InlineData(Role.Administrator, Act.SubmitApplication, false)]
    [InlineData(Role.Applicant, Act.SeeAward, false)]
    public void A_role_reaches_its_own_programme_only(Role role, Act act, bool may)
    {
        var actor = Somebody((Programme, role));

        actor.May(act, Programme, Organisation).Should().Be(may);
        actor.May(act, Elsewhere, Organisation).Should().BeFalse();
    }

    [Fact]
    public void A_region_reaches_its_organisations_and_nothing_of_the_programme_itself()
    {
        var actor = Somebody((Programme, Role.Intermediary)) with
        {
            Regional = new[] { Organisation }.ToFrozenSet(),
            Regions = new[] { (Programme, "AM-LO") }.ToFrozenSet(),
        };

        actor.May(Act.RecordVisit, Programme, Organisation).Should().BeTrue();
        actor.May(Act.RecordVisit, Programme, Other).Should().BeFalse();
        actor.May(Act.PublishCompetition, Programme).Should().BeFalse();
        actor.MayIn(Act.RegisterOrganisation, Programme, "AM-LO").Should().BeTrue();
        actor.MayIn(Act.RegisterOrganisation, Programme, "AM-SH").Should().BeFalse();
        actor.Sees(Act.SeeAward, Programme).Should().BeEquivalentTo(new Seen(false, [Organisation]));
    }

    [Theory]
    [InlineData(OrganisationRole.Head, true, true, true)]
    [InlineData(OrganisationRole.Editor, true, true, false)]
    [InlineData(OrganisationRole.Finance, false, true, false)]
    [InlineData(OrganisationRole.Viewer, false, false, false)]
    public void In_an_organisation_each_role_has_its_part(OrganisationRole role, bool applies, bool reports, bool signs)
    {
        var actor = Somebody().Joined(Organisation, role);

        actor.May(Act.SubmitApplication, Programme, Organisation).Should().Be(applies);
        actor.May(Act.SubmitReport, Programme, Organisation).Should().Be(reports);
        actor.May(Act.SignForOrganisation, Programme, Organisation).Should().Be(signs);
        actor.May(Act.SeeAward, Programme, Organisation).Should().BeTrue();
        actor.May(Act.SeeAward, Programme, Other).Should().BeFalse();
    }

    [Fact]
    public void What_is_given_to_one_is_not_given_to_a_colleague()
    {
        var (one, colleague) = (Somebody((Programme, Role.Reviewer)), Somebody((Programme, Role.Reviewer)));

        one.May(Act.SubmitScore, Programme, null, one.PersonId).Should().BeTrue();
        colleague.May(Act.SubmitScore, Programme, null, one.PersonId).Should().BeFalse();
        (one with { Grants = FrozenSet<(Guid, Role)>.Empty }).May(Act.SubmitScore, Programme, null, one.PersonId).Should().BeFalse("the role was taken away");
    }

    [Fact]
    public void A_programmes_change_holds_there_and_nowhere_else()
    {
        var actor = Somebody((Programme, Role.GrantManager), (Elsewhere, Role.GrantManager)) with
        {
            Changed = new Dictionary<(Guid, Act, Holder), Reach> { [(Programme, Act.WaiveReport, Holder.GrantManager)] = Reach.None }.ToFrozenDictionary(),
        };

        actor.May(Act.WaiveReport, Programme, Organisation).Should().BeFalse();
        actor.May(Act.WaiveReport, Elsewhere, Organisation).Should().BeTrue();
    }

    [Fact]
    public void Nobody_opens_public_doors_only() =>
        Enum.GetValues<Act>().Where(a => Actor.Nobody.MaySomewhere(a)).Should().BeEquivalentTo([Act.UseService, Act.SeeCompetitions]);

    [Theory]
    [InlineData(Reach.Programme, "", "reason-missing")]
    [InlineData(Reach.Programme, "why", null)]
    [InlineData(Reach.None, "why", "right-same")]
    public void A_right_is_changed_with_a_reason_within_its_bounds(Reach reach, string reason, string? code) =>
        ChangeRight.Decide(Matrix.Of(Act.ConfirmPayment, Holder.GrantManager), null, new(Act.ConfirmPayment, Holder.GrantManager, reach, reason))
            .Code().Should().Be(code);

    [Fact]
    public void A_fixed_right_and_a_bound_stay()
    {
        ChangeRight.Decide(Matrix.Of(Act.SubmitScore, Holder.Reviewer), null, new(Act.SubmitScore, Holder.Reviewer, Reach.None, "why")).Code().Should().Be("right-fixed");
        ChangeRight.Decide(Matrix.Of(Act.SuspendAward, Holder.Donor), null, new(Act.SuspendAward, Holder.Donor, Reach.Programme, "why")).Code().Should().Be("right-too-wide");
    }

    static IEnumerable<(Act Act, Holder Holder, Cell Cell)> Cells() =>
        from act in Enum.GetValues<Act>() from holder in Holders.All select (act, holder, Matrix.Of(act, holder));

    static Actor Somebody(params (Guid Programme, Role Role)[] grants) =>
        new(Guid.CreateVersion7(), "Somebody", grants.ToFrozenSet(), FrozenDictionary<Guid, OrganisationRole>.Empty);
}
