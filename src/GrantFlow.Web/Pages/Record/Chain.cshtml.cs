using GrantFlow.Accounts;
using GrantFlow.Audit;
using Npgsql;

namespace GrantFlow.Web.Pages.Record;

/// <summary>The record's chains: where each ends, and on demand whether all its links still hold.</summary>
[Does(Act.SeeRecord)]
sealed class ChainPage(NpgsqlDataSource database) : FlowPage
{
    /// <summary>Where the chains that the reader may see end.</summary>
    public IReadOnlyList<Head> Heads { get; private set; } = [];

    /// <summary>What verifying found; null before it is asked for.</summary>
    public ChainCheck? Check { get; private set; }

    /// <summary>Reads the heads.</summary>
    public Task OnGetAsync(CancellationToken ct) => LoadAsync(ct);

    /// <summary>Verifies every chain that the reader may see.</summary>
    [Does(Act.SeeRecord)]
    public async Task OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        if (ReadRecord.SeenBy(Actor) is not { } seen)
        {
            Check = await VerifyRecord.Execute(database, null, [], ct);
            return;
        }

        List<ChainCheck> checks = [];
        foreach (var programme in seen) checks.Add(await VerifyRecord.Execute(database, programme, [], ct));
        Check = new ChainCheck(
            checks.TrueForAll(c => c.Sound), checks.Sum(c => c.Facts), checks.Sum(c => c.Waiting), checks.Min(c => c.OldestWaiting), checks.Sum(c => c.Seconds),
            [.. checks.SelectMany(c => c.Chains)]);
    }

    async Task LoadAsync(CancellationToken ct)
    {
        var seen = ReadRecord.SeenBy(Actor);
        Heads = [.. (await VerifyRecord.HeadsAsync(database, null, ct)).Where(h => seen is null || seen.Contains(h.ProgrammeId))];
    }
}
