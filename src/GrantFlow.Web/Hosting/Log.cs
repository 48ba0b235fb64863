namespace GrantFlow.Web.Hosting;

/// <summary>The host's own log lines: ids 100 to 199.</summary>
static partial class Log
{
    [LoggerMessage(100, LogLevel.Error, "A request ended in a bug; trace {Trace}")]
    public static partial void Unexpected(this ILogger log, Exception exception, string trace);

    [LoggerMessage(101, LogLevel.Warning, "The database can't be reached: {Reason}")]
    public static partial void DatabaseLost(this ILogger log, string reason);

    [LoggerMessage(102, LogLevel.Error, "A sealed field can't be opened: {Reason} The verb 'keys --check' tells which")]
    public static partial void KeysMissing(this ILogger log, string reason);

    [LoggerMessage(103, LogLevel.Error, "Viewers of the instance {Instance} can't be told what changed in it; the others are.")]
    public static partial void NotTold(this ILogger log, Guid instance, Exception reason);

    [LoggerMessage(104, LogLevel.Error, "Viewers couldn't be told what changed; they are at the next look.")]
    public static partial void WatchFailed(this ILogger log, Exception reason);
}
