using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GrantFlow.Tests.Import;

/// <summary>Small packages of grants with sane defaults.</summary>
static class SomePackage
{
    public static JsonObject Grant(string id = "360G-some-1", string organisation = "GB-COH-01234567", string name = "Some Village Hall Ltd") => new()
    {
        ["id"] = id,
        ["title"] = "A roof for the hall",
        ["description"] = "Mends the roof.",
        ["currency"] = "GBP",
        ["amountAwarded"] = 1000.50m,
        ["awardDate"] = "2016-03-01",
        ["plannedDates"] = new JsonArray(new JsonObject { ["startDate"] = "2016-04-01", ["endDate"] = "2017-03-31" }),
        ["beneficiaryLocation"] = new JsonArray(new JsonObject { ["countryCode"] = "GB" }),
        ["recipientOrganization"] = new JsonArray(new JsonObject { ["id"] = organisation, ["name"] = name }),
    };

    public static JsonObject With(this JsonObject grant, string member, JsonNode? value)
    {
        grant[member] = value;
        return grant;
    }

    public static JsonObject Without(this JsonObject grant, string member)
    {
        grant.Remove(member);
        return grant;
    }

    public static Stream Of(params JsonNode?[] grants) => Text(new JsonObject { ["version"] = "1.4", ["grants"] = new JsonArray(grants) }.ToJsonString());

    public static Stream Text(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));

    public static JsonElement Element(JsonNode? node) => JsonSerializer.SerializeToElement(node);
}
