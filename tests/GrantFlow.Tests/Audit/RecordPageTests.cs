using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Reporting;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Audit;

public sealed partial class RecordPageTests(RunningHost host) : IClassFixture<RunningHost>
{
    static int Next;

    [Fact]
    public async Task A_manager_sees_what_happened_in_their_programme_and_nothing_of_another()
    {
        var some = new Some(host.Database);
        var (own, other) = (await some.ProgrammeAsync(), await some.ProgrammeAsync());
        var (_, client) = await ManagerOfAsync(own);

        var mine = await client.GetStringAsync($"/record/programme:{own:D}");
        var theirs = await client.GetStringAsync($"/record/programme:{other:D}");

        mine.Should().Contain("Programme created").And.Contain("Civil society");
        theirs.Should().NotContain("Programme created");
        (await client.GetAsync($"/record?programme={other}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync($"/record?programme={Guid.Empty}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task An_organisations_record_tells_what_belongs_to_it_too_unless_it_is_asked_for_alone()
    {
        var some = new Some(host.Database);
        var programme = await some.ProgrammeAsync();
        var (organisation, _) = await some.OrganisationAsync(programme);
        var award = Guid.CreateVersion7();
        await using (var db = host.Database.Open())
        {
            await db.Database.ExecuteSqlAsync($"""
                insert into awards (id, programme_id, organisation_id, number, title, amount, currency, state, starts_on, ends_on, awarded_on, created_at)
                values ({award}, {programme}, {organisation}, 'X-1', {"{}"}::jsonb, 1, 'AMD', 'Active', '2021-01-01', '2021-12-31', '2021-01-01', now())
                """);
            db.Record(Actor.Service, programme, $"award:{award:D}", new HappenedToAward(award), some.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        var (_, client) = await ManagerOfAsync(programme);
        var whole = await client.GetStringAsync($"/record/organisation:{organisation:D}");
        var alone = await client.GetStringAsync($"/record/organisation:{organisation:D}?alone=true");

        whole.Should().Contain("Organisation entered").And.Contain("HappenedToAward");
        alone.Should().Contain("Organisation entered").And.NotContain("HappenedToAward");
        whole.Should().Contain("the record doesn’t keep personal values").And.NotContain("org1@example");
    }

    [Fact]
    public async Task Pages_follow_one_another_without_gap_or_repetition()
    {
        var some = new Some(host.Database);
        var programme = await some.ProgrammeAsync();
        var subject = $"event:{Guid.CreateVersion7():D}";
        await using (var db = host.Database.Open())
        {
            // Ten share each instant: the page must end between facts of the same moment, too.
            for (var n = 0; n < 120; n++) db.Record(Actor.Service, programme, subject, new Counted(n), DateTimeOffset.UnixEpoch.AddSeconds(n / 10));
            await db.SaveChangesAsync();
        }

        var (_, client) = await ManagerOfAsync(programme);
        List<string> seen = [];
        var address = $"/record/{subject}";
        for (var pages = 0; pages < 5; pages++)
        {
            var html = await client.GetStringAsync(address);
            seen.AddRange(FactIds().Matches(html).Select(m => m.Groups[1].Value));
            if (Older().Match(html) is not { Success: true } next) break;
            address = WebUtility.HtmlDecode(next.Groups[1].Value);
        }

        seen.Should().HaveCount(120).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_persons_acts_are_listed_with_page_and_for_administrators_address()
    {
        var programme = await new Some(host.Database).ProgrammeAsync();
        var (manager, client) = await ManagerOfAsync(programme);
        (await client.GetAsync($"/record?handler=File&format=json&programme={programme}")).StatusCode.Should().Be(HttpStatusCode.OK);
        await host.EnterAsync("root@record.example", Role.Administrator);
        var root = await host.SignInAsync("root@record.example");

        var own = await client.GetStringAsync($"/record?person={manager.Id}");
        var all = await root.GetStringAsync($"/record?person={manager.Id}");

        own.Should().Contain("Record exported").And.Contain("page GET /record/{**subject}").And.NotContain("127.0.0.1");
        all.Should().Contain("127.0.0.1");
    }

    [Fact]
    public async Task An_export_holds_every_fact_with_its_link_and_no_formula()
    {
        var some = new Some(host.Database);
        var programme = await some.ProgrammeAsync();
        await using (var db = host.Database.Open())
        {
            db.Record(Actor.Service with { Name = "=HYPERLINK(\"http://evil.example\")" }, programme, "event:x", new Counted(1), DateTimeOffset.UnixEpoch);
            await db.SaveChangesAsync();
        }

        var (_, client) = await ManagerOfAsync(programme);
        var csv = await client.GetStringAsync($"/record?handler=File&format=csv&programme={programme}");
        var json = JsonDocument.Parse(await client.GetStringAsync($"/record?handler=File&format=json&programme={programme}")).RootElement;

        csv.Should().Contain(",\"'=HYPERLINK(\"\"http://evil.example\"\")\",").And.NotContain(",=");
        csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Should().HaveCountGreaterThan(2);
        json.EnumerateArray().Should().Contain(f => f.GetProperty("kind").GetString() == "ProgrammeCreated"
            && f.GetProperty("changes")[0].GetProperty("of").GetString() == "Programme");
        json.EnumerateArray().Count(f => f.GetProperty("kind").GetString() == "RecordExported").Should().Be(2, "each export is on record before it leaves");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("-5", "'-5")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a;b", "\"a;b\"")]
    [InlineData("plain", "plain")]
    public void A_cell_is_never_a_formula(string value, string cell) => ExportRecord.CsvLine([value]).Should().Be(cell + "\r\n");

    [Fact]
    public async Task Sealed_versions_are_read_and_compared_by_those_who_see_the_record()
    {
        var award = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync();
        var report = await award.SubmittedAsync(1);
        await award.Some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new("Thank you"), award.Clock, default));
        var (_, client) = await ManagerOfAsync(award.Programme);
        var (_, stranger) = await ManagerOfAsync(await award.Some.ProgrammeAsync());
        await using var db = host.Database.Open();
        var seals = await db.Seals.Where(s => s.Subject == $"report:{report.Id:D}").OrderBy(s => s.At).ThenBy(s => s.Id).Select(s => s.Id).ToListAsync();

        var page = await client.GetStringAsync($"/seals/report:{report.Id:D}?left={seals[0]}&right={seals[1]}");

        page.Should().Contain("1 difference").And.Contain("Thank you").And.Contain("As it was sealed");
        (await client.GetStringAsync($"/record/report:{report.Id:D}")).Should().Contain("Report accepted");
        (await stranger.GetStringAsync($"/seals/report:{report.Id:D}")).Should().Contain("Nothing has been sealed here yet.");
        (await stranger.GetAsync($"/seals/report:{report.Id:D}?left={seals[0]}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_chains_page_says_intact_and_names_what_was_broken()
    {
        var some = new Some(host.Database);
        var programme = await some.ProgrammeAsync();
        var (_, client) = await ManagerOfAsync(programme);
        for (var tries = 0; tries < 900 && !(await client.GetStringAsync("/record/chain")).Contains("class=\"gf-mono\">programme-", StringComparison.Ordinal); tries++)
            await Task.Delay(200);
        (await VerifyAsync(client)).Should().Contain("Intact");

        await using (var owner = new Npgsql.NpgsqlConnection(host.Database.OwnerConnectionString))
        {
            await owner.OpenAsync();
            await using var forge = new Npgsql.NpgsqlCommand("update audit_facts set subject = 'forged' where programme_id = $1", owner) { Parameters = { new() { Value = programme } } };
            await forge.ExecuteNonQueryAsync();
        }

        (await VerifyAsync(client)).Should().Contain("Broken").And.Contain("changed. Link 1, fact");
    }

    sealed record HappenedToAward(Guid Id);

    sealed record Counted(int N);

    static async Task<string> VerifyAsync(HttpClient client)
    {
        var answer = await client.PostAsync("/record/chain", new FormUrlEncodedContent(await RunningHost.FormAsync(client, "/record/chain")));
        return await answer.Content.ReadAsStringAsync();
    }

    async Task<(Person Person, HttpClient Client)> ManagerOfAsync(Guid programme)
    {
        var email = $"manager{Interlocked.Increment(ref Next)}@record.example";
        var person = await host.EnterAsync(email, Role.GrantManager);
        await using var db = host.Database.Open();
        db.RemoveRange(await db.ProgrammeRoles.Where(r => r.PersonId == person.Id).ToListAsync());
        db.Add(new ProgrammeRole { PersonId = person.Id, ProgrammeId = programme, Role = Role.GrantManager });
        await db.SaveChangesAsync();
        return (person, await host.SignInAsync(email));
    }

    [GeneratedRegex("Counted · ([0-9a-f-]{36})")]
    private static partial Regex FactIds();

    [GeneratedRegex("rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex Older();
}
