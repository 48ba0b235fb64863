using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Audit;

/// <summary>Reads the record: what happened to an object and to what belongs to it, or what a person did.</summary>
/// <remarks>A reader sees the facts of programmes whose record they may see; facts of no programme are the administrators'.</remarks>
public static class ReadRecord
{
    /// <summary>What to read; a member that is null doesn't narrow.</summary>
    /// <param name="Subject">An object, as <c>kind:id</c>.</param>
    /// <param name="Belonging">With the subject: also what belongs to it, such as an award's reports and visits.</param>
    /// <param name="Person">Who did it.</param>
    /// <param name="Programme">The programme; the empty id is the service's own facts.</param>
    /// <param name="From">The earliest instant, UTC, included.</param>
    /// <param name="Until">The latest instant, UTC, not included.</param>
    /// <param name="Kind">The kind of fact.</param>
    public sealed record Filter(
        string? Subject = null, bool Belonging = true, Guid? Person = null, Guid? Programme = null,
        DateTimeOffset? From = null, DateTimeOffset? Until = null, string? Kind = null)
    {
        /// <summary>True when it names an object, a person or a programme: what the indexes are made for.</summary>
        public bool IsNarrow => Subject is not null || Person is not null || Programme is not null;
    }

    /// <summary>Where a page begins: behind this fact.</summary>
    /// <param name="At">Its instant.</param>
    /// <param name="Id">Its id.</param>
    public sealed record Place(DateTimeOffset At, Guid Id)
    {
        /// <summary>As an address holds it.</summary>
        public override string ToString() => $"{At.UtcTicks:x}-{Id:N}";

        /// <summary>Reads what <see cref="ToString"/> wrote; null for anything else.</summary>
        public static Place? Parse(string? text) =>
            text?.Split('-') is [var ticks, var id]
            && long.TryParse(ticks, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var at)
            && at >= 0 && at <= DateTimeOffset.MaxValue.UtcTicks && Guid.TryParseExact(id, "N", out var guid)
                ? new Place(new DateTimeOffset(at, TimeSpan.Zero), guid)
                : null;
    }

    /// <summary>Programmes whose record the reader may see; null is all, and the service's own too.</summary>
    public static IReadOnlyList<Guid>? SeenBy(Actor actor) =>
        actor.May(Act.SeeRecord, Guid.Empty)
            ? null
            : [.. actor.Grants.Select(g => g.Programme).Distinct().Where(p => actor.May(Act.SeeRecord, p))];

    /// <summary>The facts asked for that the reader may see, newest first.</summary>
    public static async Task<IQueryable<AuditFact>> Execute(GrantFlowDb db, Actor actor, Filter filter, CancellationToken ct)
    {
        var facts = db.AuditFacts.AsNoTracking();
        if (SeenBy(actor) is { } seen) facts = facts.Where(f => f.ProgrammeId != null && seen.Contains(f.ProgrammeId.Value));
        if (filter.Programme == Guid.Empty) facts = facts.Where(f => f.ProgrammeId == null);
        else if (filter.Programme is { } programme) facts = facts.Where(f => f.ProgrammeId == programme);
        if (filter.Person is { } person) facts = facts.Where(f => f.ActorId == person);
        if (filter.From is { } from) facts = facts.Where(f => f.At >= from);
        if (filter.Until is { } until) facts = facts.Where(f => f.At < until);
        if (filter.Kind is { } kind) facts = facts.Where(f => f.Kind == kind);
        if (filter.Subject is { } subject)
        {
            var subjects = filter.Belonging ? await Belongings.OfAsync(db, subject, ct) : [subject];
            facts = facts.Where(f => subjects.Contains(f.Subject));
        }

        return facts.OrderByDescending(f => f.At).ThenByDescending(f => f.Id);
    }

    /// <summary>What comes behind a place, without counting what lies before it.</summary>
    public static IQueryable<AuditFact> Behind(this IQueryable<AuditFact> facts, Place? place) =>
        place is null ? facts : facts.Where(f => EF.Functions.LessThan(ValueTuple.Create(f.At, f.Id), ValueTuple.Create(place.At, place.Id)));
}
