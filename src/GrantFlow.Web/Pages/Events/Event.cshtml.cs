using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Events;

/// <summary>A training, round table or the like, and who came.</summary>
[Does(Act.SeeEvent)]
sealed class EventPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    /// <summary>The lines of a sheet that one form takes; a longer sheet is entered in parts.</summary>
    const int Lines = 10;

    readonly Texts _texts = texts;

    /// <summary>One line of the sheet.</summary>
    public sealed record Line(string Name, string Role, LocalText? Organisation);

    /// <summary>The event.</summary>
    public CapacityEvent Event { get; private set; } = null!;

    /// <summary>Its programme.</summary>
    public Programme Programme { get; private set; } = null!;

    /// <summary>Its topic, or null.</summary>
    public LocalText? Topic { get; private set; }

    /// <summary>Who came, by name.</summary>
    public IReadOnlyList<Line> Sheet { get; private set; } = [];

    /// <summary>Shows the event.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct) => await LoadAsync(id, ct) ? Page() : NotFound();

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.RecordAttendance)]
    public async Task<IActionResult> OnPostActAsync(Guid id, string? act, Guid? on, CancellationToken ct) =>
        await LoadAsync(id, ct) ? await RunAsync(act, on, Programme.Zone) : NotFound();

    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.CapacityEvents.AsNoTracking().FirstOrDefaultAsync(e => e.Id == id, ct) is not { } held) return false;
        if (!Actor.May(Act.SeeEvent, held.ProgrammeId)) return false;
        Event = held;
        Programme = await db.Programmes.AsNoTracking().FirstAsync(p => p.Id == held.ProgrammeId, ct);
        Topic = await db.Topics.Where(t => t.Id == held.TopicId).Select(t => t.Name).FirstOrDefaultAsync(ct);
        var organisations = await db.Organisations.AsNoTracking().Where(o => o.ProgrammeId == held.ProgrammeId && o.State == OrganisationState.Active)
            .ToDictionaryAsync(o => o.Id, o => o.Name, ct);
        Sheet = [.. (await db.Attendances.AsNoTracking().Where(a => a.EventId == id).OrderBy(a => a.ParticipantName).ToListAsync(ct))
            .Select(a => new Line(a.ParticipantName, a.Role, a.OrganisationId is { } o ? organisations.GetValueOrDefault(o) : null))];
        var may = Actor.May(Act.RecordAttendance, held.ProgrammeId);
        Acts =
        [
            ActForm.New("act.record-attendance", may && held.State != CapacityEventState.Cancelled && held.HeldOn <= Programme.DayOf(clock.GetUtcNow()),
                typed => RecordAttendance.Execute(db, Actor, id, new(SheetOf(typed)), clock, ct),
                [.. Enumerable.Range(1, Lines).SelectMany(n => AskLine(n, organisations))]) with { Next = Sheet.Count == 0, Hint = _texts["act.record-attendance.hint"] },
        ];
        return true;
    }

    IEnumerable<Ask> AskLine(int number, Dictionary<Guid, LocalText> organisations)
    {
        string Field(string name) => $"Participants-{number}-{name}";
        var row = _texts["ask.participant", number];
        return
        [
            Ask.Line(Field("Name"), "ask.person", 120) with { Row = row, Optional = number > 1, NeededWith = [Field("Organisation"), Field("Sex"), Field("Role")] },
            new Ask(Field("Organisation"), "board.organisation", AskKind.Choice)
            {
                Row = row, Optional = true, Choices = [.. organisations.Select(o => (o.Key.ToString(), Words: o.Value.In(_texts.Language))).OrderBy(o => o.Words)],
            },
            new Ask(Field("Sex"), "ask.sex", AskKind.Choice) { Row = row, Optional = true, Choices = [("f", _texts["ask.female"]), ("m", _texts["ask.male"])] },
            Ask.Line(Field("Role"), "ask.role", 80) with { Row = row, Optional = true },
        ];
    }

    static List<RecordAttendance.Participant> SheetOf(Typed typed) =>
    [
        .. Enumerable.Range(1, Lines).Where(n => typed.Tick($"Participants-{n}-Name")).Select(n => new RecordAttendance.Participant(
            typed.Text($"Participants-{n}-Name"), typed.Id($"Participants-{n}-Organisation"), null, typed.TextOrNull($"Participants-{n}-Sex"), typed.Text($"Participants-{n}-Role"))),
    ];
}
