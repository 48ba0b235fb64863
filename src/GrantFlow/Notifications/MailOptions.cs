using System.ComponentModel.DataAnnotations;

namespace GrantFlow.Notifications;

/// <summary>The mail server and the sender; section <c>Mail</c> of the configuration.</summary>
public sealed class MailOptions
{
    /// <summary>The server's name; empty keeps every mail in the mail console instead of sending it.</summary>
    public string? Host { get; set; }

    /// <summary>The server's port. The default is 587, submission.</summary>
    [Range(1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>Demands an encrypted connection (STARTTLS). On by default; only a server on this machine may go without.</summary>
    public bool Tls { get; set; } = true;

    /// <summary>The account at the server, or empty for none.</summary>
    public string? User { get; set; }

    /// <summary>The account's password.</summary>
    public string? Password { get; set; }

    /// <summary>The sender's address.</summary>
    [EmailAddress]
    public string From { get; set; } = "grantflow@localhost.localdomain";

    /// <summary>The sender's name, in any script.</summary>
    public string FromName { get; set; } = "GrantFlow";

    /// <summary>Where answers go, if not to the sender.</summary>
    [EmailAddress]
    public string? ReplyTo { get; set; }

    /// <summary>How many connections send at once. The default is 8; a big outbox on a server of one's own bears 32.</summary>
    [Range(1, 64)]
    public int Connections { get; set; } = 8;

    /// <summary>How long a server may take over one mail. The default is 30 seconds.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
