using Microsoft.Extensions.Logging;

namespace GrantFlow.Notifications;

/// <summary>What this folder logs: ids and counts, never addresses or texts.</summary>
static partial class Log
{
    [LoggerMessage(4001, LogLevel.Error, "The prompt {Rung} can't be written and is set aside.")]
    public static partial void PromptFaulty(ILogger log, Guid rung, Exception reason);

    [LoggerMessage(4002, LogLevel.Warning, "The mail server can't be reached ({Answer}); {Left} mails go back into the outbox.")]
    public static partial void ServerUnreachable(ILogger log, string answer, int left);

    [LoggerMessage(4004, LogLevel.Information, "The outbox's line to the database broke; it is opened again.")]
    public static partial void ListenerLost(ILogger log, Exception reason);

    [LoggerMessage(4005, LogLevel.Error, "The outbox couldn't be drained; it is tried again.")]
    public static partial void DrainFailed(ILogger log, Exception reason);
}
