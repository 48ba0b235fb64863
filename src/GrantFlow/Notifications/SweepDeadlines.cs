using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Notifications;

/// <summary>What a sweep did.</summary>
/// <param name="Prompts">Mails queued.</param>
/// <param name="Superseded">Prompts that a later one took the place of.</param>
/// <param name="Missed">Deadlines declared missed.</param>
/// <param name="Faults">Prompts that couldn't be written.</param>
public sealed record Swept(int Prompts, int Superseded, int Missed, int Faults);

/// <summary>Sends the prompts whose hour has come, and declares missed what wasn't kept.</summary>
/// <remarks>
/// Signals: <c>DeadlineMissed</c>, addressed to the subject. Concurrency: any number of hosts at once; a batch's deadlines
/// are locked, and those another host holds are passed over. A batch's mails, prompts and signals commit together, so each
/// prompt is queued once, whatever is killed when.
/// </remarks>
public static class SweepDeadlines
{
    const int BatchSize = 500;

    /// <summary>Sweeps until nothing is due.</summary>
    /// <param name="db">A context of the sweep's own: it is cleared between batches.</param>
    /// <param name="clock">Says what is due.</param>
    /// <param name="log">Faulty prompts are logged here.</param>
    /// <param name="ct">Ends between two batches.</param>
    /// <returns>The sum over all batches.</returns>
    public static async Task<Swept> Execute(GrantFlowDb db, TimeProvider clock, ILogger log, CancellationToken ct = default)
    {
        var sum = new Swept(0, 0, 0, 0);
        for (var full = true; full;)
        {
            (var done, full) = await Batch(db, clock.GetUtcNow(), log, ct);
            sum = new(sum.Prompts + done.Prompts, sum.Superseded + done.Superseded, sum.Missed + done.Missed, sum.Faults + done.Faults);
        }

        return sum;
    }

    /// <summary>The next instant at which a sweep has anything to do; null when there is none.</summary>
    public static Task<DateTimeOffset?> NextAsync(GrantFlowDb db, CancellationToken ct = default) =>
        db.Deadlines.MinAsync(d => d.NextAt, ct);

    static async Task<(Swept Done, bool Full)> Batch(GrantFlowDb db, DateTimeOffset now, ILogger log, CancellationToken ct)
    {
        db.ChangeTracker.Clear();
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var due = await db.Deadlines
            .FromSql($"select * from deadlines where next_at <= {now} order by next_at limit {BatchSize} for update skip locked")
            .AsNoTracking().ToListAsync(ct);
        if (due.Count == 0) return (new(0, 0, 0, 0), false);
        var ids = due.Select(d => d.Id).ToArray();
        var pending = (await db.ReminderRungs.AsNoTracking()
            .Where(r => ids.Contains(r.DeadlineId) && r.State == RungState.Pending).ToListAsync(ct)).ToLookup(r => r.DeadlineId);
        var page = new SweptPage();
        foreach (var deadline in due) page.Apply(db, deadline, ReminderLadder.Judge(deadline, pending[deadline.Id], now), now, log);
        await db.SaveChangesAsync(ct);
        await page.WriteAsync(db, now, ct);
        await own.CommitAsync(ct);
        return (page.Sum, due.Count == BatchSize);
    }

    /// <summary>The row changes of a batch, collected to be written in one statement for each table.</summary>
    sealed class SweptPage
    {
        readonly List<Guid> _rungs = [];
        readonly List<string> _rungStates = [];
        readonly List<string?> _mailKeys = [];
        readonly List<string?> _faults = [];
        readonly List<Guid> _deadlines = [];
        readonly List<bool> _missed = [];
        readonly List<DateTime?> _next = [];

        public Swept Sum { get; private set; } = new(0, 0, 0, 0);

        public void Apply(GrantFlowDb db, Deadline deadline, LadderVerdict verdict, DateTimeOffset now, ILogger log)
        {
            foreach (var rung in verdict.Send) Send(db, deadline, rung, now, log);
            foreach (var rung in verdict.Superseded) Add(rung, RungState.Superseded, null, null);
            if (verdict.Missed) db.Signal("DeadlineMissed", deadline.SubjectRef, now, new { deadline.Kind, deadline.DueAt }, $"missed:{deadline.Id}:{deadline.DueAt.ToUnixTimeSeconds()}");
            _deadlines.Add(deadline.Id);
            _missed.Add(verdict.Missed);
            _next.Add(verdict.NextAt?.UtcDateTime);
            Sum = Sum with { Superseded = Sum.Superseded + verdict.Superseded.Count, Missed = Sum.Missed + (verdict.Missed ? 1 : 0) };
        }

        public async Task WriteAsync(GrantFlowDb db, DateTimeOffset now, CancellationToken ct)
        {
            if (_rungs.Count > 0)
                await db.Database.ExecuteSqlAsync($"""
                    update reminder_rungs r set state = u.state, mail_key = u.mail_key, fault = u.fault, ended_at = {now}
                    from unnest({_rungs.ToArray()}, {_rungStates.ToArray()}, {_mailKeys.ToArray()}, {_faults.ToArray()}) u(id, state, mail_key, fault)
                    where r.id = u.id
                    """, ct);
            await db.Database.ExecuteSqlAsync($"""
                update deadlines d set next_at = u.next_at, state = case when u.missed then 'Missed' else d.state end
                from unnest({_deadlines.ToArray()}, {_missed.ToArray()}, {_next.ToArray()}) u(id, missed, next_at)
                where d.id = u.id
                """, ct);
        }

        void Send(GrantFlowDb db, Deadline deadline, ReminderRung rung, DateTimeOffset now, ILogger log)
        {
            try
            {
                var mail = db.QueueMail(Prompt.For(deadline, rung), now);
                Add(rung, RungState.Sent, mail.Key, null);
                Sum = Sum with { Prompts = Sum.Prompts + 1 };
            }
            catch (ArgumentException e)
            {
                // One prompt that can't be written mustn't hold up four hundred others for ever.
                Log.PromptFaulty(log, rung.Id, e);
                Add(rung, RungState.Faulty, null, e.Message);
                Sum = Sum with { Faults = Sum.Faults + 1 };
            }
        }

        void Add(ReminderRung rung, RungState state, string? mailKey, string? fault)
        {
            _rungs.Add(rung.Id);
            _rungStates.Add(state.ToString());
            _mailKeys.Add(mailKey);
            _faults.Add(fault);
        }
    }
}
