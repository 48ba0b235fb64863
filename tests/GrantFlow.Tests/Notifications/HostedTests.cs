using FluentAssertions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using GrantFlow.Tests.Ports;
using GrantFlow.Tests.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Notifications;

/// <summary>A host as it serves: jobs, engine, outbox and a real mail server together.</summary>
public sealed class HostedTests(TestDatabase database, SmtpServer server) : IClassFixture<TestDatabase>, IClassFixture<SmtpServer>
{
    [Fact]
    public async Task A_queued_mail_leaves_at_once_and_every_recurring_job_runs()
    {
        using var host = Build();
        await host.StartAsync();
        await Until(async () => await ListensAsync(), "the listener listens");

        await using (var db = database.Open())
        {
            db.QueueMail(SomeMail.Request("hosted", "ky", email: "hosted@example.org"), TimeProvider.System.GetUtcNow());
            await db.SaveChangesAsync();
        }

        await Until(() => Task.FromResult(server.ReceivedBy("hosted@example.org").Count == 1), "the mail arrives without waiting for the minute's job");
        var jobs = host.Services.GetRequiredService<IJobs>();
        await Until(async () => (await jobs.ListAsync()).Count == 5, "the recurring jobs are set");
        foreach (var job in await jobs.ListAsync()) (await jobs.RunNowAsync(job.Id)).Should().BeTrue();
        await Until(async () => (await jobs.HistoryAsync()).Select(r => r.Job).Distinct().Count() == 5, "each has run");

        (await jobs.HistoryAsync(failedOnly: true)).Should().BeEmpty();
        (await jobs.HistoryAsync()).Select(r => r.Result).Should().Contain(["no timer is late", "0 prompts, 0 superseded, 0 missed, 0 faulty", "0 signals and 0 keys forgotten"]);
        await host.StopAsync();
    }

    // Asked by the owner: others don't see what a connection does.
    async Task<bool> ListensAsync()
    {
        await using var owner = NpgsqlDataSource.Create(database.OwnerConnectionString);
        await using var asked = owner.CreateCommand("select exists (select from pg_stat_activity where datname = current_database() and state = 'idle' and query = 'listen grantflow_mails')");
        return (bool)(await asked.ExecuteScalarAsync())!;
    }

    IHost Build()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddLogging().AddWorkflows(database.ConnectionString);
        builder.Services.AddScheduling(database.ConnectionString);
        builder.Services.AddNotifications(new MailOptions { Host = "127.0.0.1", Port = server.Port, Tls = false, From = "programme@example.org" });
        builder.Services.AddOutboxWake(database.ConnectionString);
        return builder.Build();
    }

    static async Task Until(Func<Task<bool>> come, string what)
    {
        for (var until = TimeProvider.System.GetUtcNow().AddMinutes(3); !await come(); await Task.Delay(50))
            if (TimeProvider.System.GetUtcNow() > until) throw new TimeoutException($"In vain: {what}.");
    }
}
