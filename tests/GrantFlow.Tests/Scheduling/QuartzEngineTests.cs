using GrantFlow.Scheduling.QuartzJobs;
using GrantFlow.Tests.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Tests.Scheduling;

/// <summary>The default implementation of the job port.</summary>
public sealed class QuartzEngineTests : JobsContract
{
    protected override void AddEngine(IServiceCollection services, string connectionString) => services.AddQuartzJobs(connectionString);
}
