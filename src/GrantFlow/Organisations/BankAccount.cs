using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Organisations;

/// <summary>Whether an account may be paid to.</summary>
public enum BankAccountState
{
    /// <summary>Entered by the organisation, not looked at yet.</summary>
    Entered,

    /// <summary>Finance found that it is the organisation's own.</summary>
    Verified,

    /// <summary>Finance found that something is wrong with it.</summary>
    Refused,
}

/// <summary>Where an organisation's money goes. Its facts lie sealed; who enters an account never verifies it.</summary>
public sealed class BankAccount
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>Whose; each organisation has one.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>In whose name it is.</summary>
    [Sealed]
    public string Holder { get; internal set; } = "";

    /// <summary>The bank, and its code where there is one.</summary>
    [Sealed]
    public string Bank { get; internal set; } = "";

    /// <summary>IBAN, or the account's number where there is none; without blanks.</summary>
    [Sealed]
    public string Account { get; internal set; } = "";

    /// <summary>Whether it may be paid to.</summary>
    public BankAccountState State { get; internal set; }

    /// <summary>Who entered it as it is.</summary>
    public Guid EnteredBy { get; internal set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset EnteredAt { get; internal set; }

    /// <summary>Who judged it, or null.</summary>
    public Guid? JudgedBy { get; internal set; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset? JudgedAt { get; internal set; }

    /// <summary>Why it was refused, or how it was verified.</summary>
    [Personal]
    public string? Reason { get; internal set; }

    /// <summary>What is shown to whoever needn't know it: <c>•••• 1234</c>.</summary>
    public static string Mask(string account) => account.Length > 4 ? $"•••• {account[^4..]}" : "••••";

    /// <summary>True for an account number that could be one: an IBAN whose check figures fit, or six to thirty-four figures and letters.</summary>
    /// <remarks>Source: ISO 13616, ISO 7064 (MOD 97-10). Armenia and Kyrgyzstan have domestic numbers without check letters.</remarks>
    public static bool CouldBe(string account)
    {
        if (account.Length is < 6 or > 34 || !account.All(char.IsAsciiLetterOrDigit)) return false;
        if (!(char.IsAsciiLetterUpper(account[0]) && char.IsAsciiLetterUpper(account[1]))) return account.All(char.IsAsciiDigit);
        if (account.Length < 15 || !char.IsAsciiDigit(account[2]) || !char.IsAsciiDigit(account[3])) return false;
        var rest = 0;
        foreach (var letter in account[4..] + account[..4])
            rest = char.IsAsciiDigit(letter) ? ((rest * 10) + letter - '0') % 97 : ((rest * 100) + letter - 'A' + 10) % 97;
        return rest == 1;
    }
}

sealed class BankAccountMap : IEntityTypeConfiguration<BankAccount>
{
    public void Configure(EntityTypeBuilder<BankAccount> builder)
    {
        builder.ToTable("bank_accounts");
        builder.HasRowVersion();
    }
}
