using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Workflows.Runtime;

namespace GrantFlow.Designer;

/// <summary>Somebody says by hand that the event has happened which a drawn workflow waits for.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>event-not-awaited</c>. Only the designer's own Event activity is
/// answered so: what grants wait for is answered by the act itself (a report by sending it in), and a signal without it would do nothing.
/// </remarks>
public static class SignalInstance
{
    /// <summary>What is asked.</summary>
    /// <param name="Event">The event's name, as the drawing has it.</param>
    /// <param name="Reason">Why, for the record.</param>
    public sealed record Request([MaxLength(200)] string? Event, [MaxLength(1000)] string? Reason);

    /// <summary>An event was sent to an instance by hand.</summary>
    /// <param name="InstanceId">Which.</param>
    /// <param name="DefinitionId">Of which workflow.</param>
    /// <param name="Event">The event's name.</param>
    /// <param name="Reason">Why.</param>
    public sealed record InstanceSignalled(Guid InstanceId, string DefinitionId, string Event, string Reason);

    internal static readonly Refusal NotAwaited = new("event-not-awaited", "The workflow doesn't wait for this event, or not any more.", "Event");

    /// <summary>Leaves the event for this instance and no other.</summary>
    public static async Task<Verdict<InstanceSignalled>> Execute(
        GrantFlowDb db, IWorkflowEngine engine, Actor actor, Guid instanceId, Request request, TimeProvider clock, CancellationToken ct)
    {
        var owner = await InstanceAccess.OwnerAsync(db, instanceId, ct);
        if (!Mending.Decide(actor, owner, request.Reason).Allows(out var reason, out var refusal)) return refusal;
        var awaited = EventsOf(await engine.FindAsync(instanceId, ct)).FirstOrDefault(b => b.Signal == request.Event);
        if (awaited is null) return NotAwaited;
        var now = clock.GetUtcNow();
        var fact = new InstanceSignalled(instanceId, owner!.DefinitionId, awaited.Signal!, reason);
        db.Add(new QueuedSignal
        {
            Name = fact.Event,
            CorrelationId = awaited.CorrelationId,
            InstanceId = instanceId,
            // Sent twice while the workflow stands at the same wait, it is one event.
            Key = $"by-hand:{awaited.ActivityInstanceId}:{fact.Event}",
            CreatedAt = now,
        });
        db.Record(actor, owner.ProgrammeId == Guid.Empty ? null : owner.ProgrammeId, owner.CorrelationId ?? $"workflow:{instanceId}", fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    /// <summary>The waits of an instance that an event sent by hand can end.</summary>
    public static IEnumerable<BookmarkView> EventsOf(WorkflowInstanceView? instance) =>
        instance?.Bookmarks.Where(b => b is { Signal: not null, ActivityType: "Elsa.Event" }) ?? [];
}
