using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using GrantFlow.Notifications;
using GrantFlow.Notifications.Smtp;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;

namespace GrantFlow.Benchmarks;

/// <summary>Mails a second through SMTP, from the outbox, and prompts a second from due to queued; statements for each.</summary>
static class MailBench
{
    const int Prompts = 10_000;

    static readonly DateTimeOffset Now = DateTimeOffset.Parse("2027-03-01T08:00:00Z", CultureInfo.InvariantCulture);
    static readonly Receiver Reader = new("reader@example.org", "Անահիտ Սարգսյան", "hy");

    public static async Task<int> RunAsync()
    {
        Say("connections", "mails/s (transport only)");
        foreach (var connections in new[] { 1, 4, 8, 16, 32 }) Say($"{connections}", $"{await TransportAsync(connections, connections * 40):N0}");

        await using var server = await PrivatePostgres.StartAsync();
        var database = $"mail_bench_{Guid.CreateVersion7():N}";
        await server.RunSqlAsync($"create database {database}");
        await Migrator.MigrateAsync(server.On(database), TimeProvider.System);
        try
        {
            Say("written into the outbox, 500 in a transaction", $"{await QueueAsync(server.On(database), 2_000):N0}/s");
            foreach (var connections in new[] { 8, 32 }) await DrainAsync(server.On(database), connections);
            foreach (var run in Enumerable.Range(0, 3)) await SweepAsync(server.On(database), run);
        }
        finally
        {
            Npgsql.NpgsqlConnection.ClearAllPools();
            await server.RunSqlAsync($"drop database {database} with (force)");
        }

        return 0;
    }

    static async Task<double> TransportAsync(int connections, int count)
    {
        using var sink = new SmtpSink();
        using var transport = Transport(sink);
        var written = Outbox.Compose(Request("bench"), Now);
        var mail = new OutgoingMail(written.MessageId, Reader.Email, Reader.Name, "hy", written.Title, written.TextBody, written.HtmlBody);
        await SendAsync(connections);
        var since = Stopwatch.GetTimestamp();
        await SendAsync(count);
        return EngineBench.PerSecond(count, since);

        Task SendAsync(int mails) => Parallel.ForEachAsync(
            Enumerable.Range(0, mails), new ParallelOptions { MaxDegreeOfParallelism = connections }, async (_, ct) => await transport.SendAsync(mail, ct));
    }

    static async Task<double> QueueAsync(string database, int count)
    {
        var since = Stopwatch.GetTimestamp();
        for (var done = 0; done < count; done += 500)
        {
            await using var db = Open(database, null);
            for (var i = 0; i < 500; i++) db.QueueMail(Request($"{Guid.CreateVersion7()}"), Now);
            await db.SaveChangesAsync();
        }

        return EngineBench.PerSecond(count, since);
    }

    static async Task DrainAsync(string database, int connections)
    {
        await QueueAsync(database, 500);
        using var sink = new SmtpSink();
        using var transport = Transport(sink);
        var statements = new StatementCount();
        await using var db = Open(database, statements);
        var since = Stopwatch.GetTimestamp();
        var drained = await DrainOutbox.Execute(db, new MailRoute(transport, connections), new StandingClock(Now), NullLogger.Instance);
        var rate = EngineBench.PerSecond(drained.Sent, since);
        Say($"outbox drained over {connections} connections", $"{rate:N0}/s, {(double)statements.Count / drained.Sent:N3} statements a mail, {sink.Received} received of {drained.Sent} sent");
    }

    static async Task SweepAsync(string database, int run)
    {
        var values = new Dictionary<string, string> { ["organisation"] = "Արագած", ["report"] = "Q1", ["link"] = "/reports/1" };
        for (var done = 0; done < Prompts; done += 500)
        {
            await using var set = Open(database, null);
            for (var i = 0; i < 500; i++)
            {
                var request = new DeadlineRequest(
                    Guid.Empty, "report", $"bench:{run}-{done + i}", new DateOnly(2027, 4, 15), new TimeOnly(18, 0), "Asia/Yerevan", [Reader], [], values, "report");
                var deadline = new Deadline { ProgrammeId = request.ProgrammeId, Kind = request.Kind, SubjectRef = request.Subject, CreatedAt = Now };
                await SetDeadline.Fill(set, deadline, request, Now, isNew: true, CancellationToken.None);
                set.Add(deadline);
            }

            await set.SaveChangesAsync();
        }

        var statements = new StatementCount();
        await using var db = Open(database, statements);
        var since = Stopwatch.GetTimestamp();
        var swept = await SweepDeadlines.Execute(db, new StandingClock(Now.AddDays(31)), NullLogger.Instance);
        Say("prompts claimed, written and queued", $"{EngineBench.PerSecond(swept.Prompts, since):N0}/s, {(double)statements.Count / swept.Prompts:N3} statements a prompt ({swept.Prompts})");
        await db.Database.ExecuteSqlAsync($"truncate mails, reminder_rungs, deadlines");
    }

    static SmtpTransport Transport(SmtpSink sink) => new(
        new MailOptions { Host = "127.0.0.1", Port = sink.Port, Tls = false, From = "programme@example.org", FromName = "Ծրագիր" }, TimeProvider.System);

    static MailRequest Request(string key) => new(key, "report-requested", null, "award:1", Reader, new Dictionary<string, string>
    {
        ["organisation"] = "«Արագած» ՀԿ",
        ["report"] = "2027 թ. առաջին եռամսյակ",
        ["dueDate"] = MailValue.Date(new DateOnly(2027, 4, 15), new TimeOnly(18, 0), "Asia/Yerevan"),
        ["link"] = "/reports/1",
    });

    static GrantFlowDb Open(string database, StatementCount? count)
    {
        var options = new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(database);
        if (count is not null) options.AddInterceptors(count);
        return new GrantFlowDb(options.Options);
    }

    static void Say(string what, string figure) => Console.WriteLine($"{what,-50} {figure}");

    sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>Counts the commands that the context sends.</summary>
    sealed class StatementCount : DbCommandInterceptor
    {
        public int Count { get; private set; }

        public override DbCommand CommandInitialized(CommandEndEventData eventData, DbCommand result)
        {
            Count++;
            return result;
        }
    }
}
