using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Import;
using Xunit;

namespace GrantFlow.Tests.Import;

public sealed class GrantRowTests
{
    public static TheoryData<string, string, string> Nasty => new()
    {
        { "id", "null", "The id is missing" },
        { "id", "7", "The id is missing" },
        { "title", "\"  \"", "The title is missing" },
        { "currency", "\"gbp\"", "The currency isn't three capital letters" },
        { "amountAwarded", "\"1000\"", "The amount awarded isn't a number: \"1000\"" },
        { "amountAwarded", "1e400", "The amount awarded isn't a number: 1e400" },
        { "amountAwarded", "-5", "The amount awarded isn't above zero: -5" },
        { "amountAwarded", "0", "The amount awarded isn't above zero" },
        { "amountAwarded", "1.005", "The amount awarded has parts of a hundredth" },
        { "amountAwarded", "9999999999999", "The amount awarded is beyond belief" },
        { "awardDate", "\"31/12/2015\"", "The award date isn't written as 2021-06-30: \"31/12/2015\"" },
        { "awardDate", "\"2015-02-30\"", "The award date isn't written as" },
        { "awardDate", "\"2015-01-01Tnonsense\"", "The award date isn't written as" },
        { "awardDate", "20150101", "The award date isn't written as" },
        { "recipientOrganization", "[]", "The recipient organisation is missing" },
        { "recipientOrganization", "{\"name\":\"No list\"}", "The recipient organisation is missing" },
        { "recipientOrganization", "[{\"id\":\"GB-COH-1\"}]", "The recipient organisation has no name" },
        { "recipientIndividual", "{\"id\":\"x\",\"name\":\"y\"}", "The recipient is a person" },
    };

    [Theory]
    [MemberData(nameof(Nasty))]
    public void A_row_that_cannot_be_taken_says_why(string member, string json, string reason)
    {
        var element = SomePackage.Element(SomePackage.Grant().With(member, JsonNode.Parse(json)));

        var (grant, rejected) = GrantRow.Read(3, element);

        grant.Should().BeNull();
        rejected!.Row.Should().Be(3);
        rejected.Reason.Should().StartWith(reason);
    }

    [Theory]
    [InlineData("17")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_row_that_is_no_object_is_rejected(string json)
    {
        GrantRow.Read(1, SomePackage.Element(JsonNode.Parse(json))).Rejected!.Reason.Should().Be("The grant isn't an object.");
    }

    [Fact]
    public void Half_a_character_in_a_text_rejects_the_row_and_not_the_file()
    {
        using var document = System.Text.Json.JsonDocument.Parse("""{"id":"\ud800"}""");

        GrantRow.Read(1, document.RootElement).Rejected!.Reason.Should().Contain("broken");
    }

    [Theory]
    [InlineData("2016-04-01", "2017-03-31", null, "2016-04-01", "2017-03-31", false)]
    [InlineData("2016-04-01T00:00:00+00:00", "2016-04-01", null, "2016-04-01", "2016-04-01", false)]
    [InlineData("2016-04-01", null, 6, "2016-04-01", "2016-09-30", false)]
    [InlineData(null, null, null, "2016-03-01", "2017-02-28", false)]
    [InlineData("2016-04-01", "2000-12-31", 24, "2016-04-01", "2018-03-31", true)]
    [InlineData("01/04/2016", "31/03/2017", null, "2016-03-01", "2017-02-28", false)]
    public void Planned_days_fall_back_on_length_and_award_date(
        string? start, string? end, int? months, string startsOn, string endsOn, bool noted)
    {
        var planned = new JsonObject { ["startDate"] = start, ["endDate"] = end, ["duration"] = months };
        var element = SomePackage.Element(SomePackage.Grant().With("plannedDates", new JsonArray(planned)));

        var grant = GrantRow.Read(1, element).Grant!;

        $"{grant.StartsOn:O} {grant.EndsOn:O}".Should().Be($"{startsOn} {endsOn}");
        (grant.Note is not null).Should().Be(noted);
    }
}
