using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Audit;

/// <summary>A thing word for word as it was when something was done about it; it never changes.</summary>
/// <remarks>Its hash stands in the fact that is saved with it, and so in the record's chain.</remarks>
public sealed class Seal
{
    // Readable as it stands: letters of every script stay letters, states have their names.
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    [OffRecord]
    public Guid ProgrammeId { get; init; }

    /// <summary>What it is a version of, as <c>kind:id</c>.</summary>
    [OffRecord]
    public string Subject { get; init; } = "";

    /// <summary>The act that made it, as the record calls it: <c>DecisionApproved</c>.</summary>
    [OffRecord]
    public string Kind { get; init; } = "";

    /// <summary>When, UTC.</summary>
    [OffRecord]
    public DateTimeOffset At { get; init; }

    /// <summary>Who did it.</summary>
    [OffRecord]
    public Guid ById { get; init; }

    /// <summary>JSON as text.</summary>
    [OffRecord]
    public string Content { get; init; } = "";

    /// <summary>SHA-256 of the content in UTF-8, lower-case hex.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>True when the content is the one that was sealed.</summary>
    public bool IsIntact => Sha256 == HashOf(Content);

    /// <summary>The hash of a text.</summary>
    public static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Writes content as it is sealed: the same members in the same order are the same text.</summary>
    public static string Write(object content) => JsonSerializer.Serialize(content, content.GetType(), Json);

    internal sealed class Mapping : IEntityTypeConfiguration<Seal>
    {
        public void Configure(EntityTypeBuilder<Seal> builder)
        {
            builder.ToTable("seals");
            builder.Ignore(s => s.IsIntact);
        }
    }
}

/// <summary>The table of sealed versions, and how an act adds to it.</summary>
public static class SealTables
{
    extension(GrantFlowDb db)
    {
        /// <summary>Sealed versions.</summary>
        public DbSet<Seal> Seals => db.Set<Seal>();

        /// <summary>Seals a thing as it is now; saved with the act.</summary>
        /// <param name="actor">Who acts.</param>
        /// <param name="programmeId">The programme.</param>
        /// <param name="subject">What it is a version of, as <c>kind:id</c>.</param>
        /// <param name="kind">The fact's name.</param>
        /// <param name="content">Its members in their order; or a text that is JSON already.</param>
        /// <param name="at">When, UTC.</param>
        public void Seal(Actor actor, Guid programmeId, string subject, string kind, object content, DateTimeOffset at)
        {
            var text = content as string ?? Audit.Seal.Write(content);
            db.Add(new Seal { ProgrammeId = programmeId, Subject = subject, Kind = kind, At = at, ById = actor.PersonId, Content = text, Sha256 = Audit.Seal.HashOf(text) });
        }
    }
}
