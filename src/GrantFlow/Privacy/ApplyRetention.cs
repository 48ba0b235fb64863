using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Privacy;

/// <summary>What was past its time was forgotten.</summary>
/// <param name="Removed">How many rows, by kind; only kinds with any.</param>
public sealed record RetentionApplied(IReadOnlyDictionary<string, int> Removed);

/// <summary>Forgets, in every programme, what is past its time; or counts it only.</summary>
/// <remarks>Each kind is a transaction of its own: a night that is broken off goes on the next night. Safe to run twice.</remarks>
public static class ApplyRetention
{
    /// <summary>What is past its time.</summary>
    /// <param name="ProgrammeId">The programme; null for the service.</param>
    /// <param name="Kind">What.</param>
    /// <param name="Days">The days that hold.</param>
    /// <param name="Rows">How many rows.</param>
    public sealed record Due(Guid? ProgrammeId, RetentionKind Kind, int Days, int Rows);

    /// <summary>Forgets it.</summary>
    public static async Task<IReadOnlyList<Due>> Execute(GrantFlowDb db, Actor actor, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        List<Due> done = [];
        foreach (var (programme, way, days) in await WaysAsync(db, null, ct))
        {
            if (await way.ForgetAsync(db, programme, now.AddDays(-days), ct) is not (var rows and > 0)) continue;
            done.Add(new(programme, way.Kind, days, rows));
            db.Add(new RetentionRun { At = now, ProgrammeId = programme, Kind = way.Kind, Days = days, Removed = rows });
        }

        foreach (var group in done.GroupBy(d => d.ProgrammeId))
        {
            var fact = new RetentionApplied(group.ToDictionary(d => d.Kind.ToString(), d => d.Rows));
            db.Record(actor, group.Key, group.Key is { } id ? $"programme:{id}" : "service:retention", fact, now);
        }

        await db.SaveChangesAsync(ct);
        return done;
    }

    /// <summary>Counts it, and changes nothing.</summary>
    public static async Task<IReadOnlyList<Due>> DryRun(GrantFlowDb db, Guid programmeId, TimeProvider clock, CancellationToken ct)
    {
        List<Due> due = [];
        foreach (var (programme, way, days) in await WaysAsync(db, programmeId, ct))
            due.Add(new(programme, way.Kind, days, await way.CountAsync(db, programme, clock.GetUtcNow().AddDays(-days), ct)));
        return due;
    }

    static async Task<List<(Guid? Programme, Retention Way, int Days)>> WaysAsync(GrantFlowDb db, Guid? only, CancellationToken ct)
    {
        var rules = await db.RetentionRules.AsNoTracking().ToDictionaryAsync(r => (r.ProgrammeId, r.Kind), r => r.Days, ct);
        var programmes = await db.Programmes.AsNoTracking().Where(p => only == null || p.Id == only).OrderBy(p => p.Id).Select(p => p.Id).ToListAsync(ct);
        return
        [
            .. from programme in programmes
               from way in Retention.All
               where way.OfProgramme
               select ((Guid?)programme, way, rules.GetValueOrDefault((programme, way.Kind), way.Usual)),
            .. Retention.All.Where(w => !w.OfProgramme).Select(w => ((Guid?)null, w, w.Usual)),
        ];
    }
}
