using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>The zone that a workflow's times are told in.</summary>
static class ReaderZone
{
    /// <summary>Told where several programmes, each with its own zone, look at the same.</summary>
    public const string Everybodys = "Etc/UTC";

    /// <summary>The programme's; for what all programmes share, that of the reader's programmes, where they agree on one.</summary>
    /// <param name="db">The database.</param>
    /// <param name="actor">Who reads.</param>
    /// <param name="act">What the reader does in their programmes.</param>
    /// <param name="programmeId">Whose it is; null or empty for every programme's.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<string> OfAsync(GrantFlowDb db, Actor actor, Act act, Guid? programmeId, CancellationToken ct)
    {
        var all = await db.Programmes.AsNoTracking().Select(p => new { p.Id, p.TimeZone }).ToListAsync(ct);
        return Of([.. all.Where(p => actor.May(act, p.Id)).Select(p => (p.Id, p.TimeZone))], programmeId);
    }

    /// <summary>The same out of programmes that are known.</summary>
    public static string Of(IReadOnlyCollection<(Guid Id, string Zone)> readers, Guid? programmeId) =>
        readers.FirstOrDefault(p => p.Id == programmeId).Zone is { } own ? own
        : readers.Select(p => p.Zone).Distinct().ToList() is [var only] ? only
        : Everybodys;
}
