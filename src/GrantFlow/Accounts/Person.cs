using GrantFlow.Persistence;
using Microsoft.AspNetCore.Identity;

namespace GrantFlow.Accounts;

/// <summary>A person with an account.</summary>
public sealed class Person : IdentityUser<Guid>
{
    /// <summary>Makes an account with an id that sorts by time.</summary>
    public Person() => Id = Guid.CreateVersion7();

    /// <summary>As the person writes it.</summary>
    [Personal]
    public string FullName { get; set; } = "";

    /// <summary>When the person was erased, UTC: the row stays, nameless, for what hangs on it.</summary>
    public DateTimeOffset? ErasedAt { get; internal set; }

    /// <summary>hy, ky, ru or en: mails and pages come in it.</summary>
    public string Language { get; set; } = "en";

    /// <summary><c>person:id</c>.</summary>
    public string Subject => $"person:{Id}";

    /// <summary>An account whose holder has proved that the address is theirs; it has no password yet.</summary>
    /// <param name="name">As the person writes it.</param>
    /// <param name="email">Proved to be theirs.</param>
    /// <param name="language">hy, ky, ru or en.</param>
    public static Person Of(string name, string email, string language) => new()
    {
        UserName = email.Trim(),
        NormalizedUserName = email.Trim().ToUpperInvariant(),
        Email = email.Trim(),
        NormalizedEmail = email.Trim().ToUpperInvariant(),
        EmailConfirmed = true,
        FullName = name.Trim(),
        Language = language,
        SecurityStamp = Guid.CreateVersion7().ToString(),
    };
}

/// <summary>A person's role in a programme.</summary>
public sealed class ProgrammeRole
{
    /// <summary>The person.</summary>
    public Guid PersonId { get; init; }

    /// <summary>The programme; the empty id holds for all.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The role.</summary>
    public Role Role { get; init; }

    /// <summary>The partner organisation for which the person has it, or null.</summary>
    public Guid? PartnerId { get; set; }
}
