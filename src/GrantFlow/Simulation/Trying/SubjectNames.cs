namespace GrantFlow.Simulation;

/// <summary>What subjects are called in the sample's first language: by number and organisation, as lists show them.</summary>
static class SubjectNames
{
    /// <summary>Pairs of subject and name; the parameter is the language.</summary>
    public const string Sql = """
        with organisation as (select id, coalesce(name ->> $1, name ->> 'en', (select min(value) from jsonb_each_text(name))) as name from organisations),
            award as (select a.id, a.number, o.name from awards a join organisation o on o.id = a.organisation_id),
            application as (select a.id, a.number, o.name from applications a join organisation o on o.id = a.organisation_id)
        select 'organisation:' || id, name from organisation
        union all select 'cohort:' || id, coalesce(name ->> $1, name ->> 'en', '') from cohorts
        union all select 'competition:' || id, coalesce(title ->> $1, title ->> 'en', '') from competitions
        union all select 'application:' || id, number || ' · ' || name from application
        union all select 'review:' || r.id, a.number || ' · ' || a.name from reviews r join application a on a.id = r.application_id
        union all select 'award:' || id, number || ' · ' || name from award
        union all select 'disbursement:' || d.id, a.number || '/' || d.number || ' · ' || a.name from disbursements d join award a on a.id = d.award_id
        union all select 'condition:' || c.id, a.number || '/' || c.number || ' · ' || a.name from conditions c join award a on a.id = c.award_id
        union all select 'report:' || r.id, a.number || '/' || r.number || ' · ' || a.name from reports r join award a on a.id = r.award_id
        union all select 'visit:' || v.id, a.number || '/' || v.number || ' · ' || a.name from visits v join award a on a.id = v.award_id
        union all select 'finding:' || f.id, a.number || '/' || f.number || ' · ' || a.name from findings f join award a on a.id = f.award_id
        union all select 'milestone:' || m.id, a.number || '/' || m.number || ' · ' || a.name from milestones m join award a on a.id = m.award_id
        union all select 'plan-action:' || c.id, c.parameter || ' · ' || o.name from plan_actions c join organisation o on o.id = c.organisation_id
        union all select 'task:' || id, title from tasks
        """;
}
