using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using GrantFlow.Workflows.Activities;
using GrantFlow.Workflows.Execution;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GrantFlow.Persistence;

/// <summary>Holds a workflow that belongs to one programme to that programme's things.</summary>
/// <remarks>
/// Three looks, none of which an activity has a part in, so that a new one is held without remembering anything: every id in what
/// it is given, before it runs; every row that it reads whole or writes, by the row's <c>programme_id</c>; every id that it
/// leaves behind, before the next activity. A breach is the activity's fault, and nothing of it is kept.
/// </remarks>
sealed class Bounds(Guid programmeId)
{
    static readonly ConcurrentDictionary<IEntityType, Func<object, Guid?>?> Programmes = new();
    static readonly ConditionalWeakTable<IModel, string> Questions = [];

    /// <summary>Ids found to be the programme's, or nobody's: a batch asks for each once.</summary>
    readonly HashSet<Guid> _known = [];
    readonly HashSet<Guid> _left = [];
    LastingFaultException? _breach;

    /// <summary>Whose things.</summary>
    public Guid ProgrammeId => programmeId;

    /// <summary>Judges what an activity is given.</summary>
    /// <exception cref="LastingFaultException">It names something of another programme.</exception>
    public Task EnterAsync(GrantFlowDb db, ActivityRun run, CancellationToken ct)
    {
        _breach = null;
        _left.Clear();
        foreach (var value in run.Inputs.Values) FoundIds.In(value, _left);
        FoundIds.In(run.CorrelationId, _left);
        return JudgeAsync(db, ct);
    }

    /// <summary>Judges what an activity waits for and left.</summary>
    /// <exception cref="LastingFaultException">It read, wrote or named something of another programme.</exception>
    public async Task LeaveAsync(GrantFlowDb db, Outcome outcome, CancellationToken ct)
    {
        // Thrown a second time where somebody on the way took it for something else.
        if (_breach is not null) throw _breach;
        foreach (var wait in outcome.Waits) FoundIds.In(wait.CorrelationId, _left);
        await JudgeAsync(db, ct);
    }

    /// <summary>Why one of the engine's own activities mustn't name something; null when it may.</summary>
    public async Task<string?> JudgeAsync(GrantFlowDb db, NamedOutside outside, CancellationToken ct)
    {
        string[] definitions = [.. outside.Definitions];
        var foreign = definitions.Length == 0 ? null : await db.Database.SqlQuery<string>(
            $"""select definition_id as "Value" from workflow_designs where definition_id = any({definitions}) and programme_id <> {programmeId}""").FirstOrDefaultAsync(ct);
        if (foreign is not null) return $"There is no workflow '{foreign}' for this programme.";
        _left.Clear();
        foreach (var correlation in outside.Correlations) FoundIds.In(correlation, _left);
        try
        {
            await JudgeAsync(db, ct);
            return null;
        }
        catch (LastingFaultException e)
        {
            return e.Message;
        }
    }

    /// <summary>A row was read whole.</summary>
    public void Saw(IEntityType type, object entity)
    {
        if (ProgrammeOf(type) is { } of && of(entity) is { } programme && programme != Guid.Empty && programme != programmeId)
            throw _breach = Breach($"{type.ClrType.Name} of another programme");
    }

    /// <summary>Rows are about to be written.</summary>
    public void Sees(ChangeTracker changes)
    {
        foreach (var entry in changes.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached) continue;
            Saw(entry.Metadata, entry.Entity);
            if (entry.Entity is QueuedSignal signal) signal.Within = programmeId;
            foreach (var property in entry.Metadata.GetProperties())
                if (property.ClrType == typeof(string) && property.Name is "SubjectRef" or "Subject" or "CorrelationId") FoundIds.In(entry.CurrentValues[property] as string, _left);
        }
    }

    static Func<object, Guid?>? ProgrammeOf(IEntityType type) => Programmes.GetOrAdd(type, static t =>
    {
        // Who is what in which programme is asked of people, and a person may work for several.
        if (t.ClrType == typeof(Accounts.ProgrammeRole) || t.FindProperty("ProgrammeId") is not { PropertyInfo: { } column }) return null;
        return row => column.GetValue(row) as Guid?;
    });

    async Task JudgeAsync(GrantFlowDb db, CancellationToken ct)
    {
        _left.ExceptWith(_known);
        if (_left.Count == 0) return;
        Guid[] ids = [.. _left];
        var sql = Questions.GetValue(db.Model, Question);
        if (await db.Database.SqlQueryRaw<string>(sql, ids, programmeId).FirstOrDefaultAsync(ct) is { } foreign) throw _breach = Breach(foreign);
        _known.UnionWith(_left);
        _left.Clear();
    }

    static LastingFaultException Breach(string what) =>
        new($"This workflow belongs to one programme and may touch that programme's things only. It came upon what isn't among them: {what}.");

    /// <summary>One look into every table whose rows have an id and a programme, from the model: a new noun is among them by itself.</summary>
    static string Question(IModel model)
    {
        var tables = model.GetEntityTypes()
            .Where(t => t.FindProperty("ProgrammeId") is not null && t.FindPrimaryKey() is { Properties: [{ Name: "Id" } id] } && id.ClrType == typeof(Guid))
            .Select(t => $"select '{t.ClrType.Name} ' || t.id as \"Value\" from {t.GetTableName()} t where t.id = any ({{0}}) and t.programme_id not in ({{1}}, '{Guid.Empty}')")
            .Append("""
                select 'Programme ' || p.id from programmes p
                where p.id = any ({0}) and p.id <> {1} and not exists (select from programmes c where c.id = {1} and c.parent_id = p.id)
                """)
            .Append($$"""
                select 'Person ' || p.id from people p
                where p.id = any ({0}) and not exists (select from programme_roles r where r.person_id = p.id and r.programme_id in ({1}, '{{Guid.Empty}}'))
                    and not exists (select from organisation_people o where o.person_id = p.id and o.programme_id = {1})
                """);
        return $"select \"Value\" from ({string.Join(" union all ", tables)}) as found";
    }

    /// <summary>Shows a bounded context's rows to its bounds, tracked or not.</summary>
    public sealed class Reads : IMaterializationInterceptor
    {
        /// <summary>The only one: EF makes a set of services, and a model, for each that it meets.</summary>
        public static readonly Reads Instance = new();

        /// <inheritdoc/>
        public object InitializedInstance(MaterializationInterceptionData materializationData, object entity)
        {
            if (materializationData.Context is GrantFlowDb { Bounds: { } bounds }) bounds.Saw(materializationData.EntityType, entity);
            return entity;
        }
    }
}
