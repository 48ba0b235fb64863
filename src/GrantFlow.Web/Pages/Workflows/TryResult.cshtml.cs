using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Simulation;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;

namespace GrantFlow.Web.Pages.Workflows;

/// <summary>One try: how far it is, then what it showed.</summary>
[Does(Act.DrawDesigns)]
sealed class TryResultPage(GrantFlowDb db, Tries tries, DesignChecks checks, TimeProvider clock, Texts texts) : FlowPage
{
    /// <summary>The try.</summary>
    public Try Try { get; private set; } = null!;

    /// <summary>What it showed; null while there is nothing.</summary>
    public TryResult? Result { get; private set; }

    /// <summary>The definition's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Also what other workflows and people did.</summary>
    [BindProperty(SupportsGet = true)]
    public bool All { get; set; }

    /// <summary>The mails shown: those written on one occasion together, each receiver with theirs.</summary>
    public IReadOnlyList<IReadOnlyList<TriedMail>> Mails =>
        [.. Result!.Mails.Where(m => All || m.Drawn).GroupBy(m => (m.At, m.Kind, m.About, m.By, m.Sent)).Select(g => g.ToList())];

    /// <summary>The dates shown.</summary>
    public IEnumerable<TriedDeadline> Deadlines => Result!.Deadlines.Where(d => All || d.Drawn);

    /// <summary>Shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        Result = await tries.ResultAsync(id, ct);
        return Page();
    }

    /// <summary>How far it is, for a page that asks again and again; once it is over, the page is to be loaded anew.</summary>
    public async Task<IActionResult> OnGetProgressAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        if (!Try.IsUnderWay) Response.Headers["HX-Refresh"] = "true";
        return Partial("_TryProgress", Try);
    }

    /// <summary>Tries the latest text once more, with the same choices.</summary>
    [Does(Act.DrawDesigns)]
    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct)) return NotFound();
        var request = new TryDesign.Request(Try.DefinitionId, Try.ProgrammeId, Try.Mood, Try.Organisations, Try.About);
        var verdict = await TryDesign.Execute(db, tries, checks, Actor, request, clock, ct);
        if (verdict.Allows(out var asked, out var refusal) && asked.TryId is { } again) return LocalRedirect($"/workflows/try/{again}");
        if (refusal is null || refusal == TryDesign.AboutMissing) return LocalRedirect($"/workflows/try?definition={Uri.EscapeDataString(Try.DefinitionId)}");
        Result = await tries.ResultAsync(id, ct);
        return Refused(refusal);
    }

    /// <summary>How far it came that was stopped; null where it was played to the end, or not at all.</summary>
    public string? Reached(TryResult result) => result switch
    {
        { End: TryEnd.TooLong } or { Restless: Restlessness.InAll } => texts["try.reached-work", texts.When(result.Until, Try.Zone), texts.Number(result.Work)],
        { Restless: Restlessness.AtOnce } => texts["try.reached-once", texts.When(result.Until, Try.Zone)],
        { Restless: Restlessness.People } => texts["try.reached-people", texts.When(result.Until, Try.Zone)],
        _ => null,
    };

    /// <summary>Day and hour in the sample's zone.</summary>
    public string At(DateTimeOffset at) => Texts.Short(at, Try.Zone);

    /// <summary>What something is about.</summary>
    public string About(TriedSubject? subject) =>
        subject is null ? "" : subject.Name.Length == 0 ? texts.Find($"noun.{subject.Kind}", subject.Kind) : $"{texts.Find($"noun.{subject.Kind}", subject.Kind)} {subject.Name}";

    /// <summary>The word for a receiver's role.</summary>
    public string RoleOf(string? role) => role?.Split('.', 2) switch
    {
        [_, var member] => texts.Begun(texts.Word(Enum.Parse<OrganisationRole>(member))),
        [var staff] => texts.Word(Enum.Parse<Role>(staff)),
        _ => "",
    };

    /// <summary>What a date is for.</summary>
    public string KindOf(TriedDeadline deadline) => texts.Find($"date.{deadline.Kind}", deadline.Kind);

    /// <summary>Which prompt it is.</summary>
    public string Rung(string rung) => rung.Split('-', 2) switch
    {
        ["before", var days] => texts.Count("try.before", Days(days)),
        ["after", var days] => texts.Count("try.after", Days(days)),
        ["escalate", var days] => texts.Count("try.escalated", Days(days)),
        _ => texts["try.due-day"],
    };

    /// <summary>What became of a prompt.</summary>
    public string Became(TriedPrompt prompt) => Enum.Parse<RungState>(prompt.State) switch
    {
        RungState.Sent => texts["try.prompt-sent"],
        RungState.Faulty => texts["try.prompt-faulty"],
        RungState.Pending => texts["try.prompt-pending"],
        RungState.Silenced or RungState.Superseded => texts["try.prompt-silenced"],
    };

    /// <summary>Where a step stands, when it has no way out to show.</summary>
    public string Became(TriedStep step) => step.Event switch
    {
        "Completed" => string.Join(", ", step.Outcomes.Select(o => texts.Outcome(o, step.Type))),
        "Suspended" or "Started" or "Resumed" => texts["try.still-waits"],
        "Canceled" => texts["try.given-up"],
        _ => texts["try.failed-here"],
    };

    static int Days(string text) => int.Parse(text.TrimEnd('d'), CultureInfo.InvariantCulture);

    // Whoever may draw in the programme sees what was tried in its likeness; to others it doesn't exist.
    async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (!await tries.AreReadyAsync(ct) || await tries.FindAsync(id, ct) is not { } found || !Actor.May(Act.DrawDesigns, found.ProgrammeId)) return false;
        Try = found;
        Name = (await TryDesign.LookAsync(db, Actor, found.DefinitionId, found.ProgrammeId, checks.Catalogue, ct)).Allows(out var design, out _) ? design.Name : found.DefinitionId;
        return true;
    }
}

/// <summary>Where a date's instants stand on a line from its setting to its end.</summary>
/// <param name="Deadline">The date.</param>
sealed record DateLine(TriedDeadline Deadline)
{
    const double Left = 12;
    const double Width = 976;

    DateTimeOffset Last { get; } = Deadline.Prompts.Select(p => p.At).Append(Deadline.Due).Append(Deadline.Ended ?? Deadline.Due).Max();

    /// <summary>An instant's place, 0 to 1000.</summary>
    public string X(DateTimeOffset at) =>
        (Left + (Width * Math.Clamp((at - Deadline.Set) / (Last - Deadline.Set == TimeSpan.Zero ? TimeSpan.FromDays(1) : Last - Deadline.Set), 0, 1))).ToString("0.#", CultureInfo.InvariantCulture);
}
