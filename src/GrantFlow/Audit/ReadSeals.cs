using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Audit;

/// <summary>The sealed versions of an object and of what belongs to it, oldest first.</summary>
/// <remarks>A reader sees those of programmes whose record they may see.</remarks>
public static class ReadSeals
{
    // An organisation of many years has some hundreds; a page of more would help nobody.
    const int Most = 500;

    /// <summary>Reads them.</summary>
    public static async Task<IReadOnlyList<Seal>> Execute(GrantFlowDb db, Actor actor, string subject, CancellationToken ct)
    {
        var subjects = await Belongings.OfAsync(db, subject, ct);
        var seals = db.Seals.AsNoTracking().Where(s => subjects.Contains(s.Subject));
        if (ReadRecord.SeenBy(actor) is { } seen) seals = seals.Where(s => seen.Contains(s.ProgrammeId));
        return await seals.OrderBy(s => s.At).ThenBy(s => s.Id).Take(Most).ToListAsync(ct);
    }
}
