using System.Collections.Concurrent;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Notifications;

public sealed class OutboxTests : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    readonly FakeClock _clock = new(SomeMail.Now);
    readonly FakeServer _server = new();

    public Task InitializeAsync() => _database.InitializeAsync();

    public Task DisposeAsync() => _database.DisposeAsync();

    [Fact]
    public async Task The_same_key_twice_is_one_mail_and_spoils_nothing_around_it()
    {
        await Queue("twice");
        await using (var db = _database.Open())
        {
            db.QueueMail(SomeMail.Request("twice"), _clock.GetUtcNow());
            db.QueueMail(SomeMail.Request("twice"), _clock.GetUtcNow());
            db.QueueMail(SomeMail.Request("another"), _clock.GetUtcNow());
            db.Signal("Beside", "award:1", _clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        await using var read = _database.Open();
        (await read.Mails.Select(m => m.Key).ToListAsync()).Should().BeEquivalentTo("twice", "another");
        (await read.Signals.CountAsync(s => s.Name == "Beside")).Should().Be(1);
    }

    [Fact]
    public async Task A_mail_of_a_change_that_is_undone_is_undone_with_it()
    {
        await using (var db = _database.Open())
        {
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.QueueMail(SomeMail.Request("undone"), _clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        (await Mails()).Should().BeEmpty();
    }

    [Fact]
    public async Task In_the_engines_own_transaction_a_mail_commits_with_it()
    {
        foreach (var end in new[] { "rollback", "commit" })
        {
            await using var connection = new NpgsqlConnection(_database.ConnectionString);
            await connection.OpenAsync();
            await Run(connection, "begin");
            await using (var db = new GrantFlowDb(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(connection).Options))
            {
                db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
                db.QueueMail(SomeMail.Request(end), _clock.GetUtcNow());
                await db.SaveChangesAsync();
            }

            await Run(connection, end);
        }

        (await Mails()).Select(m => m.Key).Should().Equal("commit");
    }

    [Fact]
    public async Task A_save_that_fails_may_be_repeated_without_losing_the_mail()
    {
        await using var db = _database.Open();
        db.QueueMail(SomeMail.Request("kept"), _clock.GetUtcNow());
        var spoiler = new PersonTask { SubjectRef = null!, Title = "", Outcomes = [], Key = "spoiler" };
        db.Add(spoiler);
        await db.Invoking(d => d.SaveChangesAsync()).Should().ThrowAsync<Exception>();

        db.Remove(spoiler);
        await db.SaveChangesAsync();

        (await Mails()).Should().ContainSingle();
    }

    [Fact]
    public async Task Without_a_server_mails_are_kept_to_be_read()
    {
        await Queue("kept", "hy");

        var drained = await Drain(new MailRoute(null, 1));

        drained.Should().Be(new Drained(0, 0, 0, 1));
        var mail = (await Mails()).Single();
        (mail.State, mail.NextAttemptAt).Should().Be((MailState.Kept, null));
        mail.TextBody.Should().Contain("Հարգելի՛ Անահիտ Սարգսյան");
    }

    [Fact]
    public async Task The_servers_answer_is_written_down()
    {
        await Queue("ok");
        await Queue("refused");
        _server.Answer("refused", new(MailVerdict.Refused, 550, "No such user"));

        (await Drain()).Should().Be(new Drained(1, 0, 1, 0));

        var mails = (await Mails()).ToDictionary(m => m.Key);
        (mails["ok"].State, mails["ok"].SentAt, mails["ok"].LastAnswer).Should().Be((MailState.Sent, _clock.GetUtcNow(), "250 queued"));
        (mails["refused"].State, mails["refused"].LastAnswer).Should().Be((MailState.Failed, "550 No such user"));
    }

    [Fact]
    public async Task A_mail_whose_secret_opens_no_more_fails_alone()
    {
        foreach (var key in new[] { "lost", "sound", "lost too" }) await Queue(key);
        await using (var db = _database.Open()) await db.Database.ExecuteSqlAsync($"update mails set secret = 'sealed by nobody' where key like 'lost%'");

        var drained = await Drain(new MailRoute(_server, 2) { Secrets = new Secrets(new EphemeralDataProtectionProvider()) });

        drained.Should().Be(new Drained(1, 0, 2, 0));
        (await Mails()).Where(m => m.State == MailState.Failed).Should().HaveCount(2).And.OnlyContain(m => m.LastAnswer!.Contains("doesn't open"));
    }

    [Fact]
    public async Task A_deferred_mail_is_tried_again_ever_more_seldom_and_then_given_up()
    {
        await Queue("later");
        _server.Answer("later", new(MailVerdict.Deferred, 451, "busy"));
        List<string> waits = [];

        for (var i = 0; i < 6; i++)
        {
            await Drain();
            var mail = (await Mails()).Single();
            waits.Add($"{mail.State} {mail.NextAttemptAt - _clock.GetUtcNow()}");
            if (mail.NextAttemptAt is not { } next) continue;
            _clock.SetTo(next.AddSeconds(-1));
            (await Drain()).Should().Be(new Drained(0, 0, 0, 0));
            _clock.SetTo(next);
        }

        waits.Should().Equal("Queued 00:01:00", "Queued 00:05:00", "Queued 00:30:00", "Queued 02:00:00", "Queued 12:00:00", "Failed ");
        _server.Sent.Should().HaveCount(6).And.OnlyContain(id => id == MailRenderer.MessageIdOf("later"), "it is the same mail");
    }

    [Fact]
    public async Task A_server_that_is_gone_costs_the_outbox_few_attempts()
    {
        for (var i = 0; i < 50; i++) await Queue($"{i}");
        _server.Answer("", new(MailVerdict.Deferred, 0, "connection refused"));

        await Drain(new MailRoute(_server, 4));

        _server.Sent.Count.Should().BeLessThanOrEqualTo(4);
        (await Mails()).Count(m => m is { State: MailState.Queued, Attempts: 0 }).Should().BeGreaterThanOrEqualTo(46);
    }

    [Fact]
    public async Task What_a_killed_host_had_in_hand_is_sent_when_its_lease_ends_with_the_same_id()
    {
        await Queue("orphan");
        await using (var db = _database.Open())
            await db.Database.ExecuteSqlAsync($"update mails set state = 'Sending', attempts = 1, next_attempt_at = {_clock.GetUtcNow().AddMinutes(5)}");

        (await Drain()).Sent.Should().Be(0, "another host may still be at it");
        _clock.Advance(TimeSpan.FromMinutes(5));
        (await Drain()).Sent.Should().Be(1);

        _server.Sent.Should().Equal(MailRenderer.MessageIdOf("orphan"));
    }

    [Fact]
    public async Task Several_hosts_draining_at_once_send_each_mail_once()
    {
        await using (var db = _database.Open())
        {
            for (var i = 0; i < 500; i++) db.QueueMail(SomeMail.Request($"{i}", "ru"), _clock.GetUtcNow());
            await db.SaveChangesAsync();
        }

        var drained = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Drain(new MailRoute(_server, 4))));

        drained.Sum(d => d.Sent).Should().Be(500);
        _server.Sent.Should().HaveCount(500).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task A_drain_that_is_cancelled_gives_the_rest_back_uncounted()
    {
        for (var i = 0; i < 20; i++) await Queue($"{i}");
        using var stop = new CancellationTokenSource();
        _server.OnSend = () => stop.Cancel();

        await using (var db = _database.Open()) await DrainOutbox.Execute(db, new MailRoute(_server, 1), _clock, NullLogger.Instance, stop.Token);

        (await Mails()).Count(m => m.State == MailState.Sent).Should().Be(1);
        (await Mails()).Count(m => m is { State: MailState.Queued, Attempts: 0 }).Should().Be(19);
    }

    static async Task Run(NpgsqlConnection connection, string sql)
    {
#pragma warning disable CA2100 // constants above
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    async Task Queue(string key, string language = "en")
    {
        await using var db = _database.Open();
        db.QueueMail(SomeMail.Request(key, language), _clock.GetUtcNow());
        await db.SaveChangesAsync();
    }

    async Task<Drained> Drain(MailRoute? route = null)
    {
        await using var db = _database.Open();
        return await DrainOutbox.Execute(db, route ?? new MailRoute(_server, 2), _clock, NullLogger.Instance);
    }

    async Task<List<Mail>> Mails()
    {
        await using var db = _database.Open();
        return await db.Mails.OrderBy(m => m.Id).ToListAsync();
    }

    /// <summary>Takes every mail and answers as told, by the mail's key.</summary>
    sealed class FakeServer : IMailTransport
    {
        readonly Dictionary<string, MailAnswer> _answers = [];
        MailAnswer _default = new(MailVerdict.Accepted, 250, "queued");

        public ConcurrentQueue<string> Sent { get; } = [];

        public Action OnSend { get; set; } = () => { };

        public void Answer(string key, MailAnswer answer)
        {
            if (key.Length == 0) _default = answer;
            else _answers[MailRenderer.MessageIdOf(key)] = answer;
        }

        public async Task<MailAnswer> SendAsync(OutgoingMail mail, CancellationToken ct)
        {
            await Task.Yield();
            Sent.Enqueue(mail.MessageId);
            OnSend();
            return _answers.GetValueOrDefault(mail.MessageId, _default);
        }
    }
}
