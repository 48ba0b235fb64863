using GrantFlow.Accounts;
using System.Text.Json;

namespace GrantFlow.Notifications;

/// <summary>Tells who stands behind a subject: the stages that own subjects implement it.</summary>
/// <remarks>Registered as a scoped service, any number of them; <see cref="SubjectDirectory"/> asks the one that knows the kind.</remarks>
public interface IReceivers
{
    /// <summary>The kinds of subject it knows: the part of <c>award:0198…</c> before the colon.</summary>
    IReadOnlyCollection<string> Kinds { get; }

    /// <summary>The people behind a subject in a role, each in their own language.</summary>
    /// <param name="subject"><c>kind:id</c>.</param>
    /// <param name="role">
    /// One of <see cref="HolderRole"/>; roles of staff (the names of <see cref="Accounts.Role"/>) are answered by the directory
    /// itself and don't come here.
    /// </param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Empty when there is nobody.</returns>
    Task<IReadOnlyList<Receiver>> HoldersAsync(string subject, string role, CancellationToken ct);

    /// <summary>What is known of a subject.</summary>
    /// <param name="subject"><c>kind:id</c>.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null when there is no such subject.</returns>
    Task<SubjectCard?> DescribeAsync(string subject, CancellationToken ct);
}

/// <summary>What mails and deadlines need to know of a subject.</summary>
/// <param name="ProgrammeId">Its programme.</param>
/// <param name="Zone">The IANA zone in which its dates are meant.</param>
/// <param name="Values">Placeholders by name, as <see cref="MailRequest"/> wants them: organisation, competition, amount, link …</param>
public sealed record SubjectCard(Guid ProgrammeId, string Zone, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>The values, and those that a definition gives beside them.</summary>
    /// <param name="more">A JSON object of texts, or null.</param>
    internal Dictionary<string, string> ValuesWith(JsonElement? more)
    {
        var all = new Dictionary<string, string>(Values);
        if (more is not { ValueKind: JsonValueKind.Object } given) return all;
        foreach (var member in given.EnumerateObject())
            all[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
        return all;
    }
}

/// <summary>Roles of people towards a subject, beside the roles of staff.</summary>
public static class HolderRole
{
    /// <summary>Those who act for the organisation concerned.</summary>
    public const string Contacts = "Contacts";

    /// <summary>Those who review the application concerned.</summary>
    public const string Reviewers = "Reviewers";

    /// <summary>Those who assess the organisation concerned.</summary>
    public const string Assessors = "Assessors";

    /// <summary>True for one of these and for a role of staff.</summary>
    public static bool IsKnown(string holder) =>
        holder is Contacts or Reviewers or Assessors || Enum.GetNames<Role>().Contains(holder, StringComparer.Ordinal);
}
