using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Audit;

/// <summary>What belongs to an object, so that its history is told whole: an award's reports, an organisation's applications.</summary>
static class Belongings
{
    /// <summary>The subject itself, and the subjects of what belongs to it.</summary>
    public static async Task<string[]> OfAsync(GrantFlowDb db, string subject, CancellationToken ct)
    {
        if (subject.Split(':') is not [var kind, var text] || !Guid.TryParse(text, out var id)) return [subject];
        var more = kind switch
        {
            "organisation" => await OfOrganisationAsync(db, id, ct),
            "competition" => await OfCompetitionAsync(db, id, ct),
            "application" => await OfApplicationAsync(db, id, ct),
            "award" => await OfAwardAsync(db, id, ct),
            _ => [],
        };
        return [subject, .. more];
    }

    static Task<List<string>> OfOrganisationAsync(GrantFlowDb db, Guid id, CancellationToken ct) => db.Database.SqlQuery<string>($"""
        select 'application:' || id as "Value" from applications where organisation_id = {id}
        union all select 'review:' || r.id from reviews r join applications a on a.id = r.application_id where a.organisation_id = {id}
        union all select 'plan-action:' || id from plan_actions where organisation_id = {id}
        union all select 'award:' || id from awards where organisation_id = {id}
        union all select 'report:' || r.id from reports r join awards a on a.id = r.award_id where a.organisation_id = {id}
        union all select 'visit:' || v.id from visits v join awards a on a.id = v.award_id where a.organisation_id = {id}
        """).ToListAsync(ct);

    static Task<List<string>> OfCompetitionAsync(GrantFlowDb db, Guid id, CancellationToken ct) => db.Database.SqlQuery<string>($"""
        select 'application:' || id as "Value" from applications where competition_id = {id}
        union all select 'review:' || id from reviews where competition_id = {id}
        """).ToListAsync(ct);

    static Task<List<string>> OfApplicationAsync(GrantFlowDb db, Guid id, CancellationToken ct) => db.Database.SqlQuery<string>($"""
        select 'review:' || id as "Value" from reviews where application_id = {id}
        union all select 'award:' || id from awards where application_id = {id}
        """).ToListAsync(ct);

    static Task<List<string>> OfAwardAsync(GrantFlowDb db, Guid id, CancellationToken ct) => db.Database.SqlQuery<string>($"""
        select 'application:' || application_id as "Value" from awards where id = {id} and application_id is not null
        union all select 'report:' || id from reports where award_id = {id}
        union all select 'visit:' || id from visits where award_id = {id}
        union all select 'finding:' || id from findings where award_id = {id}
        union all select 'disbursement:' || id from disbursements where award_id = {id}
        """).ToListAsync(ct);
}
