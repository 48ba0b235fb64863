using System.Runtime.InteropServices;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>Plays a whole programme in virtual time on a database of its own and counts it.</summary>
static class Simulate
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "simulate",
        "Plays a whole programme in virtual time on a database of its own and counts it",
        "simulate --programme NAME [--from DAY] [--until DAY] [--seed NUMBER] [--keep] [--json]",
        RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (!SimulationRequest.TryParse(call.Raw, out var request, out var problem)) throw new UsageException(problem);
        var settings = HostSettings.FromEnvironment();
        // One thing is done after another, a hundred thousand times, and nothing blocks: an answer is taken up by the thread
        // that received it. Handing it to another one costs as much again as the question.
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        // Ctrl-C and kill end the run in good order: its database is dropped, no half one stays behind.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(call.Stop);
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        try
        {
            var (summary, wrong) = await SimulationRun.ExecuteAsync(
                request, settings.OwnerDatabase, (database, clock) => SimulationHost.OpenAsync(settings with { Database = AppRole.On(database) }, clock, stop.Token), call.Error, stop.Token);
            call.Out.Write(request.Json ? SummaryTable.ToJson(summary) + "\n" : SummaryTable.ToText(summary));
            foreach (var line in wrong) call.Error.WriteLine(line);
            return wrong.Count == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        catch (SimulationRefusedException e)
        {
            throw new UsageException(e.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new VerbFailedException("stopped; the run's database is dropped");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }
}
