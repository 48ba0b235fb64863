using Microsoft.Extensions.Logging;

namespace GrantFlow.Simulation;

/// <summary>What trying says.</summary>
static partial class Log
{
    [LoggerMessage(1801, LogLevel.Error, "The try {Try} failed.")]
    public static partial void TryFailed(ILogger log, Guid @try, Exception fault);

    [LoggerMessage(1802, LogLevel.Warning, "Workflows can't be tried just now; trying goes on.")]
    public static partial void TryingFailed(ILogger log, Exception fault);
}
