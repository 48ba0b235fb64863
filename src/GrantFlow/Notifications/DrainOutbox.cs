using System.Security.Cryptography;
using System.Threading.Channels;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace GrantFlow.Notifications;

/// <summary>What a drain did.</summary>
/// <param name="Sent">Taken by the server.</param>
/// <param name="Deferred">To be tried again.</param>
/// <param name="Failed">Refused for good, or tried in vain too often.</param>
/// <param name="Kept">Kept to be read, for want of a server.</param>
public sealed record Drained(int Sent, int Deferred, int Failed, int Kept);

/// <summary>How mail leaves the house.</summary>
/// <param name="Transport">The way to the server; null when none is configured, and mails are kept.</param>
/// <param name="Connections">How many mails are on the way at once.</param>
public sealed record MailRoute(IMailTransport? Transport, int Connections)
{
    /// <summary>Opens what is sealed in a mail; null where no mail has secrets.</summary>
    public Secrets? Secrets { get; init; }
}

/// <summary>Sends what waits in the outbox and writes down the server's answers.</summary>
/// <remarks>
/// Concurrency: any number of hosts at once. One statement claims a batch under a lease; the mails go out over several
/// connections; answers are written as they come, those that come together in one statement. A host killed before a mail
/// left loses nothing: the lease ends and another host takes it. Killed between a server's answer and its record, which is
/// milliseconds, the mail is sent again with the same Message-ID: SMTP has no way to ask a server whether it took one.
/// </remarks>
public static class DrainOutbox
{
    const int BatchSize = 200;

    // Senders stop well before the lease ends, so that no other host takes a mail that is still in hand here.
    static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    static readonly TimeSpan Margin = TimeSpan.FromMinutes(2);

    static readonly TimeSpan[] BackOff =
        [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(12)];

    /// <summary>Drains until nothing is due.</summary>
    /// <param name="db">A context of the drain's own.</param>
    /// <param name="route">Where to.</param>
    /// <param name="clock">Says what is due.</param>
    /// <param name="log">An unreachable server is logged here.</param>
    /// <param name="ct">Ends after the mails in hand; the rest of the batch goes back.</param>
    /// <returns>The sum over all batches.</returns>
    public static async Task<Drained> Execute(GrantFlowDb db, MailRoute route, TimeProvider clock, ILogger log, CancellationToken ct = default)
    {
        if (route.Transport is not { } transport) return new(0, 0, 0, await Keep(db, clock.GetUtcNow(), ct));
        var sum = new Drained(0, 0, 0, 0);
        for (var more = true; more && !ct.IsCancellationRequested;)
        {
            var lease = clock.GetUtcNow() + Lease;
            var mails = await Claim(db, clock.GetUtcNow(), lease, ct);
            var batch = new OutboxBatch(mails, transport, route.Secrets, lease - Margin, clock);
            await Task.WhenAll(batch.SendAsync(route.Connections, ct), Record(db, batch, clock));
            if (batch.Unreachable is { } answer) Log.ServerUnreachable(log, answer, batch.Left);
            sum = new(sum.Sent + batch.Sent, sum.Deferred + batch.Deferred, sum.Failed + batch.Failed, 0);
            more = mails.Count == BatchSize && batch.Unreachable is null;
        }

        return sum;
    }

    /// <summary>When a mail that was deferred is tried next.</summary>
    /// <param name="attempts">How often it was tried, 1 or more.</param>
    /// <returns>Null when that was often enough.</returns>
    internal static TimeSpan? Wait(int attempts) => attempts <= BackOff.Length ? BackOff[attempts - 1] : null;

    static Task<int> Keep(GrantFlowDb db, DateTimeOffset now, CancellationToken ct) => db.Database.ExecuteSqlAsync(
        $"update mails set state = 'Kept', next_attempt_at = null where state in ('Queued', 'Sending') and next_attempt_at <= {now}", ct);

    static Task<List<Mail>> Claim(GrantFlowDb db, DateTimeOffset now, DateTimeOffset lease, CancellationToken ct) => db.Mails
        .FromSql($"""
            update mails set state = 'Sending', attempts = attempts + 1, next_attempt_at = {lease}
            where id in (select id from mails where state in ('Queued', 'Sending') and next_attempt_at <= {now}
                order by next_attempt_at limit {BatchSize} for update skip locked)
            returning *
            """)
        .AsNoTracking().ToListAsync(ct);

    // Not cancelled with the drain: an answer that came is written down. One that comes after its lease counts only if the
    // mail was taken, for another host may have it in hand by then.
    static async Task Record(GrantFlowDb db, OutboxBatch batch, TimeProvider clock)
    {
        while (await batch.Answers.WaitToReadAsync(CancellationToken.None))
        {
            List<Answered> come = [];
            while (come.Count < BatchSize && batch.Answers.TryRead(out var answer)) come.Add(answer);
            var now = clock.GetUtcNow();
            await db.Database.ExecuteSqlAsync($"""
                update mails m set state = u.state, attempts = u.attempts, next_attempt_at = u.next_at, last_answer = coalesce(u.answer, m.last_answer),
                    sent_at = case when u.state = 'Sent' then {now} else m.sent_at end,
                    secret = case when u.state = 'Sent' then null else m.secret end
                from unnest({come.Select(a => a.Id).ToArray()}, {come.Select(a => a.State.ToString()).ToArray()}, {come.Select(a => a.Attempts).ToArray()},
                    {come.Select(a => a.Claimed).ToArray()}, {come.Select(a => a.NextAt?.UtcDateTime).ToArray()}, {come.Select(a => a.Answer).ToArray()})
                    u(id, state, attempts, claimed, next_at, answer)
                where m.id = u.id and m.state = 'Sending' and (u.state = 'Sent' or m.attempts = u.claimed)
                """, CancellationToken.None);
        }
    }
}

/// <summary>What is to be written down of one mail; <c>Claimed</c> is the attempt it was claimed for, <c>Attempts</c> those that count.</summary>
sealed record Answered(Guid Id, MailState State, int Attempts, int Claimed, DateTimeOffset? NextAt, string? Answer);

/// <summary>A claimed batch on its way over several connections.</summary>
sealed class OutboxBatch(List<Mail> mails, IMailTransport transport, Secrets? secrets, DateTimeOffset until, TimeProvider clock)
{
    readonly Channel<Answered> _answers = Channel.CreateUnbounded<Answered>(new() { SingleReader = true });
    int _next = -1;
    int _sent;
    int _deferred;
    int _failed;
    int _left;

    public ChannelReader<Answered> Answers => _answers.Reader;

    public int Sent => _sent;

    public int Deferred => _deferred;

    public int Failed => _failed;

    /// <summary>Given back untried.</summary>
    public int Left => _left;

    /// <summary>Set when the server can't be reached: one mail found it out, the others needn't use up an attempt.</summary>
    public string? Unreachable { get; private set; }

    public async Task SendAsync(int connections, CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Math.Min(connections, mails.Count)).Select(_ => Task.Run(() => Connection(ct), CancellationToken.None)));
        }
        finally
        {
            _answers.Writer.Complete();
        }
    }

    async Task Connection(CancellationToken ct)
    {
        for (int i; (i = Interlocked.Increment(ref _next)) < mails.Count;)
            await _answers.Writer.WriteAsync(await Send(mails[i], ct), CancellationToken.None);
    }

    async Task<Answered> Send(Mail mail, CancellationToken ct)
    {
        if (ct.IsCancellationRequested || Unreachable is not null || clock.GetUtcNow() >= until) return GiveBack(mail);
        OutgoingMail outgoing;
        try
        {
            outgoing = new(mail.MessageId, mail.ReceiverEmail, mail.ReceiverName, mail.Language, mail.Title, Whole(mail, mail.TextBody), Whole(mail, mail.HtmlBody));
        }
        catch (CryptographicException)
        {
            // It never will open; left in hand, it would end the drain of every batch it is in.
            return Count(ref _failed, mail, MailState.Failed, null, "0 What is sealed in this mail doesn't open with the keys there are.");
        }

        // Not cancelled with the drain: a mail half handed over would have to be sent again. The transport has its own time-out.
        var answer = await transport.SendAsync(outgoing, CancellationToken.None);
        var text = $"{answer.Code} {answer.Text}";
        if (answer is { Verdict: MailVerdict.Deferred, Code: 0 }) Unreachable ??= text;
        return answer.Verdict switch
        {
            MailVerdict.Accepted => Count(ref _sent, mail, MailState.Sent, null, text),
            MailVerdict.Refused => Count(ref _failed, mail, MailState.Failed, null, text),
            MailVerdict.Deferred when DrainOutbox.Wait(mail.Attempts) is { } wait => Count(ref _deferred, mail, MailState.Queued, clock.GetUtcNow() + wait, text),
            MailVerdict.Deferred => Count(ref _failed, mail, MailState.Failed, null, text),
        };
    }

    string Whole(Mail mail, string part) =>
        mail.Secret is { } secret ? part.Replace(Mail.SecretMark, secrets!.Open(secret), StringComparison.Ordinal) : part;

    Answered GiveBack(Mail mail)
    {
        Interlocked.Increment(ref _left);
        return new Answered(mail.Id, MailState.Queued, mail.Attempts - 1, mail.Attempts, clock.GetUtcNow(), null);
    }

    static Answered Count(ref int counter, Mail mail, MailState state, DateTimeOffset? nextAt, string answer)
    {
        Interlocked.Increment(ref counter);
        return new Answered(mail.Id, state, mail.Attempts, mail.Attempts, nextAt, answer);
    }
}
