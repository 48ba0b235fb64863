using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Files;

/// <summary>A file that somebody attached to an application, a report or an award's due diligence.</summary>
public sealed class StoredFile
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>Whose thing it hangs on.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>What it hangs on, as <c>kind:id</c>: application, report or award.</summary>
    public string SubjectRef { get; init; } = "";

    /// <summary>As the person's machine called it, without folders and odd letters.</summary>
    [Personal]
    public string Name { get; init; } = "";

    /// <summary>The media type that its content has.</summary>
    public string Type { get; init; } = "";

    /// <summary>In bytes.</summary>
    public int Size { get; init; }

    /// <summary>Of its content, in hexadecimal.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>Who attached it.</summary>
    public Guid AttachedBy { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset AttachedAt { get; init; }
}

/// <summary>What is in a file; apart, so that nobody who lists files reads it.</summary>
[NotRecorded]
public sealed class FileContent
{
    /// <summary>Of which file.</summary>
    public Guid FileId { get; init; }

    /// <summary>All of it.</summary>
    public byte[] Bytes { get; init; } = [];
}

sealed class StoredFileTable : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> builder) => builder.ToTable("files");
}

sealed class FileContentTable : IEntityTypeConfiguration<FileContent>
{
    public void Configure(EntityTypeBuilder<FileContent> builder)
    {
        builder.ToTable("file_contents");
        builder.HasKey(c => c.FileId);
        builder.Property(c => c.FileId).ValueGeneratedNever();
        builder.HasOne<StoredFile>().WithOne().HasForeignKey<FileContent>(c => c.FileId);
    }
}
