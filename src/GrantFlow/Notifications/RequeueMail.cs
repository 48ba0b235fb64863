using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Notifications;

/// <summary>A mail was put back into the outbox by hand.</summary>
public sealed record MailRequeued(Guid MailId);

/// <summary>Puts a mail that failed, or was kept for want of a server, back into the outbox: it is tried at once, and as often as a new one.</summary>
/// <remarks>Refuses: <c>forbidden</c>, <c>mail-not-over</c>.</remarks>
public static class RequeueMail
{
    internal static readonly Refusal NotOver = new("mail-not-over", "Only a mail that failed or was kept can be sent again.");

    /// <summary>Puts the mail back.</summary>
    public static async Task<Verdict<MailRequeued>> Execute(
        GrantFlowDb db, Actor actor, Guid mailId, TimeProvider clock, CancellationToken ct = default)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Mails.AsNoTracking().SingleOrDefaultAsync(m => m.Id == mailId, ct) is not { } mail) return Refusal.NotFound;
        if (!actor.May(Act.RequeueMail, mail.ProgrammeId ?? Guid.Empty)) return Refusal.Forbidden;
        var now = clock.GetUtcNow();
        var put = await db.Database.ExecuteSqlAsync(
            $"update mails set state = 'Queued', attempts = 0, next_attempt_at = {now} where id = {mailId} and state in ('Failed', 'Kept')", ct);
        if (put == 0) return NotOver;
        var fact = new MailRequeued(mailId);
        db.Record(actor, mail.ProgrammeId, mail.SubjectRef, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
