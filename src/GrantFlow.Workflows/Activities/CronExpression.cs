namespace GrantFlow.Workflows.Activities;

/// <summary>A cron expression of five or six fields, in UTC unless a zone follows it.</summary>
public sealed class CronExpression
{
    /// <summary>Reads an expression.</summary>
    /// <param name="text">Five fields, or six with seconds first; an IANA zone may follow.</param>
    /// <exception cref="FormatException">It isn't one.</exception>
    public static CronExpression Parse(string text) => throw new NotImplementedException();

    /// <summary>The first instant after another, or null when there is none within eight years.</summary>
    public DateTimeOffset? Next(DateTimeOffset after) => throw new NotImplementedException();
}
