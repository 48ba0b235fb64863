using FluentAssertions;
using GrantFlow.Audit;
using GrantFlow.Web.Cli;
using Xunit;

namespace GrantFlow.Tests.Audit;

/// <summary>Whoever owns the database breaks the record; verifying names the first broken place.</summary>
public sealed class BrokenChainTests : IAsyncLifetime
{
    SomeRecord _some = null!;

    public async Task InitializeAsync() => _some = await SomeRecord.WithFactsAsync(10);

    public async Task DisposeAsync() => await _some.DisposeAsync();

    [Fact]
    public async Task An_untouched_record_is_whole_in_every_chain()
    {
        var check = await _some.VerifyAsync();

        (check.Sound, check.Facts, check.Waiting).Should().Be((true, 13, 0));
        check.Chains.Select(c => (c.ProgrammeId, c.Links)).Should().BeEquivalentTo([(Guid.Empty, 3L), (_some.Programme, 10L)]);
        check.Chains.Select(c => c.Head).Should().OnlyHaveUniqueItems().And.AllSatisfy(h => h.Should().MatchRegex("^[^:]+:[0-9]+:[0-9a-f]{64}$"));
    }

    [Theory]
    [InlineData("kind = 'Forged'")]
    [InlineData("at = at + interval '1 microsecond'")]
    [InlineData("actor_id = gen_random_uuid()")]
    [InlineData("subject = 'award:another'")]
    [InlineData("data = data || '{\"amount\": 1}'")]
    [InlineData("changes = '[]'")]
    [InlineData("origin = 'cli'")]
    [InlineData("programme_id = null")]
    public async Task A_changed_fact_is_named(string forged)
    {
        var fact = await _some.FactAtAsync(4);
        await _some.ScalarAsync($"update audit_facts set {forged} where id in ('{fact}', '{await _some.FactAtAsync(8)}')");

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(4, fact, Fault.Changed));
    }

    [Fact]
    public async Task The_actors_name_and_address_may_be_forgotten()
    {
        await _some.ScalarAsync("update audit_facts set actor_name = '', address = ''");

        (await _some.VerifyAsync()).Sound.Should().BeTrue();
    }

    [Fact]
    public async Task A_deleted_fact_is_named()
    {
        var fact = await _some.FactAtAsync(7);
        await _some.ScalarAsync($"delete from audit_facts where id = '{fact}'");

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(7, fact, Fault.Missing));
    }

    [Fact]
    public async Task A_fact_deleted_with_its_link_leaves_a_gap()
    {
        var (fact, next) = (await _some.FactAtAsync(7), await _some.FactAtAsync(8));
        await _some.ScalarAsync($"delete from audit_facts where id = '{fact}'; delete from audit_chain where fact_id = '{fact}'");

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(8, next, Fault.Cut));
    }

    [Fact]
    public async Task A_gap_that_was_closed_by_counting_anew_shows_at_its_place()
    {
        var (fact, next) = (await _some.FactAtAsync(7), await _some.FactAtAsync(8));
        await _some.ScalarAsync($"""
            delete from audit_facts where id = '{fact}'; delete from audit_chain where fact_id = '{fact}';
            update audit_chain set seq = -seq where programme_id = '{_some.Programme}' and seq > 7; update audit_chain set seq = -seq - 1 where seq < 0
            """);

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(7, next, Fault.Changed));
    }

    [Fact]
    public async Task The_first_links_taken_away_are_missed()
    {
        var third = await _some.FactAtAsync(3);
        await _some.ScalarAsync($"delete from audit_chain where programme_id = '{_some.Programme}' and seq < 3");

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(3, third, Fault.Cut));
    }

    [Fact]
    public async Task Two_facts_that_changed_places_are_named()
    {
        var (one, other) = (await _some.FactAtAsync(2), await _some.FactAtAsync(9));
        await _some.ScalarAsync($"""
            delete from audit_chain where fact_id = '{other}';
            update audit_chain set fact_id = '{other}' where fact_id = '{one}'
            """);

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(2, other, Fault.Changed));
    }

    [Fact]
    public async Task A_fact_put_in_with_the_number_of_an_old_transaction_is_named()
    {
        var fact = Guid.CreateVersion7();
        await _some.ScalarAsync($"""
            insert into audit_facts (id, programme_id, at, actor_id, actor_name, kind, subject, data, tx)
            select '{fact}', programme_id, at, actor_id, actor_name, kind, subject, data, tx from audit_facts where programme_id is not null limit 1
            """);

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(0, fact, Fault.Unsealed));
    }

    [Fact]
    public async Task A_link_that_was_changed_is_named()
    {
        var fact = await _some.FactAtAsync(5);
        await _some.ScalarAsync($"update audit_chain set hash = sha256('x') where fact_id = '{fact}'");

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(5, fact, Fault.Changed));
    }

    [Fact]
    public async Task A_tail_cut_off_is_missed_by_its_head()
    {
        var eighth = await _some.FactAtAsync(8);
        await _some.ScalarAsync($"""
            delete from audit_facts f using audit_chain c where c.fact_id = f.id and c.programme_id = '{_some.Programme}' and c.seq > 8;
            delete from audit_chain where programme_id = '{_some.Programme}' and seq > 8
            """);

        (await _some.VerifyOwnAsync()).Broken.Should().Be(new Break(8, eighth, Fault.Shortened));
    }

    [Fact]
    public async Task A_whole_chain_written_anew_is_found_out_by_a_head_noted_earlier()
    {
        var noted = (await _some.VerifyOwnAsync()).Head;
        await _some.AddAsync(2, _some.Programme);
        await _some.SealedAsync();
        (await _some.VerifyOwnAsync(noted)).Broken.Should().BeNull("a head of yesterday is a link of today");

        await _some.ScalarAsync("""
            update audit_facts set kind = 'Forged' where id = (select id from audit_facts where programme_id is not null order by id limit 1);
            truncate audit_chain, audit_heads; update audit_state set sealed_to = '0'
            """);
        await _some.SealedAsync();

        (await _some.VerifyOwnAsync()).Broken.Should().BeNull("by itself it is whole");
        (await _some.VerifyOwnAsync(noted)).Broken!.What.Should().Be(Fault.Rewritten);
    }

    [Fact]
    public async Task A_chain_that_is_expected_and_not_there_is_told()
    {
        var check = await _some.VerifyAsync("gone:5:00");

        check.Sound.Should().BeFalse();
        check.Chains.Should().Contain(c => c.Programme == "gone" && c.Broken!.What == Fault.Rewritten);
    }
}

/// <summary>The verb reads the environment.</summary>
[Collection("environment")]
public sealed class AuditVerbTests : IDisposable
{
    readonly StringWriter _out = new(), _error = new();

    public void Dispose() => Environment.SetEnvironmentVariable("GRANTFLOW_DB", null);

    [Fact]
    public async Task The_verb_says_whole_or_where_it_is_broken()
    {
        await using var some = await SomeRecord.WithFactsAsync(4);
        Environment.SetEnvironmentVariable("GRANTFLOW_DB", some.Database.OwnerConnectionString);
        (await RunAsync("audit", "verify")).Should().Be(ExitCode.Done, _error.ToString());
        _out.ToString().Should().Contain("whole   service:3:").And.Contain("7 facts compared in 2 chains");

        var fact = await some.FactAtAsync(2);
        await some.ScalarAsync($"update audit_facts set data = '{{}}' where id = '{fact}'");

        (await RunAsync("audit", "verify", "--json")).Should().Be(ExitCode.Failed);
        _out.ToString().Should().Contain("\"sound\": false").And.Contain(fact.ToString()).And.Contain("\"what\": \"Changed\"");
        (await RunAsync("audit", "verify", "--programme", "service")).Should().Be(ExitCode.Done);
        (await RunAsync("audit", "verify", "--programme", "none")).Should().Be(ExitCode.Usage);
        (await RunAsync("audit", "verify", "--expect", "nonsense")).Should().Be(ExitCode.Usage);
        (await RunAsync("audit")).Should().Be(ExitCode.Usage);
    }

    Task<int> RunAsync(params string[] args) => Verbs.RunAsync(args, _out, _error, CancellationToken.None);
}
