using GrantFlow.Awards;
using GrantFlow.Notifications;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Staff who answer what a workflow asks of them: as a rule with the first answer offered.</summary>
sealed class TaskPeople(Theatre theatre) : ITroupe
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Kinds { get; } = ["task"];

    /// <inheritdoc/>
    public async Task LookAsync(string kind, Guid id, CancellationToken ct)
    {
        var (task, about) = await theatre.ReadAsync(async db =>
        {
            var found = await db.Tasks.AsNoTracking().FirstOrDefaultAsync(t => t.Id == id && t.State == TaskState.Open, ct);
            return (found, found is null ? "" : await NameAsync(db, found.SubjectRef, ct));
        });
        if (task is null) return;
        var key = $"task:{task.Title}:{about}:{task.CreatedAt:yyyyMMddHHmm}";
        var who = task.PersonId is { } person ? theatre.StaffOf(person)
            : theatre.With(task.Role.ToString()!) is { Count: > 0 } able ? theatre.Dice(key).Pick(able) : null;
        if (who is null) return;
        var dice = theatre.Dice(key);
        var (days, outcome) = theatre.Character.Fitful ? (dice.Between(3, 24), dice.For("answer").Pick(task.Outcomes)) : (dice.Between(1, 4), task.Outcomes[0]);
        theatre.Plan(theatre.InOffice(days, key), key, (db, c) => CompleteTask.Execute(
            db, who.Person.Actor, id, new CompleteTask.Request(outcome), theatre.Clock, c));
    }

    /// <summary>What a task is about, by a name that is the same in every run.</summary>
    async Task<string> NameAsync(Persistence.GrantFlowDb db, string subject, CancellationToken ct)
    {
        if (subject.Split(':', 2) is not [var kind, var text] || !Guid.TryParse(text, out var id)) return subject;
        return kind switch
        {
            "award" => await db.Awards.Where(a => a.Id == id).Select(a => a.Number).FirstOrDefaultAsync(ct) ?? subject,
            "organisation" => theatre.CompanyOf(id)?.Key ?? subject,
            _ => kind,
        };
    }
}
