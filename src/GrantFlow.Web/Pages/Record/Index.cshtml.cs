using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Record;

/// <summary>What happened to an object and to what belongs to it, what a person did, or all of a programme: newest first, a page at a time.</summary>
[Does(Act.SeeRecord)]
sealed class RecordPage(GrantFlowDb db, TimeProvider clock, Texts texts) : FlowPage
{
    const int Rows = 50;

    /// <summary>The object, as <c>kind:id</c>; null for all.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Subject { get; set; }

    /// <summary>With an object: leave out what belongs to it.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Alone { get; set; }

    /// <summary>Who did it.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? Person { get; set; }

    /// <summary>The programme; the empty id is the service.</summary>
    [BindProperty(SupportsGet = true, Name = "programme")]
    public Guid? ProgrammeId { get; set; }

    /// <summary>The first day.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    /// <summary>The last day.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    /// <summary>The fact that the page begins behind.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>Programmes whose record the reader may see.</summary>
    public IReadOnlyList<Programme> Programmes { get; private set; } = [];

    /// <summary>The reader sees the service's own facts, and addresses.</summary>
    public bool All => ReadRecord.SeenBy(Actor) is null;

    /// <summary>Newest first.</summary>
    public IReadOnlyList<FactView> Facts { get; private set; } = [];

    /// <summary>Where the next page begins, or null on the last one.</summary>
    public string? Next { get; private set; }

    /// <summary>The person's name as the record has it last, or null.</summary>
    public string? PersonName { get; private set; }

    /// <summary>The same question with another of its members.</summary>
    public string To(params (string Name, string? Value)[] other)
    {
        Dictionary<string, string?> all = new()
        {
            ["alone"] = Alone ? "true" : null,
            ["person"] = Person?.ToString(),
            ["programme"] = ProgrammeId?.ToString(),
            ["from"] = From?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
            ["until"] = Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture),
        };
        foreach (var (name, value) in other) all[name] = value;
        return $"/record/{Subject}" + QueryString.Create(all.Where(q => q.Value is not null));
    }

    /// <summary>Reads a page of the record.</summary>
    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await AskAsync(ct) is not { } filter) return NotFound();
        var facts = await (await ReadRecord.Execute(db, Actor, filter, ct)).Behind(ReadRecord.Place.Parse(After)).Take(Rows + 1).ToListAsync(ct);
        var zones = Programmes.ToDictionary(p => p.Id, p => p.TimeZone);
        var links = await SubjectLinks.ReadAsync(db, Actor, facts.Take(Rows).Select(f => f.Subject), ct);
        Facts = [.. facts.Take(Rows).Select(f => new FactView(
            f, texts, f.ProgrammeId is { } p && zones.TryGetValue(p, out var zone) ? zone : "Etc/UTC", links.GetValueOrDefault(f.Subject)))];
        if (facts.Count > Rows) Next = new ReadRecord.Place(facts[Rows - 1].At, facts[Rows - 1].Id).ToString();
        if (Person is not null) PersonName = facts.FirstOrDefault(f => f.ActorName.Length > 0)?.ActorName;
        return Page();
    }

    /// <summary>Sends all that was asked for, not only a page, as a file.</summary>
    public async Task<IActionResult> OnGetFileAsync(string format, CancellationToken ct)
    {
        if (await AskAsync(ct) is not { } filter || format is not ("csv" or "json")) return NotFound();
        Response.ContentType = format == "csv" ? "text/csv; charset=utf-8" : "application/json";
        Response.Headers.ContentDisposition = $"attachment; filename=\"record.{format}\"";
        await ExportRecord.Execute(db, Actor, filter, format == "csv", Response.Body, clock, ct);
        return new EmptyResult();
    }

    /// <summary>Null where the reader may see nothing of what is asked for.</summary>
    async Task<ReadRecord.Filter?> AskAsync(CancellationToken ct)
    {
        Subject = Subject?.Trim() is { Length: > 0 } subject ? subject : null;
        Programmes = [.. (await db.Programmes.AsNoTracking().OrderBy(p => p.Kind).ThenBy(p => p.CreatedAt).ToListAsync(ct))
            .Where(p => Actor.May(Act.SeeRecord, p.Id))];
        if (ProgrammeId is { } asked && !(asked == Guid.Empty ? All : Programmes.Any(p => p.Id == asked))) return null;
        if (Subject is null && Person is null && ProgrammeId is null) ProgrammeId = Programmes.Count > 0 ? Programmes[0].Id : Guid.Empty;
        var zone = Programmes.FirstOrDefault(p => p.Id == ProgrammeId)?.TimeZone ?? "Etc/UTC";
        return new ReadRecord.Filter(
            Subject, !Alone, Person, ProgrammeId, From is { } from ? Midnight(from, zone) : null, Until is { } until && until < DateOnly.MaxValue ? Midnight(until.AddDays(1), zone) : null);
    }

    static DateTimeOffset Midnight(DateOnly day, string zone)
    {
        if (day == DateOnly.MinValue) return DateTimeOffset.MinValue;
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, TimeZoneInfo.FindSystemTimeZoneById(zone).GetUtcOffset(local)).ToUniversalTime();
    }
}
