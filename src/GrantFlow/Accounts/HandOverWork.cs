using System.ComponentModel.DataAnnotations;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Accounts;

/// <summary>Somebody's open work went to a colleague.</summary>
/// <param name="From">Who leaves.</param>
/// <param name="To">Who takes over.</param>
/// <param name="Handed">How much of each kind went over.</param>
/// <param name="Kept">How much of each kind had to stay, because the colleague has a part in it already.</param>
/// <param name="Reason">Why.</param>
public sealed record WorkHandedOver(Guid From, Guid To, IReadOnlyDictionary<string, int> Handed, IReadOnlyDictionary<string, int> Kept, string Reason);

/// <summary>A manager hands everything open that somebody has in a programme to a colleague, in one act.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>same-person</c>, <c>reason-missing</c>, <c>colleague-lacks-role</c>: whoever takes reviews over is a reviewer, and so on.
/// What the colleague has a part in already stays where it is and is counted.
/// </remarks>
public static class HandOverWork
{
    /// <summary>What is sent.</summary>
    /// <param name="To">The colleague.</param>
    /// <param name="Reason">For the record.</param>
    public sealed record Request(Guid To, [Required, StringLength(500)] string Reason);

    internal static readonly Refusal SamePerson = new("same-colleague", "Choose somebody else to take over.", nameof(Request.To));
    internal static readonly Refusal ReasonMissing = new("reason-missing", "Say why, for the record.", nameof(Request.Reason));
    internal static readonly Refusal LacksRole = new("colleague-lacks-role", "The colleague lacks a role that the work needs.", nameof(Request.To));

    /// <summary>Hands over.</summary>
    public static async Task<Verdict<WorkHandedOver>> Execute(
        GrantFlowDb db, IEnumerable<IOpenWork> works, Actor actor, Guid programmeId, Guid from, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (!actor.May(Act.HandOverWork, programmeId)) return Refusal.Forbidden;
        if (await db.Programmes.FindAsync([programmeId], ct) is not { } programme || await db.Users.FindAsync([from], ct) is not { } leaver) return Refusal.NotFound;
        if (from == request.To) return SamePerson;
        if (string.IsNullOrWhiteSpace(request.Reason)) return ReasonMissing;
        if (await db.Users.FindAsync([request.To], ct) is not { } colleague) return Refusal.NotFound;
        var roles = await db.ProgrammeRoles.Where(r => r.PersonId == request.To && (r.ProgrammeId == programmeId || r.ProgrammeId == Guid.Empty)).Select(r => r.Role).ToListAsync(ct);
        if (roles.All(r => r == Role.Applicant)) return LacksRole;

        await using var own = await OwnTransaction.BeginAsync(db, ct);
        Dictionary<string, int> handed = [], kept = [];
        foreach (var work in works)
        {
            if (await work.CountAsync(programmeId, from, ct) == 0) continue;
            if (Needs(work.Kind) is { } role && !roles.Contains(role)) return LacksRole;
            (var subjects, kept[work.Kind]) = await work.HandOverAsync(programmeId, from, request.To, ct);
            handed[work.Kind] = subjects.Count;
            await HandOverDeadlines.Execute(db, subjects, leaver, colleague, ct);
        }

        var now = clock.GetUtcNow();
        var fact = new WorkHandedOver(from, request.To, handed, kept, request.Reason.Trim());
        db.Record(actor, programmeId, leaver.Subject, fact, now);
        if (handed.Values.Sum() > 0)
        {
            db.QueueMail(
                new MailRequest(
                    $"work-handed-over:{from}:{request.To}:{now:O}", "work-handed-over", programmeId, colleague.Subject,
                    new Receiver(colleague.Email!, colleague.FullName, colleague.Language, colleague.Id),
                    new Dictionary<string, string> { ["programme"] = MailValue.Text(programme.Name), ["person"] = leaver.FullName, ["link"] = "/me" }),
                now);
        }

        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    static Role? Needs(string kind) => kind switch
    {
        "reviews" => Role.Reviewer,
        "assessments" => Role.Assessor,
        _ => null,
    };
}
