using System.Collections.Concurrent;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace GrantFlow.Notifications.Smtp;

/// <summary>Hands mails to an SMTP server through System.Net.Mail.</summary>
/// <remarks>
/// Concurrency: each send takes a client, and with it a connection, out of a pool. One connection does no more than about
/// 22 mails a second, because the class writes a mail in several small pieces and doesn't let its socket's Nagle delay be
/// turned off; several at once are the cure. The class hides the server's words on success, so the answer is always "250 accepted".
/// It knows STARTTLS only, not TLS from the first byte (port 465).
/// </remarks>
public sealed class SmtpTransport(MailOptions options, TimeProvider clock) : IMailTransport, IDisposable
{
    // Servers close idle connections after minutes; one closed under us would cost a mail an attempt.
    static readonly TimeSpan IdleAtMost = TimeSpan.FromSeconds(10);

    readonly ConcurrentStack<(SmtpClient Client, DateTimeOffset Since)> _idle = new();

    /// <inheritdoc/>
    public async Task<MailAnswer> SendAsync(OutgoingMail mail, CancellationToken ct)
    {
        MailMessage message;
        try
        {
            message = Write(mail);
        }
        catch (FormatException e)
        {
            return new MailAnswer(MailVerdict.Refused, 0, $"The address can't be one: {e.Message}");
        }

        using (message) return await SendAsync(message, ct);
    }

    async Task<MailAnswer> SendAsync(MailMessage message, CancellationToken ct)
    {
        var client = Take();
        var healthy = false;
        using var limit = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await SendOnOwnThread(client, message).WaitAsync(either.Token);
            healthy = true;
            return new MailAnswer(MailVerdict.Accepted, 250, "accepted");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new MailAnswer(MailVerdict.Deferred, 0, $"No answer within {options.Timeout.TotalSeconds:0} s.");
        }
        catch (SmtpException e)
        {
            // After a 4xx or 5xx the connection is in order; after anything else nobody knows.
            healthy = (int)e.StatusCode >= 400 && e.InnerException is null;
            return AnswerOf(e);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or System.Security.Authentication.AuthenticationException)
        {
            return new MailAnswer(MailVerdict.Deferred, 0, OneLine(e));
        }
        finally
        {
            if (healthy) _idle.Push((client, clock.GetUtcNow()));
            else client.Dispose();
        }
    }

    // SendMailAsync blocks threads of the pool while it greets the server: a few dozen connections to a slow one would starve
    // the whole host for half a minute (measured: 19 mails/s in place of 666). Send keeps its time-out, and a thread of its own is cheap.
    static Task SendOnOwnThread(SmtpClient client, MailMessage message) =>
        Task.Factory.StartNew(() => client.Send(message), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idle.TryPop(out var idle)) idle.Client.Dispose();
    }

    SmtpClient Take()
    {
        while (_idle.TryPop(out var idle))
        {
            if (clock.GetUtcNow() - idle.Since < IdleAtMost) return idle.Client;
            idle.Client.Dispose();
        }

        return new SmtpClient(options.Host, options.Port)
        {
            EnableSsl = options.Tls,
            UseDefaultCredentials = false,
            Credentials = string.IsNullOrEmpty(options.User) ? null : new NetworkCredential(options.User, options.Password),
            Timeout = (int)options.Timeout.TotalMilliseconds,
        };
    }

    MailMessage Write(OutgoingMail mail)
    {
        var message = new MailMessage
        {
            From = new MailAddress(options.From, options.FromName, Encoding.UTF8),
            Subject = mail.Title,
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        message.To.Add(new MailAddress(mail.ReceiverEmail, mail.ReceiverName, Encoding.UTF8));
        if (!string.IsNullOrEmpty(options.ReplyTo)) message.ReplyToList.Add(new MailAddress(options.ReplyTo));
        message.Headers.Add("Message-ID", $"<{mail.MessageId}>");
        message.Headers.Add("Content-Language", mail.Language);
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add("List-Unsubscribe", $"<mailto:{options.ReplyTo ?? options.From}?subject=unsubscribe>");
        message.AlternateViews.Add(Part(mail.TextBody, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(Part(mail.HtmlBody, MediaTypeNames.Text.Html));
        return message;
    }

    // Base64: half the size of quoted-printable for Armenian and Cyrillic, and no line is too long for any server.
    static AlternateView Part(string content, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(content, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    static MailAnswer AnswerOf(SmtpException e) => (int)e.StatusCode switch
    {
        // The server doesn't accept us, not the mail: our settings are at fault, and the mail mustn't suffer for it.
        530 or 534 or 535 or 538 => new(MailVerdict.Deferred, (int)e.StatusCode, OneLine(e)),
        >= 500 and var code => new(MailVerdict.Refused, code, OneLine(e)),
        >= 400 and var code => new(MailVerdict.Deferred, code, OneLine(e)),
        _ => new(MailVerdict.Deferred, 0, OneLine(e)),
    };

    static string OneLine(Exception e) =>
        (e.InnerException is { } inner ? $"{e.Message} {inner.Message}" : e.Message).ReplaceLineEndings(" ");
}
