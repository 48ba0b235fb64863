using System.Security.Cryptography;
using System.Text;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Awards;

/// <summary>Where an agreement stands.</summary>
public enum AgreementState
{
    /// <summary>Written, not yet sent.</summary>
    Draft,

    /// <summary>Out for signature.</summary>
    Sent,

    /// <summary>Signed by both sides.</summary>
    Signed,

    /// <summary>Replaced by a later version, or given up.</summary>
    Void,
}

/// <summary>The two sides of an agreement.</summary>
public enum AgreementSide
{
    /// <summary>The organisation.</summary>
    Grantee,

    /// <summary>The programme.</summary>
    Grantor,
}

/// <summary>How somebody signed.</summary>
public enum SignatureMethod
{
    /// <summary>By confirming in this service, signed in.</summary>
    Electronic,

    /// <summary>On paper; a scan is kept.</summary>
    Paper,
}

/// <summary>What both sides sign: the text is a snapshot and never changes.</summary>
public sealed class Agreement
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Version { get; init; }

    /// <summary>The text's language.</summary>
    public string Language { get; init; } = "en";

    /// <summary>What is signed, word for word.</summary>
    public string Text { get; init; } = "";

    /// <summary>SHA-256 of the text in UTF-8, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public AgreementState State { get; internal set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTimeOffset PreparedAt { get; init; }

    /// <summary>The last day to sign.</summary>
    public DateOnly SignBy { get; internal set; }

    /// <summary>When somebody was last told that it is overdue, or null.</summary>
    public DateTimeOffset? EscalatedAt { get; internal set; }

    /// <summary>Who signed so far, at most one a side.</summary>
    public IList<AgreementSignature> Signatures { get; } = [];

    /// <summary>True when the text is the one that was sealed.</summary>
    public bool IsIntact => Sha256 == Seal(Text);

    /// <summary>The seal of a text.</summary>
    public static string Seal(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

/// <summary>One side's signature.</summary>
public sealed class AgreementSignature
{
    /// <summary>The agreement.</summary>
    public Guid AgreementId { get; init; }

    /// <summary>For whom.</summary>
    public AgreementSide Side { get; init; }

    /// <summary>Who signed.</summary>
    public Guid PersonId { get; init; }

    /// <summary>The name at that time.</summary>
    [Personal]
    public string PersonName { get; init; } = "";

    /// <summary>How.</summary>
    public SignatureMethod Method { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }
}

sealed class AgreementTable : IEntityTypeConfiguration<Agreement>
{
    public void Configure(EntityTypeBuilder<Agreement> builder)
    {
        builder.ToTable("agreements");
        builder.HasRowVersion();
        builder.HasMany(a => a.Signatures).WithOne().HasForeignKey(s => s.AgreementId);
    }
}

sealed class AgreementSignatureTable : IEntityTypeConfiguration<AgreementSignature>
{
    public void Configure(EntityTypeBuilder<AgreementSignature> builder) =>
        builder.ToTable("agreement_signatures").HasKey(s => new { s.AgreementId, s.Side });
}
