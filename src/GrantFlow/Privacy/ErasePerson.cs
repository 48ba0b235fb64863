using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Privacy;

/// <summary>A person was erased.</summary>
/// <param name="PersonId">The id stays: acts, scores and decisions hang on it.</param>
/// <param name="Reason">Why.</param>
/// <param name="Rows">How many rows were taken away or made nameless, by table.</param>
public sealed record PersonErased(Guid PersonId, string Reason, IReadOnlyDictionary<string, int> Rows);

/// <summary>An administrator erases a person: name, addresses, letters, sign-ins are gone; counts, scores, decisions and the record stay.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>erased-already</c>, <c>erase-oneself</c>, <c>duties-open</c>. The record's
/// chain holds, because names and addresses are no part of it. Concurrency: one transaction; whoever is signed in as the person is out with its end.
/// Source: GDPR art. 17; what a contract or an audit needs is kept (art. 17.3 b and e).
/// </remarks>
public static class ErasePerson
{
    /// <summary>What is sent.</summary>
    /// <param name="Reason">Why: who asked, when.</param>
    public sealed record Request([Required, StringLength(1000)] string Reason);

    internal static readonly Refusal Erased = new("erased-already", "The person was erased already.");
    internal static readonly Refusal Oneself = new("erase-oneself", "Another administrator has to do this for you.");
    internal static readonly Refusal DutiesOpen = new("duties-open", "The person has open duties: end them or give them to somebody else first.");

    /// <summary>Erases the person.</summary>
    public static async Task<Verdict<PersonErased>> Execute(
        GrantFlowDb db, Actor actor, Guid personId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.ErasePerson, Guid.Empty)) return Refusal.Forbidden;
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(p => p.Id == personId, ct) is not { } person) return Refusal.NotFound;
        var duties = await Duty.OfAsync(db, personId, ct);
        if (!Decide(person, request, actor.PersonId, duties).Allows(out var decided, out var refusal)) return refusal;
        var now = clock.GetUtcNow();
        Dictionary<string, int> rows = [];
        foreach (var table in PersonalTables.All.Where(t => t.Erase.Length > 0))
        {
            var what = table.Erase == PersonalTables.Delete ? $"delete from {table.Table} where {table.Theirs}" : $"update {table.Table} set {table.Erase} where {table.Theirs}";
            await using var command = TellWhatIsHeld.Command(db, what, person);
            command.Parameters.AddWithValue("now", now);
            if (await command.ExecuteNonQueryAsync(ct) is var count and > 0) rows[table.Table] = count;
        }

        await using (var forget = TellWhatIsHeld.Command(db, "select record_forget_person(@person)", person))
            if (await forget.ExecuteScalarAsync(ct) is int names and > 0) rows["audit_facts"] = names;
        foreach (var asked in await db.ErasureRequests.Where(r => r.PersonId == personId && r.State == ErasureState.Open).ToListAsync(ct))
            (asked.State, asked.EndedAt, asked.EndedBy) = (ErasureState.Done, now, actor.PersonId);
        var fact = decided with { Rows = rows };
        db.Record(actor, null, $"person:{personId}", fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<PersonErased> Decide(Person person, Request request, Guid by, IReadOnlyList<Duty> duties)
    {
        if (person.ErasedAt is not null) return Erased;
        if (person.Id == by) return Oneself;
        if (string.IsNullOrWhiteSpace(request.Reason)) return JudgeBankAccount.ReasonMissing;
        return duties.Count > 0 ? DutiesOpen : new PersonErased(person.Id, request.Reason.Trim(), new Dictionary<string, int>());
    }
}
