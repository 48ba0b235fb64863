using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages;

/// <summary>Finds what grants ask of a programme's staff: checks, signatures, visits, payments.</summary>
static class AskedOfStaff
{
    /// <summary>The most of one kind that is shown: whoever has more begins with these.</summary>
    const int Most = 100;

    /// <summary>Days before its day that a visit is asked for.</summary>
    const int VisitAhead = 14;

    /// <summary>Everything open, in no order.</summary>
    public static async Task<IReadOnlyList<Asked>> ReadAsync(GrantFlowDb db, Actor actor, DateTimeOffset now, Texts texts, CancellationToken ct)
    {
        var programmes = await db.Programmes.AsNoTracking().Where(p => p.Kind == ProgrammeKind.Live).ToDictionaryAsync(p => p.Id, ct);
        List<Guid> Where(Act act) => [.. programmes.Keys.Where(p => actor.May(act, p))];
        Asked Of(Award award, string key, string link, DateOnly? day)
        {
            var programme = programmes[award.ProgrammeId];
            return new(link, texts[key], $"{award.Number}: {award.Title.In(texts.Language)}", day is { } due ? programme.EndOf(due) : null, programme.TimeZone);
        }

        var (checks, signs, visited, pays) = (Where(Act.RecordDueDiligence), Where(Act.SignForProgramme), Where(Act.RecordVisit), Where(Act.ReleaseDisbursement));
        if (checks.Count + signs.Count + visited.Count + pays.Count == 0) return [];
        var toCheck = await db.Awards.AsNoTracking().Where(a => checks.Contains(a.ProgrammeId) && a.State == AwardState.DueDiligence).OrderBy(a => a.Id).Take(Most).ToListAsync(ct);
        var toSign = await db.Agreements.AsNoTracking()
            .Where(g => signs.Contains(g.ProgrammeId) && g.State == AgreementState.Sent && g.Signatures.All(s => s.Side != AgreementSide.Grantor && s.PersonId != actor.PersonId))
            .Join(db.Awards, g => g.AwardId, a => a.Id, (g, a) => new { a, g.SignBy }).OrderBy(g => g.SignBy).Take(Most).ToListAsync(ct);
        var soon = DateOnly.FromDateTime(now.UtcDateTime).AddDays(VisitAhead);
        var visits = await db.Visits.AsNoTracking()
            .Where(v => visited.Contains(v.ProgrammeId) && (v.State == VisitState.Planned || v.State == VisitState.Confirmed) && v.PlannedOn <= soon)
            .Join(db.Awards.Where(a => a.State == AwardState.Active), v => v.AwardId, a => a.Id, (v, a) => new { a, v.Id, v.PlannedOn })
            .OrderBy(v => v.PlannedOn).Take(Most).ToListAsync(ct);
        var payments = await db.Disbursements.AsNoTracking()
            .Where(d => pays.Contains(d.ProgrammeId) && (d.State == DisbursementState.Due || d.State == DisbursementState.Released))
            .Join(db.Awards.Where(a => a.State == AwardState.Active), d => d.AwardId, a => a.Id, (d, a) => new { a, d.State, d.DueOn })
            .OrderBy(d => d.DueOn).Take(Most).ToListAsync(ct);
        return
        [
            .. toCheck.Select(a => Of(a, "me.check-award", $"/awards/{a.Id}", null)),
            .. toSign.Select(g => Of(g.a, "me.sign", $"/awards/{g.a.Id}", g.SignBy)),
            .. visits.Select(v => Of(v.a, "me.hold-visit", $"/visits/{v.Id}", v.PlannedOn)),
            .. payments.Select(d => Of(d.a, d.State == DisbursementState.Due ? "me.release" : "me.confirm-paid", $"/awards/{d.a.Id}", d.DueOn)),
        ];
    }
}
