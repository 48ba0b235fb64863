using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>The connection that a scope shares with a batch of the engine; empty in every other scope.</summary>
sealed class SharedConnection
{
    /// <summary>Set by the engine's session before anything else is resolved from its scope.</summary>
    public NpgsqlConnection? Connection { get; set; }

    /// <summary>The context made on the connection, or null while no activity has asked for one.</summary>
    public GrantFlowDb? Context { get; set; }
}

/// <summary>Registers the database.</summary>
public static class PersistenceServices
{
    /// <summary>Registers one pool for the host and <see cref="GrantFlowDb"/> on it; calling it twice changes nothing.</summary>
    /// <remarks>
    /// In a scope that the engine opened for a batch the context uses the batch's own connection, so that what an activity
    /// writes commits or vanishes together with the instance's state.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="connectionString">The database, migrated before the first use.</param>
    public static IServiceCollection AddPersistence(this IServiceCollection services, string connectionString)
    {
        if (services.Any(s => s.ServiceType == typeof(NpgsqlDataSource))) return services;
        services.AddSingleton(_ => NpgsqlDataSource.Create(connectionString));
        services.TryAddScoped<SharedConnection>();
        services.AddDbContext<GrantFlowDb>((scope, options) =>
        {
            if (scope.GetRequiredService<SharedConnection>().Connection is { } shared) options.UseNpgsql(shared);
            else options.UseNpgsql(scope.GetRequiredService<NpgsqlDataSource>());
        });
        return services.AddScoped(scope =>
        {
            var db = new GrantFlowDb(scope.GetRequiredService<DbContextOptions<GrantFlowDb>>());
            var shared = scope.GetRequiredService<SharedConnection>();
            if (shared.Connection is null) return db;
            // The batch's transaction is open on the connection and ends with the batch: the context must not begin its own.
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            return shared.Context = db;
        });
    }
}
