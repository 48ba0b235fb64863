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

    /// <summary>hy, ky, ru or en: mails and pages come in it.</summary>
    public string Language { get; set; } = "en";
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
}
