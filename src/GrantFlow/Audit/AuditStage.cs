using GrantFlow.Scheduling;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Audit;

/// <summary>The record: its chains, its readers, its seals.</summary>
public static class AuditStage
{
    /// <summary>Registers the nightly verification.</summary>
    public static IServiceCollection AddAudit(this IServiceCollection services) =>
        services.AddJob<VerifyRecordJob>(new RecurringJob("verify-record", "verify-record", "0 10 4 * * ?"));

    /// <summary>Hosts the sealer: this process puts new facts into the chains.</summary>
    public static IServiceCollection AddRecordSealer(this IServiceCollection services) => services.AddHostedService<RecordSealer>();
}
