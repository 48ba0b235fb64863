using Microsoft.Extensions.Logging;

namespace GrantFlow.Audit;

/// <summary>What this folder logs.</summary>
static partial class Log
{
    [LoggerMessage(4301, LogLevel.Warning, "New facts can't be sealed now: {Reason}")]
    public static partial void NotSealed(ILogger log, string reason);

    [LoggerMessage(4302, LogLevel.Information, "The record's chain is whole: {Head}")]
    public static partial void ChainSound(ILogger log, string head);

    [LoggerMessage(4303, LogLevel.Critical, "The record's chain of {Programme} is broken at link {Seq}, fact {Fact}: {What}")]
    public static partial void ChainBroken(ILogger log, string programme, long seq, Guid? fact, Fault what);
}
