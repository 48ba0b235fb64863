using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Import;

/// <summary>Published grants were loaded; the summary without its rows.</summary>
public sealed record GrantsImported(
    Guid ProgrammeId, int Rows, int OrganisationsNew, int AwardsNew, int AwardsChanged, int Rejected);

/// <summary>Loads published grants in the 360Giving format as a historic programme: organisations and prepared awards.</summary>
/// <remarks>
/// A second import of the same file changes nothing; a row whose facts changed brings a prepared award up to date. All or
/// nothing: a file that can't be read to its end leaves no trace. Rows that can't be taken are listed with their reason.
/// Refuses: <c>forbidden</c>, <c>not-json</c>, <c>not-a-package</c>, <c>no-grants</c>, <c>programme-name-missing</c>,
/// <c>programme-live</c>. Concurrency: imports into one programme wait for each other.
/// Source: 360Giving standard, schema 1.4.
/// </remarks>
public static class Import360Giving
{
    const int RowsAtOnce = 500;

    internal static readonly Refusal NoGrants = new("no-grants", "The list of grants is empty, or no row of it can be taken.");
    internal static readonly Refusal NameMissing = new("programme-name-missing", "Give the programme a name with at least two letters or digits.");
    internal static readonly Refusal Live = new("programme-live", "A programme of this name is run here; published grants go into a historic one.");

    // Enough for the countries of the programmes and of the data tried; others keep their days by UTC.
    static readonly Dictionary<string, string> Zones = new()
    {
        ["AM"] = "Asia/Yerevan",
        ["KG"] = "Asia/Bishkek",
        ["GE"] = "Asia/Tbilisi",
        ["GB"] = "Europe/London",
        ["IE"] = "Europe/Dublin",
    };

    /// <summary>Loads them.</summary>
    /// <param name="db">The caller's context; what it tracks is forgotten on the way.</param>
    /// <param name="actor">An administrator.</param>
    /// <param name="stream">The package as UTF-8 JSON, of any length.</param>
    /// <param name="programmeName">The historic programme; made when there is none of that name.</param>
    /// <param name="clock">Stamps the rows.</param>
    /// <param name="ct">Cancels; nothing is kept then.</param>
    public static async Task<Verdict<ImportSummary>> Execute(
        GrantFlowDb db, Actor actor, Stream stream, string programmeName, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.ImportGrants, Guid.Empty)) return Refusal.Forbidden;
        var key = KeyOf(programmeName);
        if (key.Length < 2) return NameMissing;
        if (!(await ReadAsync(stream, ct)).Allows(out var package, out var refusal)) return refusal;

        await using var own = await OwnTransaction.BeginAsync(db, ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({key}, 360))", ct);
        if (!(await ProgrammeAsync(db, actor, key, programmeName, package.Grants, clock, ct)).Allows(out var programme, out refusal)) return refusal;
        var now = clock.GetUtcNow();
        var (organisations, counted) = await OrganisationsAsync(db, programme, package.Grants, now, ct);
        var (awards, refused) = await AwardsAsync(db, programme, package.Grants, organisations, now, ct);
        var summary = new ImportSummary(
            programme.Id, package.Rows, counted, awards,
            [.. package.Rejected.Concat(refused).OrderBy(r => r.Row)],
            [.. package.Grants.Where(g => g.Note is not null).Select(g => new RejectedRow(g.Row, g.Id, g.Note!))]);
        db.Record(
            actor, programme.Id, $"programme:{programme.Id}",
            new GrantsImported(programme.Id, summary.Rows, counted.New, awards.New, awards.Changed, summary.Rejected.Count), now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return summary;
    }

    /// <summary>Reads and judges every row; no row is taken twice.</summary>
    static async Task<Verdict<Package>> ReadAsync(Stream stream, CancellationToken ct)
    {
        List<GrantRow> grants = [];
        List<RejectedRow> rejected = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        var rows = 0;
        try
        {
            await foreach (var element in GrantPackageReader.ReadAsync(stream, ct))
            {
                var (grant, no) = GrantRow.Read(++rows, element);
                if (grant is not null && !ids.Add(grant.Id)) no = new RejectedRow(rows, grant.Id, "The id stands in an earlier row already; that one was taken.");
                if (no is not null) rejected.Add(no);
                else grants.Add(grant!);
            }
        }
        catch (JsonException e)
        {
            return new Refusal("not-json", $"The file isn't JSON to its end, after {rows} rows: {e.Message}");
        }
        catch (PackageException e)
        {
            return new Refusal("not-a-package", e.Message);
        }

        return grants.Count == 0
            ? NoGrants with { Detail = rejected is [var first, ..] ? $"{NoGrants.Detail} The first: {first.Reason}" : NoGrants.Detail }
            : new Package(rows, grants, rejected);
    }

    static async Task<Verdict<Programme>> ProgrammeAsync(
        GrantFlowDb db, Actor actor, string key, string name, IReadOnlyList<GrantRow> grants, TimeProvider clock, CancellationToken ct)
    {
        var (starts, ends) = (grants.Min(g => g.StartsOn < g.AwardedOn ? g.StartsOn : g.AwardedOn), grants.Max(g => g.EndsOn));
        if (await db.Programmes.SingleOrDefaultAsync(p => p.Key == key, ct) is { } known)
        {
            if (known.Kind != ProgrammeKind.Historic) return Live;
            if (starts < known.StartsOn) known.StartsOn = starts;
            if (ends > known.EndsOn) known.EndsOn = ends;
            return known;
        }

        var country = Commonest(grants.Where(g => g.Country is not null).Select(g => g.Country!)) ?? "ZZ";
        var request = new CreateProgramme.Request(
            key, PrefixOf(name), LocalText.Of("en", name.Trim()), LocalText.Empty, country, Commonest(grants.Select(g => g.Currency))!,
            Zones.GetValueOrDefault(country, "Etc/UTC"), starts, ends, "en", ["en"], Kind: ProgrammeKind.Historic);
        if (!(await CreateProgramme.Execute(db, actor, request, clock, ct)).Allows(out var created, out var refusal)) return refusal;
        return await db.Programmes.SingleAsync(p => p.Id == created.ProgrammeId, ct);
    }

    static async Task<(Dictionary<string, Guid> ByGrant, OrganisationCount Counted)> OrganisationsAsync(
        GrantFlowDb db, Programme programme, IReadOnlyList<GrantRow> grants, DateTimeOffset now, CancellationToken ct)
    {
        var known = await KnownOrganisations.LoadAsync(db, programme.Id, ct);
        var groups = RecipientMatcher.Match([.. grants.Select(g => g.Recipient)]);
        Dictionary<string, Guid> byGrant = [];
        var (made, found) = (0, 0);
        foreach (var group in grants.Zip(groups).GroupBy(x => x.Second, x => x.First))
        {
            var members = group.ToList();
            var id = known.Find(members);
            if (id is null)
            {
                var organisation = known.Enter(programme, members, now);
                db.Add(organisation);
                id = organisation.Id;
                if (++made % RowsAtOnce == 0) await SaveAsync(db, ct);
            }
            else
            {
                found++;
            }

            foreach (var grant in members) byGrant[grant.Id] = id.Value;
        }

        await SaveAsync(db, ct);
        return (byGrant, new OrganisationCount(made, found));
    }

    static async Task<(AwardCount Counted, List<RejectedRow> Refused)> AwardsAsync(
        GrantFlowDb db, Programme programme, IReadOnlyList<GrantRow> grants, Dictionary<string, Guid> organisations, DateTimeOffset now, CancellationToken ct)
    {
        var known = await db.Awards.AsNoTracking().Where(a => a.ProgrammeId == programme.Id && a.SourceId != null)
            .Select(a => new { a.Id, a.SourceId, a.SourceSha256, a.State }).ToDictionaryAsync(a => a.SourceId!, ct);
        List<RejectedRow> refused = [];
        var (made, same, changed) = (0, 0, 0);
        foreach (var (i, grant) in grants.Index())
        {
            var seal = SealOf(grant);
            if (!known.TryGetValue(grant.Id, out var award))
            {
                db.Add(NewAward(programme, grant, organisations[grant.Id], seal, now));
                made++;
            }
            else if (award.SourceSha256 == seal)
            {
                same++;
            }
            else if (award.State != AwardState.Prepared)
            {
                refused.Add(new RejectedRow(grant.Row, grant.Id, "The published facts changed, but the award is under way here already."));
            }
            else
            {
                (await db.Awards.SingleAsync(a => a.Id == award.Id, ct)).Correct(
                    LocalText.Of("en", grant.Title), grant.Amount, grant.AwardedOn, grant.StartsOn, grant.EndsOn, seal);
                changed++;
            }

            if (i % RowsAtOnce == RowsAtOnce - 1) await SaveAsync(db, ct);
        }

        await SaveAsync(db, ct);
        return (new AwardCount(made, same, changed), refused);
    }

    static Award NewAward(Programme programme, GrantRow grant, Guid organisationId, string seal, DateTimeOffset now) => new()
    {
        ProgrammeId = programme.Id,
        OrganisationId = organisationId,
        // The published number is the one people know; without the 360G mark it is still unique.
        Number = grant.Id.StartsWith("360G-", StringComparison.OrdinalIgnoreCase) ? grant.Id[5..] : grant.Id,
        Title = LocalText.Of("en", grant.Title),
        Amount = grant.Amount,
        Currency = grant.Currency,
        StartsOn = grant.StartsOn,
        EndsOn = grant.EndsOn,
        AwardedOn = grant.AwardedOn,
        SourceId = grant.Id,
        SourceSha256 = seal,
        CreatedAt = now,
    };

    // Half a gigabyte of grants must not stay in the change tracker.
    static async Task SaveAsync(GrantFlowDb db, CancellationToken ct)
    {
        await db.SaveChangesAsync(ct);
        db.ChangeTracker.Clear();
    }

    static string SealOf(GrantRow g) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{g.Title}\n{g.Currency}\n{g.Amount:0.00}\n{g.AwardedOn:O}\n{g.StartsOn:O}\n{g.EndsOn:O}"))));

    static string? Commonest(IEnumerable<string> values) =>
        values.GroupBy(v => v).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

    static string KeyOf(string name)
    {
        var words = RecipientMatcher.Words(name);
        var key = string.Join('-', words);
        return key.Length <= 60 ? key : key[..60].TrimEnd('-');
    }

    static string PrefixOf(string name)
    {
        var words = RecipientMatcher.Words(name);
        var letters = words.Count > 1 ? string.Concat(words.Select(w => w[0])) : words[0];
        return letters[..Math.Min(letters.Length, 12)].ToUpperInvariant();
    }

    sealed record Package(int Rows, IReadOnlyList<GrantRow> Grants, IReadOnlyList<RejectedRow> Rejected);
}
