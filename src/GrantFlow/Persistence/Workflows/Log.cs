using Microsoft.Extensions.Logging;

namespace GrantFlow.Persistence;

/// <summary>What the database and the engine's worker say.</summary>
static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "The engine failed on signal {Signal} for instance {Instance}; it is held back behind an incident.")]
    public static partial void WorkHeldBack(ILogger log, long signal, Guid instance, Exception fault);

    [LoggerMessage(1002, LogLevel.Error, "The database can't be reached; trying again until it is back: {Reason}")]
    public static partial void DatabaseGone(ILogger log, string reason);

    [LoggerMessage(1003, LogLevel.Information, "The database is back.")]
    public static partial void DatabaseBack(ILogger log);

    [LoggerMessage(1004, LogLevel.Error, "The engine's worker failed; it goes on.")]
    public static partial void WorkerFailed(ILogger log, Exception fault);
}
