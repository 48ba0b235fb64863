using FluentAssertions;
using GrantFlow.Tests.Postgres;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Designer;

public sealed class WorkflowSubjectsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task What_an_instance_can_be_about_is_known_with_its_programme_and_cohort()
    {
        var programme = await _some.ProgrammeAsync();
        var cohort = await _some.CohortAsync(programme);
        var competition = await _some.CompetitionAsync(cohort);
        var (organisation, _) = await _some.OrganisationAsync(programme);

        (await OneAsync($"select programme_id || ' ' || cohort_id from workflow_subjects where subject = 'competition:{competition}'"))
            .Should().Be($"{programme} {cohort}");
        (await OneAsync($"select programme_id || ' ' || organisation_id from workflow_subjects where subject = 'organisation:{organisation}'"))
            .Should().Be($"{programme} {organisation}");
        (await DifferencesAsync()).Should().Be(0);
    }

    [Fact]
    public async Task A_noun_that_is_renamed_moved_or_removed_is_followed_with_what_is_under_it()
    {
        var programme = await _some.ProgrammeAsync();
        var first = await _some.CohortAsync(programme);
        var second = await _some.CohortAsync(programme, number: 2);
        var competition = await _some.CompetitionAsync(first);
        var (organisation, _) = await _some.OrganisationAsync(programme);
        var award = Guid.CreateVersion7();
        await RunAsync($"""
            insert into awards (id, programme_id, cohort_id, organisation_id, number, title, amount, currency, state, starts_on, ends_on, awarded_on, created_at)
            values ('{award}', '{programme}', '{first}', '{organisation}', 'P-G1', '{JsonOf("Clean Shore")}', 5, 'AMD', 'Active', '2021-01-01', '2021-12-31', '2021-01-01', now());
            insert into reports (id, programme_id, award_id, number, kind, period_start, period_end, due_on, due_at, state)
            select gen_random_uuid(), '{programme}', '{award}', n, 'Interim', '2021-01-01', '2021-02-01', '2021-02-01', now(), 'Planned' from generate_series(1, 2) n;
            insert into visits (id, programme_id, award_id, number, kind, planned_on, state)
            values (gen_random_uuid(), '{programme}', '{award}', 1, 'Routine', '2021-02-01', 'Planned')
            """);

        await RunAsync($"update awards set cohort_id = '{second}', title = '{JsonOf("Cleaner Shore")}' where id = '{award}'");
        await RunAsync($"update competitions set cohort_id = '{second}' where id = '{competition}'");

        (await OneAsync($"select count(*) from workflow_subjects where cohort_id = '{second}' and words = 'p-g1 cleaner shore'")).Should().Be(4L);
        (await DifferencesAsync()).Should().Be(0);

        await RunAsync($"delete from awards where id = '{award}'");

        (await OneAsync($"select count(*) from workflow_subjects where organisation_id = '{organisation}'")).Should().Be(1L);
        (await DifferencesAsync()).Should().Be(0);
    }

    static string JsonOf(string title) => $$"""{"en":"{{title}}"}""";

    async Task<object?> DifferencesAsync() => await OneAsync("""
        select (select count(*) from (
                select n.kind || ':' || n.id, n.programme_id, n.cohort_id, n.organisation_id, n.words from workflow_subjects_now n
                except select subject, programme_id, cohort_id, organisation_id, words from workflow_subjects) missing)
            + (select count(*) from (
                select subject, programme_id, cohort_id, organisation_id, words from workflow_subjects
                except select n.kind || ':' || n.id, n.programme_id, n.cohort_id, n.organisation_id, n.words from workflow_subjects_now n) extra)
        """);

    Task<object?> RunAsync(string sql) => OneAsync(sql);

    async Task<object?> OneAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // texts of this class
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }
}
