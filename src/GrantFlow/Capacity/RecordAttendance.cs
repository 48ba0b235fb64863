using System.ComponentModel.DataAnnotations;
using System.Text;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>Attendance of an event was recorded.</summary>
public sealed record AttendanceRecorded(Guid CapacityEventId, int Added, int Known);

/// <summary>A grant manager or an assessor records who came to an event; the event has then been held.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>event-cancelled</c>, <c>event-not-yet</c>, <c>not-entitled</c>, <c>name-missing</c>. A person already on
/// the event's list is counted once: the sheet may be entered twice.
/// </remarks>
public static class RecordAttendance
{
    /// <summary>One line of the sheet.</summary>
    /// <param name="Name">As written.</param>
    /// <param name="OrganisationId">The organisation the person came for, or null.</param>
    /// <param name="PersonKey">The same for the same person; null makes one from the name.</param>
    /// <param name="Sex"><c>f</c>, <c>m</c> or null.</param>
    /// <param name="Role">In the organisation, or empty.</param>
    public sealed record Participant(
        [Required, StringLength(120)] string Name,
        Guid? OrganisationId,
        [StringLength(80)] string? PersonKey = null,
        [RegularExpression("^[fm]$")] string? Sex = null,
        [StringLength(80)] string Role = "");

    /// <summary>What is sent.</summary>
    /// <param name="Participants">The sheet.</param>
    public sealed record Request([Required, MinLength(1)] IReadOnlyList<Participant> Participants);

    internal static readonly Refusal EventCancelled = new("event-cancelled", "The event was cancelled.");
    internal static readonly Refusal NotYet = new("event-not-yet", "The event's day is still to come.");
    internal static readonly Refusal NotEntitled = new("not-entitled", "The event is for entitled organisations only.", nameof(Request.Participants));
    internal static readonly Refusal NameMissing = new("name-missing", "Every line has a name.", nameof(Request.Participants));

    /// <summary>Records the sheet.</summary>
    public static async Task<Verdict<AttendanceRecorded>> Execute(
        GrantFlowDb db, Actor actor, Guid eventId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.CapacityEvents.FindAsync([eventId], ct) is not { } held) return Refusal.NotFound;
        if (!actor.May(Act.RecordAttendance, held.ProgrammeId)) return Refusal.Forbidden;
        var programme = (await db.Programmes.FindAsync([held.ProgrammeId], ct))!;
        var organisations = request.Participants.Select(p => p.OrganisationId).OfType<Guid>().Distinct().ToList();
        var entitled = held.EntitlementRequired
            ? await EntitlementOf.Among(db, held.ProgrammeId, organisations, programme.EndOf(held.HeldOn), ct)
            : [.. organisations];
        var now = clock.GetUtcNow();
        var keys = await db.Attendances.Where(a => a.EventId == eventId).Select(a => a.PersonKey).ToListAsync(ct);
        if (Decide(held, request, entitled, programme.DayOf(now)) is { } refusal) return refusal;

        var lines = request.Participants.Select(p => (Line: p, Key: p.PersonKey ?? KeyOf(p.Name))).ToList();
        var added = lines.DistinctBy(l => l.Key).ExceptBy(keys, l => l.Key).ToList();
        db.AddRange(added.Select(l => new Attendance
        {
            ProgrammeId = held.ProgrammeId,
            EventId = eventId,
            OrganisationId = l.Line.OrganisationId,
            ParticipantName = l.Line.Name.Trim(),
            PersonKey = l.Key,
            Sex = l.Line.Sex,
            Role = l.Line.Role,
        }));
        held.State = CapacityEventState.Held;
        var fact = new AttendanceRecorded(eventId, added.Count, lines.Count - added.Count);
        db.Record(actor, held.ProgrammeId, $"event:{eventId}", fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(CapacityEvent held, Request request, IReadOnlySet<Guid> entitled, DateOnly today) =>
        held.State == CapacityEventState.Cancelled ? EventCancelled
        : held.HeldOn > today ? NotYet
        : request.Participants.Any(p => string.IsNullOrWhiteSpace(p.Name)) ? NameMissing
        : request.Participants.Any(p => held.EntitlementRequired && (p.OrganisationId is not { } o || !entitled.Contains(o))) ? NotEntitled
        : null;

    /// <summary>Case, blanks and the order of names tell no two people apart.</summary>
    internal static string KeyOf(string name) => string.Join(
        ' ', name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
}
