using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Privacy;
using GrantFlow.Selection;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Privacy;

/// <summary>What is held about a person, and how it ends.</summary>
public sealed class ErasureTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task Every_table_with_a_person_in_it_is_listed()
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        // Whatever refers to people, and whatever is called as if it did.
        await using var command = new NpgsqlCommand("""
            select distinct table_name from information_schema.columns c
            where table_schema = 'public' and exists (select 1 from information_schema.tables t where t.table_name = c.table_name and t.table_schema = 'public' and t.table_type = 'BASE TABLE')
              and column_name ~ '(^|_)(person|user|actor|assessor|reviewer|receiver|participant|email|phone|full_name|by|by_id|by_name|account|address|holder|holders)(_id|_name|_email)?$'
            union
            select conrelid::regclass::text from pg_constraint where contype = 'f' and confrelid = 'people'::regclass
            """, connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> tables = [];
        while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        // Days and rows that only sound like people (sign_by, replaced_by), and the machine's own tables.
        string[] machine = ["agreements", "cohort_members", "workflow_signals", "workflow_instances", "workflow_definitions", "workflow_incidents", "workflow_journal", "right_changes", "audit_chain"];

        tables.Except(PersonalTables.All.Select(t => t.Table)).Except(PersonalTables.Untied.Keys).Except(machine)
            .Should().BeEmpty("a table with a person in it is added to PersonalTables: how it is told, and what erasing leaves of it");
        tables.Should().Contain(["people", "mails", "reviews"]);
    }

    [Fact]
    public async Task What_is_held_is_handed_over_whole_without_secrets_to_the_person_and_to_administrators_only()
    {
        var programme = await _some.ProgrammeAsync();
        var (_, head) = await _some.OrganisationAsync(programme);
        var (manager, administrator) = (await _some.ManagerAsync(programme), await _some.AdministratorAsync());

        (await _some.Try(db => TellWhatIsHeld.Execute(db, manager, head.PersonId, _some.Clock, default))).Code().Should().Be("not-found");
        await _some.Do(db => TellWhatIsHeld.Execute(db, administrator, head.PersonId, _some.Clock, default));
        var held = await _some.Do(db => TellWhatIsHeld.Execute(db, head, head.PersonId, _some.Clock, default));

        var tables = JsonDocument.Parse(held.Held).RootElement.GetProperty("tables");
        tables.GetProperty("people")[0].GetProperty("full_name").GetString().Should().Be(head.Name);
        tables.GetProperty("organisation_people").GetArrayLength().Should().Be(1);
        tables.GetProperty("audit_facts").GetArrayLength().Should().BeGreaterThan(0);
        held.Held.Should().NotContain("password_hash").And.NotContain("security_stamp");
        (await _some.Read(db => db.AuditFacts.Where(f => f.Kind == nameof(HeldTold) && f.ActorId == head.PersonId).SingleAsync())).Data.Should().NotContain(head.Name);
    }

    [Fact]
    public async Task Every_administrator_is_told_by_mail_in_their_language_and_without_the_name()
    {
        var asking = await _some.AdministratorAsync();
        List<Actor> others = [];
        foreach (var language in LocalText.Languages)
        {
            var other = await _some.AdministratorAsync();
            others.Add(other);
            await _some.Read(db => db.Users.Where(u => u.Id == other.PersonId).ExecuteUpdateAsync(u => u.SetProperty(p => p.Language, language)));
        }

        await _some.Do(db => AskErasure.Execute(db, asking, true, _some.Clock, default));
        (await _some.Try(db => AskErasure.Execute(db, asking, true, _some.Clock, default))).Code().Should().Be("erasure-asked");

        var mails = await _some.Read(db => db.Mails.Where(m => m.Kind == "erasure-asked" && m.SubjectRef == $"person:{asking.PersonId}").ToListAsync());
        mails.Where(m => others.Any(o => o.PersonId == m.ReceiverPersonId)).Select(m => (m.ReceiverPersonId!.Value, m.Language))
            .Should().BeEquivalentTo(others.Select((o, i) => (o.PersonId, LocalText.Languages[i])));
        mails.Should().OnlyContain(m => m.ReceiverPersonId != asking.PersonId && !m.TextBody.Contains(asking.Name) && m.TextBody.Contains($"/people/{asking.PersonId}/privacy"));
        (await _some.Do(db => AskErasure.Execute(db, asking, false, _some.Clock, default))).Asked.Should().BeFalse();
        await _some.Do(db => AskErasure.Execute(db, asking, true, _some.Clock, default));
        (await _some.Read(db => db.Mails.CountAsync(m => m.Kind == "erasure-asked" && m.SubjectRef == $"person:{asking.PersonId}"))).Should().Be(mails.Count * 2, "asked again is another occasion");
    }

    [Fact]
    public async Task Open_duties_stand_against_it_and_are_named()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var (administrator, manager) = (await _some.AdministratorAsync(), await _some.ManagerAsync(programme));

        (await _some.Try(db => ErasePerson.Execute(db, administrator, head.PersonId, new("Asked"), _some.Clock, default))).Code().Should().Be("duties-open");
        (await _some.Try(db => ErasePerson.Execute(db, manager, head.PersonId, new("Asked"), _some.Clock, default))).Code().Should().Be("forbidden");
        (await _some.Try(db => ErasePerson.Execute(db, administrator, administrator.PersonId, new("Asked"), _some.Clock, default))).Code().Should().Be("erase-oneself");

        (await _some.Read(db => Duty.OfAsync(db, head.PersonId, default))).Should().Equal(new Duty(DutyKind.OnlyHead, $"/organisations/{organisation}"));
    }

    [Fact]
    public async Task Of_an_erased_person_nothing_is_left_anywhere_but_counts_scores_and_acts()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme), reviewers: 1);
        var application = await _some.SubmittedAsync(programme, competition);
        var person = await _some.PersonAsync(programme, Role.Reviewer);
        var email = $"seldom-{person.PersonId:N}@example.org";
        await _some.Read(db => db.Users.Where(u => u.Id == person.PersonId).ExecuteUpdateAsync(u => u
            .SetProperty(p => p.Email, email).SetProperty(p => p.NormalizedEmail, email.ToUpperInvariant()).SetProperty(p => p.UserName, email)
            .SetProperty(p => p.NormalizedUserName, email.ToUpperInvariant()).SetProperty(p => p.FullName, "Seldom Seen").SetProperty(p => p.PhoneNumber, "+37490123456")));
        await _some.ScreenedAsync(competition);
        await _some.ReviewedAsync(programme, competition, new Dictionary<Guid, int> { [application] = 7 });
        var acting = person with { Name = "Seldom Seen" };
        await _some.Do(db => AskErasure.Execute(db, acting, true, _some.Clock, default));
        var (facts, mails) = (await _some.Read(db => db.AuditFacts.CountAsync()), await _some.Read(db => db.Mails.CountAsync()));
        (await RowsWithAsync("Seldom Seen", email)).Should().NotBeEmpty("else this proves nothing");

        var erased = await _some.Do(db => ErasePerson.Execute(db, Some.Administrator, person.PersonId, new("Asked for it"), _some.Clock, default));

        (await RowsWithAsync("Seldom Seen", email)).Should().BeEmpty();
        erased.Rows.Keys.Should().Contain(["people", "programme_roles", "audit_facts"]);
        (await _some.Read(db => db.Reviews.SingleAsync(r => r.ReviewerId == person.PersonId))).Total.Should().NotBeNull("scores stay");
        (await _some.Read(db => db.AuditFacts.CountAsync()), await _some.Read(db => db.Mails.CountAsync())).Should().Be((facts + 1, mails), "counts stay");
        (await _some.Read(db => db.AuditFacts.CountAsync(f => f.ActorId == person.PersonId))).Should().BeGreaterThan(0, "acts stay, without a name");
        (await _some.Read(db => db.ErasureRequests.SingleAsync(r => r.PersonId == person.PersonId))).State.Should().Be(ErasureState.Done);
        (await _some.Try(db => ErasePerson.Execute(db, Some.Administrator, person.PersonId, new("Again"), _some.Clock, default))).Code().Should().Be("erased-already");
    }

    [Fact]
    public async Task The_record_stays_whole_when_a_name_is_forgotten()
    {
        var programme = await _some.ProgrammeAsync();
        var person = await _some.PersonAsync(programme, Role.GrantManager);
        await using (var db = _some.Open())
        {
            db.Record(person, programme, $"programme:{programme}", new ErasureAsked(person.PersonId, true), _some.Clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        var before = await HashesAsync();
        await _some.Do(db => ErasePerson.Execute(db, Some.Administrator, person.PersonId, new("Asked for it"), _some.Clock, default));

        (await HashesAsync()).Should().Equal(before, "a link holds neither name nor address");
        (await _some.Read(db => db.AuditFacts.Where(f => f.ActorId == person.PersonId).Select(f => f.ActorName).Distinct().ToListAsync())).Should().Equal("");
        // The host's role can't do more than that to the record.
        await using var mine = _some.Open();
        await mine.Invoking(d => d.AuditFacts.ExecuteUpdateAsync(f => f.SetProperty(x => x.Kind, "Other"))).Should().ThrowAsync<PostgresException>();
    }

    // What the chain would be computed from now, fact by fact.
    async Task<List<string>> HashesAsync()
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select encode(sha256(audit_item(f)), 'hex') from audit_facts f where kind <> 'PersonErased' order by id", connection);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> hashes = [];
        while (await reader.ReadAsync()) hashes.Add(reader.GetString(0));
        hashes.Should().NotBeEmpty();
        return hashes;
    }

    // Every row of every table in which one of the words stands.
    async Task<List<string>> RowsWithAsync(params string[] words)
    {
        await using var connection = new NpgsqlConnection(database.OwnerConnectionString);
        await connection.OpenAsync();
        List<string> tables = [];
        await using (var list = new NpgsqlCommand("select table_name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'", connection))
        await using (var reader = await list.ExecuteReaderAsync())
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        List<string> found = [];
        foreach (var table in tables)
            foreach (var word in words)
            {
#pragma warning disable CA2100 // a table's own name
                await using var command = new NpgsqlCommand($"select count(*) from {table} t where t::text ilike '%' || @word || '%'", connection);
#pragma warning restore CA2100
                command.Parameters.AddWithValue("word", word);
                if (await command.ExecuteScalarAsync() is > 0L) found.Add($"{table}: {word}");
            }

        return found;
    }
}
