using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Designer;

/// <summary>Somebody started an instance by hand.</summary>
public sealed record DesignRun(string DefinitionId, int Version, Guid InstanceId, string? CorrelationId);

/// <summary>A grant manager starts an instance of a published workflow by hand, about something of their programme.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>design-unpublished</c>, <c>design-draft-runs-not</c>, <c>design-subject-foreign</c>.
/// Activities act with the service's rights on what the instance is about, so that must be the person's to run workflows on,
/// and the instance touches that programme's things only, whatever its inputs say.
/// </remarks>
public static class RunDesign
{
    /// <summary>What is sent.</summary>
    /// <param name="CorrelationId">What it is about, as <c>kind:id</c>; null for nothing in particular.</param>
    /// <param name="Input">Inputs by name, an object; null for none.</param>
    /// <param name="Latest">The latest version is meant, not just whichever is published.</param>
    public sealed record Request(string? CorrelationId = null, JsonElement? Input = null, bool Latest = true);

    internal static readonly Refusal DraftRunsNot = new("design-draft-runs-not", "The latest version is a draft: publish it, or try it first. Only published versions run.");
    internal static readonly Refusal SubjectForeign = new("design-subject-foreign", "There is no such thing in your programmes for a workflow to be about.", "correlationId");

    /// <summary>Starts it.</summary>
    public static async Task<Verdict<DesignRun>> Execute(GrantFlowDb db, Actor actor, string definitionId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        var hold = await DesignHold.LockAsync(db, definitionId, ct);
        if (hold.Versions.Count == 0 || !actor.Sees(hold.ProgrammeId)) return Refusal.NotFound;
        var about = string.IsNullOrWhiteSpace(request.CorrelationId) ? null : request.CorrelationId.Trim();
        var programme = about is null ? hold.ProgrammeId : await db.Database
            .SqlQuery<Guid?>($"""select programme_id as "Value" from workflow_subjects where subject = {about}""").FirstOrDefaultAsync(ct);
        if (Judge(actor, hold, about, programme) is { } closed) return closed;
        if (!Decide(hold, about, request.Latest).Allows(out var fact, out var refusal)) return refusal;

        var now = clock.GetUtcNow();
        var input = request.Input is { ValueKind: JsonValueKind.Object } given ? (object)given : null;
        fact = fact with { InstanceId = db.StartWorkflow(definitionId, about, now, input, within: programme) };
        db.Record(actor, programme ?? hold.ProgrammeId, about ?? hold.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Refusal? Judge(Actor actor, DesignHold hold, string? about, Guid? programme)
    {
        if (about is null) return actor.MayTo(Act.RunDesigns, hold.ProgrammeId) ? null : Refusal.Forbidden;
        if (programme is null) return actor.May(Act.RunDesigns, Guid.Empty) && hold.ProgrammeId is null ? null : SubjectForeign;
        if (!actor.May(Act.SeeDesigns, programme.Value) || (hold.ProgrammeId is { } own && own != programme)) return SubjectForeign;
        return actor.May(Act.RunDesigns, programme.Value) ? null : Refusal.Forbidden;
    }

    internal static Verdict<DesignRun> Decide(DesignHold hold, string? about, bool latest) =>
        hold.Published is not { } published ? hold.Draft is not null ? DraftRunsNot : RetractDesign.Unpublished
        : latest && published.Version != hold.Latest!.Version ? DraftRunsNot
        : new DesignRun(hold.DefinitionId, published.Version, Guid.Empty, about);
}
