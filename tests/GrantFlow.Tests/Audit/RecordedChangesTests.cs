using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Audit;

public sealed class RecordedChangesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    sealed record SomethingHappened(Guid Id, [property: Personal] string Whom);

    [Fact]
    public async Task A_new_row_stands_with_what_it_holds()
    {
        var some = new Some(database);
        var programme = await some.ProgrammeAsync();

        var change = Only(await LastAsync($"programme:{programme:D}", "ProgrammeCreated"), "Programme");

        change.GetProperty("id").GetString().Should().Be(programme.ToString());
        change.TryGetProperty("was", out _).Should().BeFalse();
        change.GetProperty("now").GetProperty("country").GetString().Should().Be("AM");
        change.GetProperty("now").GetProperty("name").GetProperty("en").GetString().Should().Be("Civil society");
    }

    [Fact]
    public async Task A_changed_row_stands_with_before_and_after_of_what_changed_and_no_more()
    {
        var person = await PersonAsync();
        await using var db = database.Open();
        var known = (await db.Users.FindAsync(person))!;
        known.Language = "hy";
        known.FullName = "Նարե Մելքոնյան";
        known.PhoneNumber = "+374 10 000000";
        known.PasswordHash = "a-secret";
        known.SecurityStamp = "another";

        await SaveAsync(db, person);

        var change = Only(await LastAsync($"person:{person:D}", nameof(SomethingHappened)), "Person");
        change.GetProperty("was").GetRawText().Should().Be("""{"language": "en"}""");
        change.GetProperty("now").GetRawText().Should().Be("""{"language": "hy"}""");
        change.GetProperty("masked").EnumerateArray().Select(m => m.GetString()).Should().BeEquivalentTo("fullName", "phoneNumber");
    }

    [Fact]
    public async Task No_name_no_address_and_no_secret_gets_on_record()
    {
        var person = await PersonAsync("secret@example.org", "Hidden Name");

        var (_, data, all) = await LastAsync($"person:{person:D}", nameof(SomethingHappened));

        all.Should().NotContain("secret@").And.NotContain("SECRET@").And.NotContain("Hidden").And.NotContain("stamp");
        data.Should().NotContain("whom", "a fact's own members are kept off the record alike");
    }

    [Fact]
    public async Task A_deleted_row_stands_with_what_it_held()
    {
        var person = await PersonAsync();
        var role = new ProgrammeRole { PersonId = person, ProgrammeId = Guid.CreateVersion7(), Role = Role.Finance };
        await using var db = database.Open();
        db.Add(role);
        await SaveAsync(db, person);
        db.Remove(role);

        await SaveAsync(db, person);

        var change = Only(await LastAsync($"person:{person:D}", nameof(SomethingHappened)), "ProgrammeRole");
        change.TryGetProperty("now", out _).Should().BeFalse();
        change.GetProperty("id").GetString().Should().Be($"{person}/{role.ProgrammeId}/Finance");
        change.TryGetProperty("was", out _).Should().BeTrue();
    }

    [Fact]
    public async Task Of_several_facts_each_takes_the_changes_of_its_own_subject()
    {
        var (one, other) = (await PersonAsync(), await PersonAsync());
        await using var db = database.Open();
        (await db.Users.FindAsync(one))!.Language = "ky";
        (await db.Users.FindAsync(other))!.Language = "ru";
        db.Record(Actor.Service, null, $"person:{one:D}", new SomethingHappened(one, ""), DateTimeOffset.UnixEpoch);
        await SaveAsync(db, other);

        Only(await LastAsync($"person:{one:D}", nameof(SomethingHappened)), "Person").GetProperty("now").GetRawText().Should().Contain("ky");
        Only(await LastAsync($"person:{other:D}", nameof(SomethingHappened)), "Person").GetProperty("now").GetRawText().Should().Contain("ru");
    }

    [Fact]
    public async Task A_long_text_is_named_by_its_length_and_hash()
    {
        var (person, programme) = (await PersonAsync(), await new Some(database).ProgrammeAsync());
        await using var db = database.Open();
        var objective = new Objective { ProgrammeId = programme, Code = "1", Name = LocalText.Of("en", new string('x', 3000)) };
        db.Add(objective);

        await SaveAsync(db, person);

        Only(await LastAsync($"person:{person:D}", nameof(SomethingHappened)), "Objective")
            .GetProperty("now").GetRawText().Should().Contain("characters, SHA-256 ").And.NotContain("xxx");
    }

    [Fact]
    public async Task A_fact_knows_where_it_came_from()
    {
        var person = await PersonAsync();
        await using (var db = database.Open())
        {
            Origin.Current = new Origin("page POST /somewhere/{id}", "192.0.2.7");
            await SaveAsync(db, person);
        }

        await using var read = database.Open();
        var fact = await read.AuditFacts.Where(f => f.Subject == $"person:{person:D}").OrderByDescending(f => f.Id).FirstAsync();
        (fact.Origin, fact.Address, fact.Changes).Should().Be(("page POST /somewhere/{id}", "192.0.2.7", null));
    }

    async Task<Guid> PersonAsync(string email = "", string name = "Somebody")
    {
        await using var db = database.Open();
        var person = new Person { FullName = name, Email = email, NormalizedEmail = Guid.CreateVersion7().ToString(), SecurityStamp = "stamp" };
        db.Add(person);
        await SaveAsync(db, person.Id);
        return person.Id;
    }

    static async Task SaveAsync(GrantFlowDb db, Guid person)
    {
        db.Record(Actor.Service, null, $"person:{person:D}", new SomethingHappened(person, "Hidden whom"), DateTimeOffset.UnixEpoch);
        await db.SaveChangesAsync();
    }

    async Task<(JsonElement Changes, string Data, string All)> LastAsync(string subject, string kind)
    {
        await using var db = database.Open();
        var fact = await db.AuditFacts.AsNoTracking().Where(f => f.Subject == subject && f.Kind == kind).OrderByDescending(f => f.Id).FirstAsync();
        return (JsonDocument.Parse(fact.Changes!).RootElement, fact.Data, fact.Data + fact.Changes);
    }

    static JsonElement Only((JsonElement Changes, string Data, string All) fact, string noun) =>
        fact.Changes.EnumerateArray().Single(c => c.GetProperty("of").GetString() == noun);
}
