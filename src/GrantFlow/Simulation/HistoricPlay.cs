using GrantFlow.Awards;
using GrantFlow.Organisations;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Simulation;

/// <summary>Who plays an imported programme: its published records name no people.</summary>
sealed record HistoricCast(IReadOnlyList<StaffMember> Staff, Character Character);

/// <summary>Plays an imported programme: each grant's workflow begins on the day it was truly awarded.</summary>
sealed class HistoricPlay(Theatre theatre, Casting casting)
{
    /// <summary>Brings staff and organisations in and plans the start of every grant awarded within the days played.</summary>
    public async Task BeginAsync(HistoricCast cast, DateOnly from, DateOnly until, CancellationToken ct)
    {
        theatre.Staff = await casting.HireAsync(cast.Staff, theatre.Programme.Id, ct);
        var awards = await theatre.ReadAsync(db => db.Awards.AsNoTracking()
            .Where(a => a.ProgrammeId == theatre.Programme.Id && a.State == AwardState.Prepared && a.AwardedOn >= from && a.AwardedOn <= until)
            .OrderBy(a => a.AwardedOn).ThenBy(a => a.Number)
            .Select(a => new { a.Id, a.Number, a.OrganisationId, a.AwardedOn })
            .ToListAsync(ct));
        var organisations = await theatre.ReadAsync(db => db.Organisations.AsNoTracking().OrderBy(o => o.Number).ToListAsync(ct));
        var awarded = awards.Select(a => a.OrganisationId).ToHashSet();
        foreach (var (index, organisation) in organisations.Where(o => awarded.Contains(o.Id)).Index())
            await casting.JoinAsync(index + 1, organisation, ct);
        foreach (var award in awards)
        {
            var key = $"award:{award.Number}";
            theatre.Plan(theatre.OfficeHour(award.AwardedOn, key, theatre.Now), key, (db, c) => BeginAward.Execute(
                db, theatre.One("GrantManager", key).Person.Actor, award.Id, theatre.Clock, c));
        }

        theatre.Say($"{awards.Count} grants to {awarded.Count} organisations");
    }
}
