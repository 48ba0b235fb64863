using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>Deadlines of work that was handed over: the colleague holds them, and the prompts still to come go to them.</summary>
static class HandOverDeadlines
{
    /// <summary>Changes the holder, as part of the caller's transaction.</summary>
    /// <param name="db">The database.</param>
    /// <param name="subjects">What was handed over, as <c>kind:id</c>.</param>
    /// <param name="from">Who held it.</param>
    /// <param name="to">Who holds it now.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task Execute(GrantFlowDb db, IReadOnlyList<string> subjects, Person from, Person to, CancellationToken ct)
    {
        var live = await db.Deadlines.Where(d => subjects.Contains(d.SubjectRef) && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed)).ToListAsync(ct);
        var colleague = new Receiver(to.Email!, to.FullName, to.Language, to.Id);
        foreach (var deadline in live)
            deadline.Holders = [.. deadline.Holders.Select(h => h.PersonId == from.Id ? colleague : h).DistinctBy(h => h.Email, StringComparer.OrdinalIgnoreCase)];
        var ids = live.Select(d => d.Id).ToArray();
        await db.Database.ExecuteSqlAsync($"""
            update reminder_rungs r set receiver_email = {colleague.Email}, receiver_name = {colleague.Name},
                receiver_language = {colleague.Language}, receiver_person_id = {to.Id}
            where r.deadline_id = any({ids}) and r.receiver_person_id = {from.Id} and r.state = 'Pending'
                and not exists (select from reminder_rungs o where o.deadline_id = r.deadline_id and o.rung = r.rung
                    and o.due_at = r.due_at and o.receiver_email = {colleague.Email})
            """, ct);
    }
}
