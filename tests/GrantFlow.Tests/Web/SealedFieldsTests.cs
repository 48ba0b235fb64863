using System.Net;
using FluentAssertions;
using GrantFlow.Organisations;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Tests.Security;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Web;

/// <summary>A database came back without the keys of some of its fields.</summary>
public sealed class SealedFieldsTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData("en", "Part of this page can’t be read now", "a key is missing")]
    [InlineData("hy", "Այս էջի մի մասը հիմա հնարավոր չէ կարդալ", "բանալին բացակայում է")]
    [InlineData("ky", "Бул барактын бир бөлүгүн азыр окууга болбойт", "ачкыч жок")]
    [InlineData("ru", "Часть этой страницы сейчас нельзя прочитать", "нет ключа")]
    public async Task The_page_of_such_a_field_says_so_and_every_other_goes_on(string language, string heading, string words)
    {
        var some = new Some(host.Database);
        var (organisation, head) = await some.OrganisationAsync(await some.ProgrammeAsync());
        await some.Do(db => EnterBankAccount.Execute(db, head, organisation, new("Holder", "ACBA", "2205001234567890"), some.Clock, default));
        var lost = Keyring.New().Seal("2205001234567890", "bank_accounts.account");
        await using (var db = some.Open())
            await db.Database.ExecuteSqlAsync($"update bank_accounts set account = {lost} where organisation_id = {organisation}");
        var client = await host.AsAsync(head, language);

        var page = await client.GetAsync($"/organisations/{organisation}/bank-account");

        page.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await page.Content.ReadAsStringAsync()).Should().Contain(heading).And.Contain(words).And.Contain("sealed-fields").And.NotContain(Keyring.KeyOf(lost));
        (await client.GetAsync($"/organisations/{organisation}")).StatusCode.Should().Be(HttpStatusCode.OK);
    }
}
