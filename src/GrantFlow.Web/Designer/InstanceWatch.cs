using System.Collections.Concurrent;
using System.Diagnostics;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Web.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>Tells open viewers what changed in the instances they show.</summary>
/// <remarks>
/// One question to the database for all that this host's readers observe, twice a second, and none while nobody looks: so it
/// works whichever host ran the burst, and the engine knows nothing of it. Before anything is pushed, the reader's rights are
/// asked anew; whoever has lost them is cut off.
/// </remarks>
sealed class InstanceWatch(IServiceScopeFactory scopes, IHubContext<InstanceHub> hub, ILogger<InstanceWatch> log) : BackgroundService
{
    /// <summary>The most instances that one connection observes: a viewer shows one.</summary>
    const int MostOfOne = 10;

    /// <summary>The most that is remembered of what somebody has seen; forgotten, changes are told from the observing on.</summary>
    const int MostSeen = 10_000;

    static readonly TimeSpan Every = TimeSpan.FromMilliseconds(500);

    // Studio asks to observe before it listens.
    static readonly TimeSpan Listening = TimeSpan.FromSeconds(2);

    readonly ConcurrentDictionary<string, Reader> _readers = new();
    readonly ConcurrentDictionary<(Guid Person, Guid Instance), string> _seen = new();
    readonly SemaphoreSlim _someone = new(0, 1);

    /// <summary>How often the database was asked.</summary>
    public long Asked { get; private set; }

    /// <summary>Remembers how an instance stood when somebody's page was drawn.</summary>
    /// <remarks>
    /// A viewer draws first and observes afterwards, and over again after every change: what changed in between it would never
    /// hear of. The oldest that is remembered counts, so that rather too much is told than too little.
    /// </remarks>
    public void Drawn(Guid person, Guid instance, string? stamp)
    {
        if (stamp is null) return;
        if (_seen.Count >= MostSeen) _seen.Clear();
        _seen.TryAdd((person, instance), stamp);
    }

    /// <summary>Tells a connection of an instance's changes since the person's page was drawn, or told of one; where that isn't known, from now on.</summary>
    public async Task ObserveAsync(HubCallerContext context, Guid person, Guid instance, GrantFlowDb db, CancellationToken ct)
    {
        var seen = _seen.TryGetValue((person, instance), out var known) ? known : await StampAsync(db, instance, ct);
        var reader = _readers.GetOrAdd(context.ConnectionId, _ => new Reader(context, person, Stopwatch.GetTimestamp()));
        if (reader.Seen.Count >= MostOfOne && !reader.Seen.ContainsKey(instance)) throw new HubException("Too many instances at once.");
        reader.Seen[instance] = seen ?? "";
        // A connection that ended meanwhile would never be forgotten.
        if (context.ConnectionAborted.IsCancellationRequested) Forget(context.ConnectionId);
        Wake();
    }

    /// <summary>What differs whenever an instance has changed; null where there is none.</summary>
    public static async Task<string?> StampAsync(GrantFlowDb db, Guid instance, CancellationToken ct) =>
        (await StampsAsync(db, [instance], ct)).GetValueOrDefault(instance);

    /// <summary>A connection has ended.</summary>
    public void Forget(string connection) => _readers.TryRemove(connection, out _);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (_readers.IsEmpty) await _someone.WaitAsync(stoppingToken);
                await Task.Delay(Every, stoppingToken);
                await TellAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (DatabaseLost.Is(e))
            {
                // What changed meanwhile is told when the database is back.
                log.DatabaseLost(e.GetBaseException().Message);
            }
            catch (Exception e)
            {
                // A worker that ended with a fault would take the whole host along.
                log.WatchFailed(e);
            }
        }
    }

    async Task TellAsync(CancellationToken ct)
    {
        var observed = _readers.Values.SelectMany(r => r.Seen.Keys).Distinct().ToArray();
        if (observed.Length == 0) return;
        await using var scope = scopes.CreateAsyncScope();
        Asked++;
        var now = await StampsAsync(scope.ServiceProvider.GetRequiredService<GrantFlowDb>(), observed, ct);
        foreach (var (instance, stamp) in now)
        {
            var readers = _readers.Values
                .Where(r => r.Seen.TryGetValue(instance, out var seen) && seen != stamp && Stopwatch.GetElapsedTime(r.Since) > Listening).ToList();
            if (readers.Count == 0) continue;
            // Told, Studio observes anew: from here.
            foreach (var reader in readers) _seen[(reader.Person, instance)] = stamp;
            try
            {
                await TellAsync(scope.ServiceProvider, instance, readers, ct);
            }
            catch (Exception e) when (!ct.IsCancellationRequested && !DatabaseLost.Is(e))
            {
                // Such as a state that can't be read: its page says so, and who looks at another instance is none the worse.
                log.NotTold(instance, e);
            }

            // Where the database went meanwhile it is told when it is back.
            foreach (var reader in readers) reader.Seen[instance] = stamp;
        }
    }

    async Task TellAsync(IServiceProvider services, Guid instance, List<Reader> readers, CancellationToken ct)
    {
        var story = await services.GetRequiredService<StoryCache>().ReadAsync(instance, ct);
        var owner = await InstanceAccess.OwnerAsync(services.GetRequiredService<GrantFlowDb>(), instance, ct);
        if (story is null || owner is null) return;
        var stats = new { Stats = InstanceForms.Stats(story.Executions, null) };
        foreach (var reader in readers)
        {
            if (!await MayAsync(reader, owner, ct))
            {
                Forget(reader.Context.ConnectionId);
                reader.Context.Abort();
                continue;
            }

            var to = hub.Clients.Client(reader.Context.ConnectionId);
            await to.SendAsync("ActivityExecutionLogUpdatedAsync", stats, ct);
            await to.SendAsync("WorkflowExecutionLogUpdatedAsync", new { }, ct);
            await to.SendAsync("WorkflowInstanceUpdatedAsync", new { WorkflowInstanceId = instance }, ct);
        }
    }

    async Task<bool> MayAsync(Reader reader, InstanceOwner owner, CancellationToken ct)
    {
        // A scope of its own: an accessor knows a sign-in once it has read it, and what it was a while ago is of no use here.
        await using var scope = scopes.CreateAsyncScope();
        var actors = scope.ServiceProvider.GetRequiredService<ActorAccessor>();
        // To be told something is no use of one's session.
        actors.Unattended = true;
        return (await actors.OfAsync(reader.Context.User!, ct)).May(Act.SeeWorkflows, owner.ProgrammeId);
    }

    // A row's own transaction changes with every burst, even when two fall into one instant of the service's clock.
    static async Task<Dictionary<Guid, string>> StampsAsync(GrantFlowDb db, Guid[] instances, CancellationToken ct) =>
        await db.Database.SqlQuery<Stamp>($"""
            select i.id as "Id", i.xmin::text || '/' || (
                select count(*) from workflow_incidents n where n.instance_id = i.id and n.closed_at is null)::text as "Value"
            from workflow_instances i where i.id = any({instances})
            """).ToDictionaryAsync(s => s.Id, s => s.Value, ct);

    void Wake()
    {
        try
        {
            if (_someone.CurrentCount == 0) _someone.Release();
        }
        catch (SemaphoreFullException)
        {
            // Another reader woke it in the same instant.
        }
    }

    sealed record Reader(HubCallerContext Context, Guid Person, long Since)
    {
        public ConcurrentDictionary<Guid, string> Seen { get; } = new();
    }

    sealed class Stamp
    {
        public Guid Id { get; init; }

        public required string Value { get; init; }
    }
}
