using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>A capacity event was entered.</summary>
public sealed record CapacityEventRecorded(Guid CapacityEventId, CapacityEventKind Kind, DateOnly HeldOn);

/// <summary>A grant manager or an assessor enters a training, round table or the like.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>topic-unknown</c>, <c>event-outside-programme</c>.</remarks>
public static class RecordCapacityEvent
{
    /// <summary>What is sent.</summary>
    /// <param name="Kind">The kind.</param>
    /// <param name="TopicId">One of the programme's topics, or null.</param>
    /// <param name="Title">The title.</param>
    /// <param name="HeldOn">The day.</param>
    /// <param name="Region">A region's code.</param>
    /// <param name="Part">Carried out or facilitated.</param>
    /// <param name="EntitlementRequired">True when only entitled organisations may take part.</param>
    public sealed record Request(
        CapacityEventKind Kind,
        Guid? TopicId,
        [Required] LocalText Title,
        DateOnly HeldOn,
        [Required(AllowEmptyStrings = true), StringLength(60)] string Region,
        EventPart Part = EventPart.Implementer,
        bool EntitlementRequired = false);

    internal static readonly Refusal TopicUnknown = new("topic-unknown", "The programme has no such topic.", nameof(Request.TopicId));
    internal static readonly Refusal Outside = new("event-outside-programme", "The day isn't one of the programme's.", nameof(Request.HeldOn));

    /// <summary>Enters the event.</summary>
    public static async Task<Verdict<CapacityEventRecorded>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.RecordCapacityEvent, programmeId)) return Refusal.Forbidden;
        if (await db.Programmes.FindAsync([programmeId], ct) is not { } programme) return Refusal.NotFound;
        var topicKnown = request.TopicId is not { } topic || await db.Topics.AnyAsync(t => t.ProgrammeId == programmeId && t.Id == topic, ct);
        var held = new CapacityEvent
        {
            ProgrammeId = programmeId,
            Kind = request.Kind,
            TopicId = request.TopicId,
            Title = request.Title,
            HeldOn = request.HeldOn,
            Region = request.Region,
            Part = request.Part,
            EntitlementRequired = request.EntitlementRequired,
        };
        if (!Decide(programme, held, topicKnown).Allows(out var fact, out var refusal)) return refusal;
        db.Add(held);
        db.Record(actor, programmeId, $"event:{held.Id}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<CapacityEventRecorded> Decide(Programme programme, CapacityEvent held, bool topicKnown) =>
        !topicKnown ? TopicUnknown
        : held.HeldOn < programme.StartsOn || held.HeldOn > programme.EndsOn ? Outside
        : new CapacityEventRecorded(held.Id, held.Kind, held.HeldOn);
}
