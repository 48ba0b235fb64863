using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace GrantFlow.Privacy;

/// <summary>How one kind is forgotten.</summary>
/// <param name="Kind">What.</param>
/// <param name="Usual">Days, where a programme set nothing.</param>
/// <param name="Least">The fewest days a programme may set: what an appeal or an auditor may still ask for.</param>
/// <param name="Most">The most.</param>
/// <param name="OfProgramme">Each programme has its own days; else it belongs to the service as a whole.</param>
/// <param name="Table">Where it is.</param>
/// <param name="Due">Which rows are past their time; <c>@programme</c>, <c>@before</c>.</param>
/// <param name="Forget">What is set; empty takes the rows away.</param>
/// <param name="First">A statement before, or null: what hangs on the rows; <c>{due}</c> stands for the condition.</param>
sealed record Retention(RetentionKind Kind, int Usual, int Least, int Most, bool OfProgramme, string Table, string Due, string Forget, string? First = null)
{
    // Never given anything, and its last application is long past.
    const string Gone = "not exists (select 1 from awards a where a.organisation_id = {0}) and not exists (select 1 from cohort_members m where m.organisation_id = {0} and m.state = 'Member') "
        + "and exists (select 1 from applications x where x.organisation_id = {0}) "
        + "and not exists (select 1 from applications x where x.organisation_id = {0} and (x.created_at >= @before or x.state not in ('Ineligible', 'Rejected', 'Withdrawn', 'Draft')))";

    /// <summary>All kinds, in the order they are gone through.</summary>
    internal static readonly IReadOnlyList<Retention> All =
    [
        new(RetentionKind.Letters, 730, 90, 3650, true, "mails", "programme_id = @programme and created_at < @before and state not in ('Queued', 'Sending') and html_body <> ''",
            $"receiver_name = '{PersonalTables.Nameless}', receiver_email = '', title = '', text_body = '', html_body = '', secret = null, last_answer = null, key = id::text"),
        new(RetentionKind.Drafts, 365, 90, 1825, true, "applications",
            "programme_id = @programme and state = 'Draft' and saved_at < @before and exists (select 1 from competitions c where c.id = competition_id and c.closes_at < @before)", "",
            "delete from files where subject_ref in (select 'application:' || id from applications where {due})"),
        new(RetentionKind.Contacts, 1095, 365, 3650, true, "organisations",
            $"programme_id = @programme and (email <> '' or phone <> '') and {Of("organisations.id")}", "email = '', phone = ''",
            $"delete from organisation_people p where p.programme_id = @programme and p.person_id is null and {Of("p.organisation_id")}"),
        new(RetentionKind.Participants, 1825, 365, 3650, true, "attendances",
            $"programme_id = @programme and participant_name <> '{PersonalTables.Nameless}' and exists (select 1 from capacity_events e where e.id = event_id and e.held_on < (@before at time zone 'UTC')::date)",
            $"participant_name = '{PersonalTables.Nameless}', person_key = encode(sha256(convert_to(event_id::text || person_key, 'UTF8')), 'hex')"),
        new(RetentionKind.CheckNotes, 2555, 365, 3650, true, "due_diligence_checks", "programme_id = @programme and at < @before and note <> ''", "note = ''"),
        new(RetentionKind.RecordAddresses, 365, 365, 365, false, "audit_facts", "at < @before and address <> ''", Function),
        new(RetentionKind.Sessions, 90, 90, 90, false, "sessions", "last_seen_at < @before", ""),
        new(RetentionKind.SignInAttempts, 30, 30, 30, false, "sign_in_attempts", "at < @before", ""),
        new(RetentionKind.MailLinks, 30, 30, 30, false, "mail_links", "expires_at < @before", ""),
    ];

    // The record is forgotten from by its own function only.
    const string Function = "record_forget_addresses";
    const int AtOnce = 50_000;

    /// <summary>The kind's way.</summary>
    internal static Retention Of(RetentionKind kind) => All.First(r => r.Kind == kind);

    /// <summary>How many rows are past their time now.</summary>
    internal async Task<int> CountAsync(GrantFlowDb db, Guid? programme, DateTimeOffset before, CancellationToken ct) =>
        Convert.ToInt32(await ScalarAsync(db, $"select count(*) from {Table} where {Due}", programme, before, ct), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Forgets them.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> ForgetAsync(GrantFlowDb db, Guid? programme, DateTimeOffset before, CancellationToken ct)
    {
        if (Forget == Function)
        {
            var all = 0;
            int some;
            do all += some = (int)(await ScalarAsync(db, $"select {Function}(@before, {AtOnce})", programme, before, ct))!;
            while (some == AtOnce);
            return all;
        }

        await using var own = await OwnTransaction.BeginAsync(db, ct);
        // What hangs on the rows goes first, for afterwards it isn't known any more which they were.
        if (First is { } first) await RunAsync(db, first.Replace("{due}", Due, StringComparison.Ordinal), programme, before, ct);
        var rows = await RunAsync(db, Forget.Length == 0 ? $"delete from {Table} where {Due}" : $"update {Table} set {Forget} where {Due}", programme, before, ct);
        await own.CommitAsync(ct);
        return rows;
    }

    static string Of(string organisation) => Gone.Replace("{0}", organisation, StringComparison.Ordinal);

    static async Task<object?> ScalarAsync(GrantFlowDb db, string sql, Guid? programme, DateTimeOffset before, CancellationToken ct)
    {
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await using var command = Command(db, sql, programme, before);
            return await command.ExecuteScalarAsync(ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }

    static async Task<int> RunAsync(GrantFlowDb db, string sql, Guid? programme, DateTimeOffset before, CancellationToken ct)
    {
        await using var command = Command(db, sql, programme, before);
        return await command.ExecuteNonQueryAsync(ct);
    }

    static NpgsqlCommand Command(GrantFlowDb db, string sql, Guid? programme, DateTimeOffset before)
    {
#pragma warning disable CA2100 // made of the constants above
        var command = new NpgsqlCommand(sql, (NpgsqlConnection)db.Database.GetDbConnection());
#pragma warning restore CA2100
        command.Parameters.AddWithValue("programme", programme ?? Guid.Empty);
        command.Parameters.AddWithValue("before", before.ToUniversalTime());
        return command;
    }
}
