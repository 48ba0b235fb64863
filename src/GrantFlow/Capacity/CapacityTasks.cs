using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;

namespace GrantFlow.Capacity;

/// <summary>Dated things that staff have to see to for an organisation.</summary>
static class CapacityTasks
{
    internal static readonly LocalText Assess = Text(
        "Պլանավորել և անցկացնել գնահատումը", "Баалоону пландап, өткөрүү", "Назначить и провести оценку", "Schedule and carry out the assessment");

    internal static readonly LocalText Plan = Text(
        "Համաձայնեցնել կարողությունների ուժեղացման պլանը", "Дараметти жогорулатуу планын макулдашуу",
        "Согласовать план укрепления потенциала", "Agree the plan to strengthen capacity");

    /// <summary>Sets the deadline when the wait begins; a wait that comes back finds it set.</summary>
    internal static async Task SetAsync(
        GrantFlowDb db, Guid organisationId, string kind, LocalText task, Guid? assessorId, int days, DateTimeOffset now, CancellationToken ct)
    {
        var organisation = (await db.Organisations.FindAsync([organisationId], ct))!;
        if (await db.DueAsync(organisation.Subject, kind, ct) is not null) return;
        var programme = (await db.Programmes.FindAsync([organisation.ProgrammeId], ct))!;
        var managers = await db.ManagersAsync(programme.Id, ct);
        var holders = managers.ToList();
        if (assessorId is { } id && await db.Users.FindAsync([id], ct) is { Email: { } email } assessor)
            holders.Add(new Receiver(email, assessor.FullName, assessor.Language, assessor.Id));
        Dictionary<string, string> values = new()
        {
            ["organisation"] = MailValue.Text(organisation.Name),
            ["task"] = MailValue.Text(task),
            ["link"] = $"/organisations/{organisationId}",
        };
        await SetDeadline.Execute(db, new DeadlineRequest(
            programme.Id, kind, organisation.Subject, programme.DayOf(now).AddDays(days), new TimeOnly(23, 59), programme.TimeZone,
            holders, managers, values, "task"), now, ct);
    }

    static LocalText Text(string hy, string ky, string ru, string en) =>
        new([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]);
}
