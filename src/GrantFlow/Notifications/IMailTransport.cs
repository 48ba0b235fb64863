namespace GrantFlow.Notifications;

/// <summary>The port to a mail server: one message out, the server's answer back.</summary>
/// <remarks>
/// Every implementation passes MailTransportContract. It must be safe to call from several tasks at once, answer within
/// its time-out, and throw only on cancellation: what goes wrong outside is an answer.
/// </remarks>
public interface IMailTransport
{
    /// <summary>Hands one mail to the server.</summary>
    /// <param name="mail">The mail.</param>
    /// <param name="ct">Gives up; the server may or may not have taken the mail by then.</param>
    /// <returns>What the server said.</returns>
    Task<MailAnswer> SendAsync(OutgoingMail mail, CancellationToken ct);
}

/// <summary>A mail as a transport sees it.</summary>
/// <param name="MessageId">Without brackets; goes into the Message-ID header as it is.</param>
/// <param name="ReceiverEmail">The address.</param>
/// <param name="ReceiverName">In any script.</param>
/// <param name="Language">For Content-Language.</param>
/// <param name="Title">The subject line, one line, in any script.</param>
/// <param name="TextBody">The plain part.</param>
/// <param name="HtmlBody">The HTML part.</param>
public sealed record OutgoingMail(
    string MessageId,
    string ReceiverEmail,
    string ReceiverName,
    string Language,
    string Title,
    string TextBody,
    string HtmlBody);

/// <summary>What became of an attempt.</summary>
public enum MailVerdict
{
    /// <summary>The server took it: it is the server's from here.</summary>
    Accepted,

    /// <summary>Never, said the server (5xx), or the address can't be one.</summary>
    Refused,

    /// <summary>Not now (4xx), or the server couldn't be reached: try again later.</summary>
    Deferred,
}

/// <summary>A server's answer.</summary>
/// <param name="Verdict">What became of the attempt.</param>
/// <param name="Code">The SMTP code; 0 when there was no answer.</param>
/// <param name="Text">The server's words, or what went wrong on the way.</param>
public sealed record MailAnswer(MailVerdict Verdict, int Code, string Text);
