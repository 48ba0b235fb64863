using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Persistence;
using GrantFlow.Reporting;
using GrantFlow.Selection;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Files;

/// <summary>Who may read and who may change what hangs on an application, a report or an award.</summary>
/// <param name="Subject">As <c>kind:id</c>.</param>
/// <param name="ProgrammeId">The programme.</param>
/// <param name="OrganisationId">Whose it is.</param>
/// <param name="MayRead">The actor may read its files.</param>
/// <param name="MayChange">The actor's role lets them attach and take away.</param>
/// <param name="IsOpen">It still takes changes.</param>
sealed record FileAccess(string Subject, Guid ProgrammeId, Guid OrganisationId, bool MayRead, bool MayChange, bool IsOpen)
{
    /// <summary>What an actor may do with the files of a subject.</summary>
    /// <returns>Null when there is no such subject.</returns>
    public static async Task<FileAccess?> OfAsync(GrantFlowDb db, Actor actor, string subject, DateTimeOffset now, CancellationToken ct) =>
        subject.Split(':') is [var kind, var text] && Guid.TryParse(text, out var id)
            ? kind switch
            {
                "application" => await OfApplicationAsync(db, actor, id, now, ct),
                "report" => await OfReportAsync(db, actor, id, ct),
                "award" => await OfAwardAsync(db, actor, id, ct),
                _ => null,
            }
            : null;

    static async Task<FileAccess?> OfApplicationAsync(GrantFlowDb db, Actor actor, Guid id, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Applications.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } application) return null;
        var (programme, organisation) = (application.ProgrammeId, application.OrganisationId);
        var draft = application.State == ApplicationState.Draft;
        // What wasn't sent in is nobody's business but the organisation's; a reviewer reads after saying that nothing stands against it.
        var reads = draft ? actor.May(application.State.ReadBy, programme, organisation) : await ReviewAccess.MayReadAsync(db, actor, application, ct);
        var open = draft && (await db.Competitions.AsNoTracking().FirstAsync(c => c.Id == application.CompetitionId, ct)).TakesApplicationsAt(now);
        return new($"application:{id}", programme, organisation, reads, actor.May(Act.SaveApplication, programme, organisation), open);
    }

    static async Task<FileAccess?> OfReportAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Reports.AsNoTracking().FirstOrDefaultAsync(r => r.Id == id, ct) is not { } report) return null;
        var award = await db.Awards.AsNoTracking().FirstAsync(a => a.Id == report.AwardId, ct);
        var (programme, organisation) = (award.ProgrammeId, award.OrganisationId);
        return new(
            $"report:{id}", programme, organisation, actor.May(report.State.ReadBy, programme, organisation), actor.May(Act.SaveReport, programme, organisation), report.IsWithGrantee);
    }

    // What was looked up about an organisation isn't shown to it: a register's extract may name others.
    static async Task<FileAccess?> OfAwardAsync(GrantFlowDb db, Actor actor, Guid id, CancellationToken ct)
    {
        if (await db.Awards.AsNoTracking().FirstOrDefaultAsync(a => a.Id == id, ct) is not { } award) return null;
        var (programme, organisation) = (award.ProgrammeId, award.OrganisationId);
        return new(
            $"award:{id}", programme, organisation, actor.May(Act.SeeEvidence, programme, organisation), actor.May(Act.RecordDueDiligence, programme, organisation),
            award.State is AwardState.Prepared or AwardState.DueDiligence);
    }
}
