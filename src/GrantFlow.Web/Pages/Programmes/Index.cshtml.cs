using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Programmes;

/// <summary>The programmes that the reader works in; an administrator enters new ones.</summary>
[Does(Act.SeeProgramme)]
sealed class ProgrammesPage(GrantFlowDb db, TimeProvider clock, Texts texts) : ActsPage(texts)
{
    readonly Texts _texts = texts;

    /// <summary>Live ones first.</summary>
    public IReadOnlyList<Programme> Programmes { get; private set; } = [];

    /// <summary>Lists them.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        return Page();
    }

    /// <summary>Does one of the page's acts.</summary>
    [Does(Act.CreateProgramme)]
    public async Task<IActionResult> OnPostActAsync(string? act, Guid? on, CancellationToken ct)
    {
        await LoadAsync(ct);
        return await RunAsync(act, on, TimeZoneInfo.Utc);
    }

    async Task LoadAsync(CancellationToken ct)
    {
        Programmes = [.. (await db.Programmes.AsNoTracking().OrderBy(p => p.Kind).ThenBy(p => p.CreatedAt).ToListAsync(ct))
            .Where(p => Actor.May(Act.SeeProgramme, p.Id))];
        Acts =
        [
            ActForm.New("act.create-programme", Actor.May(Act.CreateProgramme, Guid.Empty), (ProgrammeCreated made) => $"/programmes/{made.ProgrammeId}",
                typed => CreateProgramme.Execute(db, Actor, RequestOf(typed), clock, ct), [.. Asks()]),
        ];
    }

    IEnumerable<Ask> Asks() =>
    [
        // A programme has its name in each of its languages.
        .. Ask.Local("Name", "ask.programme-name", LocalText.Languages).Select(a => a with { Optional = true, NeededWith = [a.Name.Replace("Name", "Languages", StringComparison.Ordinal)] }),
        .. Ask.Local("Goal", "ask.goal", LocalText.Languages, AskKind.Prose).Select(a => a with { Optional = true }),
        Ask.Code("Key", "ask.key", "[a-z0-9][a-z0-9-]{1,59}", "open-budgets") with { Row = _texts["ask.codes"] },
        Ask.Code("NumberPrefix", "ask.number-prefix", "[A-Z0-9]{2,12}", "OB27") with { Row = _texts["ask.codes"] },
        Ask.Code("Country", "ask.country", "[A-Z]{2}", "AM") with { Value = "AM", Row = _texts["ask.codes"] },
        Ask.Code("Currency", "ask.currency", "[A-Z]{3}", "AMD") with { Value = "AMD", Row = _texts["ask.codes"] },
        Ask.Line("TimeZone", "ask.time-zone", 60) with { Value = "Asia/Yerevan", Row = _texts["ask.codes"] },
        Ask.Day("StartsOn", "ask.starts-on") with { Row = _texts["ask.dates"] },
        Ask.Day("EndsOn", "ask.ends-on") with { Row = _texts["ask.dates"] },
        new Ask("DefaultLanguage", "ask.default-language", AskKind.Choice) { Choices = [.. LocalText.Languages.Select(l => (l, new Texts(l)["lang.name"]))] },
        .. LocalText.Languages.Select(l => new Ask($"Languages-{l}", "ask.letters-in", AskKind.Tick) { Of = new Texts(l)["lang.name"], Value = "true" }),
        new Ask("EntranceRequired", "ask.entrance-required", AskKind.Tick),
    ];

    static CreateProgramme.Request RequestOf(Typed typed) => new(
        typed.Text("Key"), typed.Text("NumberPrefix"), typed.Local("Name"), typed.Local("Goal"), typed.Text("Country"), typed.Text("Currency"),
        typed.Text("TimeZone"), typed.Day("StartsOn"), typed.Day("EndsOn"), typed.Text("DefaultLanguage"),
        [.. LocalText.Languages.Where(l => typed.Tick($"Languages-{l}"))], typed.Tick("EntranceRequired"));
}
