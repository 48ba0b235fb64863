using GrantFlow.Persistence;
using GrantFlow.Workflows.Activities;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace GrantFlow.Benchmarks;

/// <summary>
/// A host that the kill test starts and kills: it takes part in the engine's work, and with <c>--feed</c> does the use cases
/// that start instances and leave signals, going on where the record says the one before it was killed.
/// </summary>
/// <remarks>
/// 1,000 parents, each with one child, are 2,000 instances. A parent queues a mail, waits for its child, then for a signal,
/// and queues another; a child waits for a signal, then for a timer, and queues its own.
/// </remarks>
public static class KillDriver
{
    /// <summary>Parents; each has a child.</summary>
    public const int Parents = 1_000;

    /// <summary>Use cases in all: a signal follows its start by some steps, the last signal by more.</summary>
    public const int Steps = Parents + 2 * Lag;

    const int Lag = 20;

    /// <summary>The parent's definition.</summary>
    public static string Parent { get; } = new Flow("kill-parent").Input("about").Start()
        .Then("welcome", "Test.QueueMail", ("kind", Flow.Literal("String", "welcome")))
        .Then(
            "child", "Elsa.ExecuteWorkflow",
            ("workflowDefinitionId", Flow.Literal("String", "kill-child")),
            ("correlationId", Flow.FromInput("about")),
            ("waitForCompletion", Flow.Literal("Boolean", true)))
        .Event("closed", "Closed")
        .Then("farewell", "Test.QueueMail", ("kind", Flow.Literal("String", "farewell"))).Finish().Json();

    /// <summary>The child's definition.</summary>
    public static string Child { get; } = new Flow("kill-child").Start()
        .Event("approved", "Approved").Delay("pause", "00:00:00.3")
        .Then("receipt", "Test.QueueMail", ("kind", Flow.Literal("String", "receipt"))).Finish().Json();

    /// <summary>The engine as the driver runs it.</summary>
    public static IServiceCollection Services(string database) => new ServiceCollection()
        .AddSingleton(TimeProvider.System)
        .AddActivity<QueueMailActivity>()
        .AddWorkflows(database)
        .AddWorkflowWorker(database);

    /// <summary>Works until it is killed, or until all is done when told to see the end.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var database = Environment.GetEnvironmentVariable("GRANTFLOW_KILL_DB") ?? throw new InvalidOperationException("GRANTFLOW_KILL_DB names no database.");
        await using var services = Services(database).BuildServiceProvider();
        var worker = services.GetRequiredService<IHostedService>();
        await worker.StartAsync(default);
        if (args.Contains("--feed")) await FeedAsync(database);
        await Console.Out.WriteLineAsync("fed");
        await Task.Delay(Timeout.Infinite);
        return 0;
    }

    /// <summary>Does the use cases that are not on the record yet: each leaves its fact and its signals in one transaction.</summary>
    static async Task FeedAsync(string database)
    {
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand("select count(*)::integer from audit_facts where kind = 'StepDone'", connection);
        var step = (int)(await count.ExecuteScalarAsync())!;
        await Console.Out.WriteLineAsync("ready");
        for (; step < Steps; step++)
        {
            await using var transaction = await connection.BeginTransactionAsync();
            await using var batch = new NpgsqlBatch(connection);
            var now = TimeProvider.System.GetUtcNow();
            batch.Add(
                "insert into audit_facts (id, at, actor_id, actor_name, kind, subject, data) values ($1, $2, $3, 'test', 'StepDone', $4, '{}')",
                Of(Guid.CreateVersion7()), Of(now), Of(Guid.Empty), Of($"step:{step}"));
            if (step < Parents)
            {
                batch.Add(
                    "insert into workflow_signals (kind, name, correlation_id, payload, instance_id, created_at) values ('start', 'kill-parent', $1, $2::jsonb, $3, $4)",
                    Of($"kill:{step}"), Of($$"""{"about":"kill:{{step}}"}"""), Of(Guid.CreateVersion7()), Of(now));
            }

            if (step - Lag is >= 0 and < Parents and var approved) AddSignal(batch, "Approved", approved, now);
            if (step - 2 * Lag is >= 0 and var closed) AddSignal(batch, "Closed", closed, now);
            await batch.ExecuteNonQueryAsync();
            await transaction.CommitAsync();
            await Task.Delay(1);
        }
    }

    static void AddSignal(NpgsqlBatch batch, string name, int parent, DateTimeOffset now) => batch.Add(
        "insert into workflow_signals (name, correlation_id, payload, key, created_at) values ($1, $2, '{\"by\":\"test\"}', $3, $4)",
        Of(name), Of($"kill:{parent}"), Of($"{name}:{parent}"), Of(now));

    static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };
}

/// <summary>Queues a mail under a key that is new at every run: one that ran twice would show.</summary>
/// <remarks>Without the context, whose model takes a second to build: a host must be at work before it is killed.</remarks>
[Activity("Test.QueueMail", "Everywhere", "Queues a mail.")]
public sealed class QueueMailActivity(IServiceProvider scope) : HostActivity<QueueMailActivity.Input>
{
    /// <summary>What to queue.</summary>
    public sealed record Input([Input("The template's name.")] string Kind);

    protected override async ValueTask<Outcome> RunAsync(Input input, ActivityRun run, CancellationToken ct)
    {
        var id = Guid.CreateVersion7();
        await using var command = new NpgsqlCommand(
            """
            insert into mails (id, kind, language, receiver_email, receiver_name, subject_ref, key, message_id, title, text_body, html_body, state, created_at)
            values ($1, $2, 'en', 'applicant@example.org', 'Applicant', $3, $4, $4, $2, '', '', 'Kept', $5)
            """,
            scope.GetRequiredService<SharedConnection>().Connection);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = input.Kind });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = run.CorrelationId! });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = $"{run.Key}:{id}" });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = run.Now });
        await command.ExecuteNonQueryAsync(ct);
        return Outcome.Done;
    }
}
