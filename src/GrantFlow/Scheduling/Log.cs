using Microsoft.Extensions.Logging;

namespace GrantFlow.Scheduling;

/// <summary>What this folder logs.</summary>
static partial class Log
{
    [LoggerMessage(4101, LogLevel.Error, "The job {Job} ({Id}) failed.")]
    public static partial void JobFailed(ILogger log, string job, string id, Exception reason);

    [LoggerMessage(4102, LogLevel.Warning, "A run of the job {Job} couldn't be written into the history.")]
    public static partial void RunNotKept(ILogger log, string job, Exception reason);

    [LoggerMessage(4103, LogLevel.Warning, "The recurring job {Job} couldn't be set; it is tried again.")]
    public static partial void NotSet(ILogger log, string job, Exception reason);
}
