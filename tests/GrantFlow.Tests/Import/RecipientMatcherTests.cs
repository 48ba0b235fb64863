using FluentAssertions;
using GrantFlow.Import;
using Xunit;

namespace GrantFlow.Tests.Import;

public sealed class RecipientMatcherTests
{
    [Fact]
    public void One_identifier_is_one_organisation_however_the_name_is_spelt()
    {
        Count(Of("GB-COH-1", "Brighton Energy Co-op"), Of("gb-coh-1", "Brighton Energy Limited")).Should().Be(1);
    }

    [Fact]
    public void A_charity_number_joins_the_row_that_uses_it_as_identifier()
    {
        Count(Of("GB-COH-1", "Hall", charity: "77"), Of("GB-CHC-77", "The Hall")).Should().Be(1);
    }

    [Fact]
    public void Two_entries_of_one_register_are_never_joined()
    {
        Count(Of("GB-COH-1", "Hall", charity: "77"), Of("GB-COH-2", "Hall", charity: "77"), Of("GB-CHC-77", "Hall")).Should().Be(2);
    }

    [Theory]
    [InlineData("The Growing Süd-Ley CIC", "growing sud ley", 1)]
    [InlineData("«Զարթոնք» ՀԿ", "Զարթոնք", 1)]
    [InlineData("Hall One", "Hall Two", 2)]
    public void Names_join_those_that_no_register_knows(string one, string other, int organisations)
    {
        Count(Of("360G-x-a", one), Of(null, other)).Should().Be(organisations);
    }

    [Fact]
    public void An_unregistered_name_joins_the_one_registered_body_of_that_name_but_not_one_of_two()
    {
        Count(Of("GB-COH-1", "Hall Ltd"), Of(null, "Hall")).Should().Be(1);
        Count(Of("GB-COH-1", "Hall Ltd"), Of("GB-COH-2", "Hall"), Of(null, "Hall")).Should().Be(3);
    }

    static int Count(params Recipient[] recipients) => RecipientMatcher.Match(recipients).Distinct().Count();

    static Recipient Of(string? id, string name, string? company = null, string? charity = null) => new(id, name, company, charity, "", "");
}
