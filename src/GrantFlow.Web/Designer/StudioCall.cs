using System.Globalization;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Language;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>What a route of <c>/elsa/api</c> has at hand: who asks, from which programme's page, and the query as Studio writes it.</summary>
/// <remarks>
/// Studio writes a query's names in mixed case, flags as <c>True</c>, and an empty text where it means nothing given; bound by the
/// framework each of these would be a fault.
/// </remarks>
sealed class StudioCall
{
    /// <summary>Names the programme that the reader's page is of.</summary>
    public const string ProgrammeHeader = "X-GrantFlow-Programme";

    /// <summary>With a definition: the revision of its draft. Our script hands it back with the next save.</summary>
    public const string RevisionHeader = "X-GrantFlow-Revision";

    readonly HttpContext _context;

    StudioCall(HttpContext context, Actor actor) => (_context, Actor) = (context, actor);

    /// <summary>Who asks.</summary>
    public Actor Actor { get; }

    /// <summary>A context of the request's own.</summary>
    public GrantFlowDb Db => Service<GrantFlowDb>();

    /// <summary>Now.</summary>
    public TimeProvider Clock => Service<TimeProvider>();

    /// <summary>The reader's language.</summary>
    public Texts Texts => Service<Texts>();

    /// <summary>Ends with the request.</summary>
    public CancellationToken Ct => _context.RequestAborted;

    /// <summary>The answer, for headers of its own.</summary>
    public HttpResponse Response => _context.Response;

    /// <summary>The programme that the reader's page is of; null where the page is of none.</summary>
    public Guid? Programme => Guid.TryParse(_context.Request.Headers[ProgrammeHeader], out var id) && id != Guid.Empty ? id : null;

    /// <summary>Names the zone that the reader's browser keeps time by.</summary>
    const string ZoneHeader = "X-GrantFlow-Zone";

    /// <summary>The revision that the reader's page has seen; null where it has seen none.</summary>
    public long? Revision => long.TryParse(_context.Request.Headers[RevisionHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : null;

    /// <summary>Rows to leave out, by <c>Page</c> (from 0) and <c>PageSize</c>.</summary>
    public int Skip => (int)Math.Min((Number("Page") ?? 0) * (long)(Number("PageSize") ?? 0), int.MaxValue);

    /// <summary>Rows to answer; null, where Studio gives no page, is all of them.</summary>
    public int? Take => Number("PageSize") is > 0 and var size ? Math.Min(size, 1000) : null;

    /// <summary>Called by the framework for each request.</summary>
    public static async ValueTask<StudioCall?> BindAsync(HttpContext context) => new(context, await Actor.BindAsync(context));

    /// <summary>A service of the request.</summary>
    public T Service<T>()
        where T : notnull => _context.RequestServices.GetRequiredService<T>();

    /// <summary>A text of the query; null where it is absent or empty.</summary>
    public string? Text(string name) => All(name) is [var text, ..] ? text : null;

    /// <summary>A whole number, not below 0; null where it is absent or none.</summary>
    public int? Number(string name) => int.TryParse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A flag; null where it is absent or neither.</summary>
    public bool? Flag(string name) => bool.TryParse(Text(name), out var flag) ? flag : null;

    /// <summary>One of an enum's names, in whatever case; null where it is absent or none of them.</summary>
    public T? Word<T>(string name)
        where T : struct, Enum => Enum.TryParse<T>(Text(name), ignoreCase: true, out var word) && Enum.IsDefined(word) ? word : null;

    /// <summary>Every text under a name that is given several times.</summary>
    public IReadOnlyList<string> All(string name) => [.. _context.Request.Query[name].Where(t => !string.IsNullOrWhiteSpace(t)).Select(t => t!.Trim())];

    /// <summary>True for a definition whose text the reader may see: a shared one, or one of a programme of theirs.</summary>
    public async Task<bool> SeesAsync(string definitionId) =>
        await Db.WorkflowDesigns.Where(d => d.DefinitionId == definitionId).Select(d => d.ProgrammeId).FirstOrDefaultAsync(Ct) is { } programme
            ? Actor.May(Act.SeeDesigns, programme)
            : Actor.MaySomewhere(Act.SeeDesigns);

    /// <summary>The refusal in the form that Studio shows; an instant in it is told in the time of the definition's programme.</summary>
    /// <remarks>What is every programme's is told in the time of the programme that the reader's page is of, else of their browser.</remarks>
    public async Task<IResult> RefuseAsync(Refusal refusal, string? definitionId)
    {
        if (!refusal.With.Any(w => w is DateTimeOffset)) return refusal.ToStudio(Texts);
        var programme = await Db.WorkflowDesigns.Where(d => d.DefinitionId == definitionId).Select(d => d.ProgrammeId).FirstOrDefaultAsync(Ct) ?? Programme;
        var zone = await Db.Programmes.Where(p => p.Id == programme).Select(p => p.TimeZone).FirstOrDefaultAsync(Ct);
        return refusal.ToStudio(Texts, zone ?? BrowserZone ?? "Etc/UTC");
    }

    // A name of the database of zones has no other signs; what isn't in it is told in UTC.
    string? BrowserZone =>
        _context.Request.Headers[ZoneHeader] is [{ Length: <= 64 } name] && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out _) ? name : null;

    /// <summary>The fact in Studio's form, or the refusal in one that it shows.</summary>
    public IResult Answer<T>(Verdict<T> verdict, Func<T, object> form)
        where T : notnull => verdict.Allows(out var fact, out var refusal) ? TypedResults.Ok(form(fact)) : refusal.ToStudio(Texts);
}
