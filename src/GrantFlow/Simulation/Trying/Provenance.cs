using System.Collections.Concurrent;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow.Simulation;

/// <summary>Which activity of which instance wrote a mail, set a date or asked for something: seen when it is added, for no row tells it.</summary>
sealed class Provenance
{
    const string Workflow = "workflow ";

    readonly ConcurrentDictionary<string, (Guid Instance, string Activity)> _origins = new();

    /// <summary>Has every context of a sandbox's services watched.</summary>
    public static Provenance Watch(IServiceCollection services)
    {
        var watch = new Provenance();
        var made = services.Last(s => s.ServiceType == typeof(GrantFlowDb)).ImplementationFactory!;
        services.AddScoped(all =>
        {
            var db = (GrantFlowDb)made(all);
            db.ChangeTracker.Tracked += watch.Tracked;
            return db;
        });
        services.AddSingleton(watch);
        return watch;
    }

    /// <summary>Forgets the last play.</summary>
    public void Clear() => _origins.Clear();

    /// <summary>The activity that wrote a mail, or null when no workflow did.</summary>
    public (Guid Instance, string Activity)? OfMail(string key) => Of($"mail:{key}");

    /// <summary>The activity that set a date.</summary>
    public (Guid Instance, string Activity)? OfDeadline(Guid id) => Of($"deadline:{id}");

    /// <summary>The activity that asked for something.</summary>
    public (Guid Instance, string Activity)? OfTask(string key) => Of($"task:{key}");

    (Guid Instance, string Activity)? Of(string name) => _origins.TryGetValue(name, out var origin) ? origin : null;

    void Tracked(object? sender, EntityTrackedEventArgs e)
    {
        if (e.FromQuery || e.Entry.State != EntityState.Added || NameOf(e.Entry.Entity) is not { } name) return;
        var place = Origin.Current.Place;
        if (place.StartsWith(Workflow, StringComparison.Ordinal) && place[Workflow.Length..].Split('/', 2) is [var id, var activity] && Guid.TryParse(id, out var instance))
            _origins.TryAdd(name, (instance, activity));
    }

    static string? NameOf(object entity) => entity switch
    {
        Mail mail => $"mail:{mail.Key}",
        Deadline deadline => $"deadline:{deadline.Id}",
        PersonTask task => $"task:{task.Key}",
        _ => null,
    };
}
