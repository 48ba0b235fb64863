using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Capacity;

/// <summary>A topic was added.</summary>
public sealed record TopicAdded(Guid TopicId, string Code);

/// <summary>A grant manager adds a topic to the programme's list (K-11).</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>topic-known</c>.</remarks>
public static class AddTopic
{
    /// <summary>What the manager sends.</summary>
    /// <param name="Code">Unique in the programme.</param>
    /// <param name="Name">The name.</param>
    public sealed record Request([Required, StringLength(60)] string Code, [Required] LocalText Name);

    internal static readonly Refusal Known = new("topic-known", "The programme has a topic with this code.", nameof(Request.Code));

    /// <summary>Adds the topic.</summary>
    public static async Task<Verdict<TopicAdded>> Execute(
        GrantFlowDb db, Actor actor, Guid programmeId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.AddTopic, programmeId)) return Refusal.Forbidden;
        var known = await db.Topics.AnyAsync(t => t.ProgrammeId == programmeId && t.Code == request.Code, ct);
        var topic = new Topic { ProgrammeId = programmeId, Code = request.Code, Name = request.Name };
        if (!Decide(topic, known).Allows(out var fact, out var refusal)) return refusal;
        db.Add(topic);
        db.Record(actor, programmeId, $"programme:{programmeId}", fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Verdict<TopicAdded> Decide(Topic topic, bool known) => known ? Known : new TopicAdded(topic.Id, topic.Code);
}
