namespace GrantFlow.Privacy;

/// <summary>One table that holds something of a person: which of its rows are theirs, and what erasing leaves of them.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Theirs">The condition on a row; <c>@person</c> is the id, <c>@email</c> the address in small letters, <c>@blind</c> the address as tries are counted by.</param>
/// <param name="Erase">What is set; <see cref="PersonalTables.Delete"/> takes the rows away, empty leaves them as they are.</param>
/// <param name="Hidden">Columns that a download leaves out: secrets, and what tells of others.</param>
sealed record PersonalTable(string Table, string Theirs, string Erase, params string[] Hidden);

/// <summary>Every table with something of a person in it. A test compares it with the schema: a new table must be added here, or named there with a reason.</summary>
static class PersonalTables
{
    /// <summary>Takes the rows away.</summary>
    internal const string Delete = "delete";

    // What stays is counted and decided with: who it was is an id without a name.
    const string Stays = "";

    // No language has a word in it, so that no page must know which one the name was meant in.
    internal const string Nameless = "—";

    internal static readonly IReadOnlyList<PersonalTable> All =
    [
        new("people", "id = @person", $"full_name = '{Nameless}', email = null, normalized_email = null, user_name = null, normalized_user_name = null, email_confirmed = false, phone_number = null, "
            + "phone_number_confirmed = false, password_hash = null, security_stamp = gen_random_uuid()::text, two_factor_enabled = false, erased_at = @now", "password_hash", "security_stamp", "concurrency_stamp"),
        new("sessions", "person_id = @person", Delete),
        new("authenticators", "person_id = @person", Delete, "secret", "pending"),
        new("recovery_codes", "person_id = @person", Delete, "hash"),
        new("passkeys", "user_id = @person", Delete, "data"),
        new("mail_links", "person_id = @person or lower(email) = @email", Delete, "hash"),
        new("sign_in_attempts", "account = @blind", Delete, "account", "address"),
        new("person_claims", "user_id = @person", Delete),
        new("person_logins", "user_id = @person", Delete),
        new("person_tokens", "user_id = @person", Delete, "value"),
        new("identity_person_roles", "user_id = @person", Delete),
        new("programme_roles", "person_id = @person", Delete),
        new("organisation_people", "person_id = @person or lower(email) = @email", Delete),
        new("organisations", "lower(email) = @email", "email = '', phone = ''"),
        new("invitations", "accepted_by = @person or lower(email) = @email", $"email = '', name = '{Nameless}'", "hash"),
        new("join_requests", "person_id = @person", "message = ''"),
        new("headship_offers", "from_person_id = @person or to_person_id = @person", Stays),
        new("mails", "receiver_person_id = @person or lower(receiver_email) = @email",
            $"receiver_name = '{Nameless}', receiver_email = '', title = '', text_body = '', html_body = '', secret = null, last_answer = null, next_attempt_at = null, key = id::text, "
            + "state = case when state in ('Queued', 'Sending') then 'Silenced' else state end", "secret"),
        new("reminder_rungs", "receiver_person_id = @person or lower(receiver_email) = @email",
            $"receiver_name = '{Nameless}', receiver_email = id::text, mail_key = null, state = case when state = 'Pending' then 'Silenced' else state end"),
        new("deadlines", "holders::text like '%' || @person::text || '%' or escalate_to::text like '%' || @person::text || '%'",
            "holders = (select coalesce(jsonb_agg(h), '[]') from jsonb_array_elements(holders) h where h::text not like '%' || @person::text || '%'), "
            + "escalate_to = (select coalesce(jsonb_agg(h), '[]') from jsonb_array_elements(escalate_to) h where h::text not like '%' || @person::text || '%')", "holders", "escalate_to", "values"),
        new("tasks", "person_id = @person or ended_by = @person", Stays),
        new("audit_facts", "actor_id = @person", "", "changes", "tx"), // forgotten by a function of the record's own
        new("seals", "by_id = @person", Stays, "content"), // what was decided or sent in, sealed with the record
        new("assessments", "assessor_id = @person", Stays),
        new("reviews", "reviewer_id = @person", Stays),
        new("conflicts_of_interest", "reviewer_id = @person", "reason = ''"),
        new("decisions", "proposed_by = @person or judged_by = @person", Stays, "minutes"),
        new("due_diligence_checks", "by_id = @person", $"by_name = '{Nameless}'", "note"),
        new("agreement_signatures", "person_id = @person", Stays), // a contract names who signed it for as long as it is one
        new("disbursements", "released_by = @person", Stays),
        new("conditions", "settled_by = @person", Stays, "evidence"),
        new("variations", "approved_by = @person", Stays),
        new("visits", "confirmed_by = @person or held_by = @person", Stays, "notes"),
        new("indicator_actuals", "by_id = @person", Stays),
        new("risk_changes", "by_id = @person", Stays, "reason"),
        new("reports", "submitted_by = @person or accepted_by = @person", Stays, "content"),
        new("report_reviews", "by_id = @person", Stays),
        new("files", "attached_by = @person", Stays),
        new("bank_accounts", "entered_by = @person or judged_by = @person", Stays, "holder", "bank", "account", "reason"),
        new("health_report_shares", "person_id = @person or given_by = @person or ended_by = @person", Stays),
        new("erasure_requests", "person_id = @person", Stays),
        new("workflow_designs", "saved_by = @person", Stays),
        new("workflow_moves", "moved_by = @person or undone_by = @person", Stays, "reason", "bindings"),
    ];

    /// <summary>Tables whose columns sound personal and aren't tied to a person by anything that could be looked for; each with its reason.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Untied = new Dictionary<string, string>
    {
        ["attendances"] = "a name on a list of participants, without address or account; forgotten by the rule of retention",
    };
}
