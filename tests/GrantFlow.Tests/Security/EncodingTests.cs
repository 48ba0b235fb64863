using System.Net;
using FluentAssertions;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>
/// Markup in any text that the database can hold is shown as text on every page (field: Unity AB#33412, #33421). It is put into every
/// text column there is, also into those that no form fills, so that a new column is covered on the day it comes.
/// </summary>
public sealed class EncodingTests(RunningHost host) : IClassFixture<RunningHost>
{
    const string Markup = "\"'><script>gf(1)</script><img src=x onerror=gf(2)>{{7*7}}";

    // Columns whose text the service makes or reads as a code: markup there would break it before it reached a page.
    static readonly string[] Codes =
    [
        "language", "default_language", "time_zone", "zone", "country", "currency", "region", "key", "number_prefix", "sha256", "hash", "snapshot", "snapshot_hash", "subject",
        "subject_ref", "kind", "state", "code", "ladder", "template", "message_id", "mail_key", "parameter", "purpose", "argument", "job_id", "job",
        "concurrency_stamp", "security_stamp", "password_hash", "normalized_email", "normalized_user_name", "email", "user_name", "receiver_email", "receiver_language",
        "secret", "pending", "provider_key", "login_provider", "person_key", "name_key", "correlation_id", "definition_id", "source_sha256", "giving360_prefix", "rung",
        "html_body", "origin", "iban", "account",
    ];

    // Tables that are no part of what pages tell of people's work, or are the machine's own.
    static readonly string[] Machine = ["data_protection_keys", "workflow_signals", "identity_roles", "identity_role_claims", "person_claims", "person_logins", "person_tokens", "sign_in_attempts", "right_changes"];

    [Fact]
    public async Task Markup_in_any_text_is_shown_as_text_on_every_page()
    {
        var award = await SceneAsync();
        var filled = await FillAsync();
        var pages = await PagesAsync(award);
        List<string> faults = [];
        var shown = 0;

        foreach (var (who, actor) in new[] { ("manager", award.Manager), ("head", award.Head), ("finance", award.Finance), ("donor", award.Donor) })
        {
            using var client = await host.AsAsync(actor);
            foreach (var page in pages)
            {
                using var answer = await client.GetAsync(page);
                // A download is saved, never shown.
                if (answer.Content.Headers.ContentType?.MediaType != "text/html") continue;
                var html = await answer.Content.ReadAsStringAsync();
                if (answer.StatusCode >= HttpStatusCode.InternalServerError) faults.Add($"{who} {page} broke with {(int)answer.StatusCode}");
                if (html.Contains("<script>gf", StringComparison.OrdinalIgnoreCase) || html.Contains("<img src=x", StringComparison.OrdinalIgnoreCase)) faults.Add($"{who} {page} runs it");
                if (html.Contains("gf(1)", StringComparison.Ordinal)) shown++;
            }
        }

        faults.Should().BeEmpty();
        filled.Should().BeGreaterThan(45);
        shown.Should().BeGreaterThan(15, "pages that show nothing prove nothing");
    }

    async Task<SomeAward> SceneAsync()
    {
        var award = await (await new SomeAward(host.Database).OpenedAsync()).ActiveAsync(LocalText.Of("en", "Hire"));
        var (some, clock) = (award.Some, award.Clock);
        await award.SubmittedAsync(1);
        await some.Do(db => PlanVisits.Execute(db, award.Manager, award.Id, new(), clock, default));
        await some.Do(db => SetMilestones.Execute(
            db, award.Manager, award.Id, new([new(LocalText.Of("en", "Open"), new DateOnly(2021, 12, 1))], [new(LocalText.Of("en", "People"), "people", 0, 10)]), clock, default));
        await some.Do(db => RaiseFinding.Execute(db, award.Manager, award.Id, new("No stamp"), clock, default));
        await some.Do(db => InviteToProfile.Execute(db, Some.Administrator, award.Organisation, new(), clock, default));
        await some.Do(db => SaveProfile.Execute(db, award.Head, award.Organisation, new(Some.ProfileAnswers(), true), clock, default));
        await some.Do(db => RecordCapacityEvent.Execute(
            db, Some.Administrator, award.Programme, new(CapacityEventKind.Training, null, LocalText.Of("en", "T"), new(2021, 3, 1), "AM-LO"), clock, default));
        return award;
    }

    // Each column by itself: what a rule of the database refuses stays as it was.
    async Task<int> FillAsync()
    {
        await using var db = host.Database.Open();
        await using var connection = new NpgsqlConnection(host.Database.OwnerConnectionString);
        await connection.OpenAsync();
        var filled = 0;
        foreach (var (table, column, type) in from entity in db.Model.GetEntityTypes()
                                              let table = entity.GetTableName()
                                              where table is not null && !entity.IsMappedToJson() && !Machine.Contains(table)
                                              from property in entity.GetProperties()
                                              where (property.ClrType == typeof(string) || property.ClrType == typeof(LocalText)) && !property.IsPrimaryKey()
                                              let column = property.GetColumnName()
                                              where !Codes.Contains(column)
                                              select (table, column, property.GetColumnType()))
        {
            var value = type == "jsonb" ? "jsonb_build_object('en', @markup, 'hy', @markup)" : "@markup";
            if (type == "jsonb" && column is "data" or "changes") continue;
#pragma warning disable CA2100 // names come from the model
            await using var command = new NpgsqlCommand($"update {table} set \"{column}\" = {value}", connection);
#pragma warning restore CA2100
            command.Parameters.AddWithValue("markup", Markup);
            try
            {
                if (await command.ExecuteNonQueryAsync() > 0) filled++;
            }
            catch (PostgresException e) when (e.SqlState.StartsWith("23", StringComparison.Ordinal) || e.SqlState.StartsWith("22", StringComparison.Ordinal))
            {
                // Unique, checked, or too long for its column.
            }
        }

        return filled;
    }

    // Every page with every id that it could be about.
    async Task<List<string>> PagesAsync(SomeAward award)
    {
        await using var db = host.Database.Open();
        List<Guid> ids =
        [
            award.Programme, award.Competition, award.Organisation, award.Id, award.Head.PersonId,
            .. await db.Set<Application>().Select(a => a.Id).ToListAsync(), .. await db.Reports.Select(r => r.Id).ToListAsync(), .. await db.Visits.Select(r => r.Id).Take(2).ToListAsync(),
            .. await db.Set<Mail>().Select(m => m.Id).Take(2).ToListAsync(), .. await db.Set<Cohort>().Select(c => c.Id).ToListAsync(), .. await db.Set<CapacityEvent>().Select(c => c.Id).ToListAsync(),
        ];
        var doors = (await host.DoorsAsync()).Where(d => d.Method == "GET" && !d.Path.StartsWith("/api/", StringComparison.Ordinal)).Select(d => d.Path).Distinct();
        return [.. doors.SelectMany(path => path.Contains("{id:guid}", StringComparison.Ordinal)
            ? ids.Select(id => path.Replace("{id:guid}", id.ToString(), StringComparison.Ordinal))
            : path.StartsWith("/record/", StringComparison.Ordinal) ? [$"/record/award:{award.Id}", $"/record/organisation:{award.Organisation}"]
            : path.Contains('{', StringComparison.Ordinal) ? [] : [path])];
    }
}
