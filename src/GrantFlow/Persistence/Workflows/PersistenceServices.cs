using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace GrantFlow.Persistence;

/// <summary>The connection that a scope shares with a batch of the engine; empty in every other scope.</summary>
sealed class SharedConnection
{
    /// <summary>Set by the engine's session before anything else is resolved from its scope.</summary>
    public NpgsqlConnection? Connection { get; set; }

    /// <summary>What the scope's activities are held to, or null.</summary>
    public Bounds? Bounds { get; set; }

    /// <summary>The context made on the connection, or null while no activity has asked for one.</summary>
    public GrantFlowDb? Context { get; set; }
}

/// <summary>The options of contexts that are held to one programme: only those pay for having each row looked at.</summary>
sealed class BoundedOptions(NpgsqlDataSource source)
{
    public DbContextOptions<GrantFlowDb> Options { get; } =
        new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql(source).AddInterceptors(Bounds.Reads.Instance).Options;
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
        services.AddSingleton(_ => NpgsqlDataSource.Create(Settings(connectionString)));
        services.TryAddScoped<SharedConnection>();
        // Options of one object, whatever the connection: model, compiled queries and EF's own services are made once a process.
        services.AddDbContext<GrantFlowDb>(
            (all, options) => options.UseNpgsql(all.GetRequiredService<NpgsqlDataSource>()), ServiceLifetime.Scoped, ServiceLifetime.Singleton);
        services.AddSingleton<BoundedOptions>();
        services.AddSingleton(all => new PooledDbContextFactory<GrantFlowDb>(all.GetRequiredService<DbContextOptions<GrantFlowDb>>()));
        return services.AddScoped(scope =>
        {
            var shared = scope.GetRequiredService<SharedConnection>();
            if (shared.Connection is null) return scope.GetRequiredService<PooledDbContextFactory<GrantFlowDb>>().CreateDbContext();
            var db = new GrantFlowDb(shared.Bounds is null ? scope.GetRequiredService<DbContextOptions<GrantFlowDb>>() : scope.GetRequiredService<BoundedOptions>().Options)
            {
                Bounds = shared.Bounds,
            };
            db.Database.SetDbConnection(shared.Connection);
            // The batch's transaction is open on the connection and ends with the batch: the context must not begin its own.
            db.Database.AutoTransactionBehavior = AutoTransactionBehavior.Never;
            return shared.Context = db;
        });
    }

    /// <summary>The pool's settings: what the connection string leaves open.</summary>
    /// <remarks>
    /// A context opens its connection for every query and gives it back. Nothing here sets anything for a session, so
    /// nothing needs to be reset then: the seven statements of a reset cost more than most queries. Queries are prepared
    /// when they come again; compiling one to machine code takes longer than running it.
    /// </remarks>
    static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        if (settings.MaxAutoPrepare == 0) (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (300, 3);
        settings.Options = $"-c jit=off {settings.Options}".TrimEnd();
        return settings;
    }
}
