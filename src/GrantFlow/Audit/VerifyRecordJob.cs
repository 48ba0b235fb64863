using System.Globalization;
using GrantFlow.Scheduling;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GrantFlow.Audit;

/// <summary>Verifies all chains every night, and notes their heads in the log and in the job history: outside the chains themselves.</summary>
sealed class VerifyRecordJob(NpgsqlDataSource database, ILogger<VerifyRecordJob> log) : IBackgroundJob
{
    public string Name => "verify-record";

    public async Task<string> RunAsync(string? argument, CancellationToken ct)
    {
        var check = await VerifyRecord.Execute(database, null, [], ct);
        foreach (var chain in check.Chains)
            if (chain.Broken is { } at) Log.ChainBroken(log, chain.Programme, at.Seq, at.FactId, at.What);
            else Log.ChainSound(log, chain.Head);
        var broken = check.Chains.Where(c => c.Broken is not null).Select(c => c.Programme).ToList();
        if (broken.Count > 0) throw new InvalidOperationException($"The record is broken: {string.Join(", ", broken)}. 'audit verify' names the places.");
        return string.Create(CultureInfo.InvariantCulture, $"{check.Facts} facts are as they were sealed: {string.Join(" ", check.Chains.Select(c => c.Head))}");
    }
}
