using GrantFlow.Awards;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Import;

/// <summary>The organisations of a programme as an import looks for them: by identifier, by an earlier import's award, by name.</summary>
sealed class KnownOrganisations
{
    readonly Dictionary<string, Guid> _byIdentifier = new(StringComparer.OrdinalIgnoreCase);
    readonly Dictionary<string, Guid> _byUnregisteredName = new(StringComparer.Ordinal);
    readonly Dictionary<string, Guid> _byGrant = new(StringComparer.Ordinal);
    readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    int _count;

    /// <summary>Loads them.</summary>
    public static async Task<KnownOrganisations> LoadAsync(GrantFlowDb db, Guid programmeId, CancellationToken ct)
    {
        var known = new KnownOrganisations();
        var rows = await db.Organisations.AsNoTracking().Where(o => o.ProgrammeId == programmeId)
            .OrderBy(o => o.Id)
            .Select(o => new { o.Id, o.Name, o.OrgIdentifier, o.RegistrationNumber }).ToListAsync(ct);
        foreach (var row in rows)
        {
            known._count++;
            if (row.OrgIdentifier is { } identifier) known._byIdentifier.TryAdd(identifier, row.Id);
            if (row.RegistrationNumber is { } number) known._numbers.Add(number);
            else known._byUnregisteredName.TryAdd(RecipientMatcher.Normalise(row.Name.In("en")), row.Id);
        }

        await foreach (var award in db.Awards.AsNoTracking().Where(a => a.ProgrammeId == programmeId && a.SourceId != null)
            .Select(a => new { a.SourceId, a.OrganisationId }).AsAsyncEnumerable().WithCancellation(ct))
            known._byGrant[award.SourceId!] = award.OrganisationId;
        return known;
    }

    /// <summary>The organisation behind a group of grants, or null when it is new.</summary>
    public Guid? Find(IReadOnlyList<GrantRow> grants)
    {
        foreach (var grant in grants)
            if (_byGrant.TryGetValue(grant.Id, out var byGrant)) return byGrant;
        foreach (var grant in grants)
            if (grant.Recipient.Id is { } id && _byIdentifier.TryGetValue(id, out var byIdentifier)) return byIdentifier;
        return grants.All(g => RecipientMatcher.RegisterOf(g.Recipient.Id) is null)
            && _byUnregisteredName.TryGetValue(RecipientMatcher.Normalise(grants[0].Recipient.Name), out var byName)
            ? byName
            : null;
    }

    /// <summary>Makes the organisation of a group of grants from its first row with a register's number, else from the first.</summary>
    public Organisation Enter(Programme programme, IReadOnlyList<GrantRow> grants, DateTimeOffset now)
    {
        var recipient = (grants.FirstOrDefault(g => RecipientMatcher.RegisterOf(g.Recipient.Id) is not null) ?? grants[0]).Recipient;
        var register = RecipientMatcher.RegisterOf(recipient.Id);
        return new Organisation
        {
            ProgrammeId = programme.Id,
            Number = FormattableString.Invariant($"{programme.NumberPrefix}-ORG-{++_count:000}"),
            Name = LocalText.Of("en", recipient.Name),
            Kind = register is null ? OrganisationKind.Initiative : OrganisationKind.Registered,
            RegistrationNumber = register is var (list, number) ? Unused(list, number) : null,
            OrgIdentifier = recipient.Id,
            Region = recipient.Region,
            Settlement = recipient.Settlement,
            Language = programme.DefaultLanguage,
            CreatedAt = now,
        };
    }

    // Two registers may give the same number to two bodies; the second then bears its register's code too.
    string Unused(string register, string number) =>
        _numbers.Add(number) ? number : _numbers.Add($"{register}-{number}") ? $"{register}-{number}" : throw new InvalidOperationException($"{register}-{number} is entered twice.");
}
