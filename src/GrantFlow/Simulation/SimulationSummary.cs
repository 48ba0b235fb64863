namespace GrantFlow.Simulation;

/// <summary>How a run went, counted in its database. Names and nesting are those of <c>simulate --json</c>.</summary>
/// <param name="Programme">The programme's name.</param>
/// <param name="VirtualDays">Days from the first act on the record to the last.</param>
/// <param name="WallSeconds">How long the run took, in real seconds.</param>
/// <param name="Instances">Workflow instances.</param>
/// <param name="Steps">Activities begun by the engine.</param>
/// <param name="Cohorts">By number.</param>
/// <param name="Mails">The outbox.</param>
/// <param name="Reminders">Prompts whose time came.</param>
/// <param name="Reports">Grantees' reports.</param>
/// <param name="Events">Capacity events held.</param>
/// <param name="Money">Of all awards.</param>
/// <param name="Incidents">Open and settled.</param>
public sealed record SimulationSummary(
    string Programme,
    int VirtualDays,
    double WallSeconds,
    InstanceCounts Instances,
    long Steps,
    IReadOnlyList<CohortCounts> Cohorts,
    MailCounts Mails,
    ReminderCounts Reminders,
    ReportCounts Reports,
    EventCounts Events,
    MoneyCounts Money,
    long Incidents);

/// <summary>Workflow instances by how they stand; cancelled ones count as finished.</summary>
public sealed record InstanceCounts(long Finished, long Suspended, long Faulted);

/// <summary>One cohort.</summary>
/// <param name="Name">In English, or the programme's first language.</param>
/// <param name="Places">Places there are.</param>
/// <param name="Members">Organisations that hold one, or held it to the cohort's close.</param>
/// <param name="Applications">Sent in to its competitions.</param>
/// <param name="Awards">Made to its members, except those declined.</param>
/// <param name="Left">Organisations that left.</param>
/// <param name="Replaced">Places filled again from the reserve.</param>
public sealed record CohortCounts(string Name, int Places, long Members, long Applications, long Awards, long Left, long Replaced);

/// <summary>The outbox.</summary>
/// <param name="Total">All.</param>
/// <param name="ByLanguage">By two-letter code.</param>
/// <param name="ByKind">By template.</param>
/// <param name="Duplicates">Mails that repeat another: receiver, kind, subject and prompt the same; for mails that are no prompt, the text and the day as well.</param>
public sealed record MailCounts(long Total, IReadOnlyDictionary<string, long> ByLanguage, IReadOnlyDictionary<string, long> ByKind, long Duplicates);

/// <summary>Prompts.</summary>
/// <param name="Due">Their time came while their reason stood.</param>
/// <param name="Sent">Of those, sent.</param>
/// <param name="Missed">Of those, never sent.</param>
public sealed record ReminderCounts(long Due, long Sent, long Missed);

/// <summary>Grantees' reports.</summary>
/// <param name="Due">Asked for, with the day come or the report settled.</param>
/// <param name="Accepted">Accepted.</param>
/// <param name="Late">Came after their day.</param>
public sealed record ReportCounts(long Due, long Accepted, long Late);

/// <summary>Capacity events held.</summary>
/// <param name="Seminars">Events.</param>
/// <param name="Topics">Different topics.</param>
/// <param name="Organisations">Different organisations that took part.</param>
/// <param name="Participants">Attendances, not persons.</param>
public sealed record EventCounts(long Seminars, long Topics, long Organisations, long Participants);

/// <summary>Money.</summary>
/// <param name="Currency">ISO 4217.</param>
/// <param name="Awarded">All awards except those declined; of imported ones, those begun.</param>
/// <param name="Disbursed">Paid.</param>
public sealed record MoneyCounts(string Currency, decimal Awarded, decimal Disbursed);
