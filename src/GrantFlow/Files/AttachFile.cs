using System.Security.Cryptography;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Files;

/// <summary>A file was attached.</summary>
/// <param name="FileId">The file.</param>
/// <param name="Name">Its name; not on record.</param>
/// <param name="Type">Its media type.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">Of its content: what is on record can't be exchanged unseen.</param>
public sealed record FileAttached(Guid FileId, [property: Personal] string Name, string Type, int Size, string Sha256);

/// <summary>Somebody attaches a file to an application, a report or an award's due diligence.</summary>
/// <remarks>
/// Refuses: <c>not-found</c>, <c>forbidden</c>, <c>files-closed</c>, <c>file-empty</c>, <c>file-too-large</c>, <c>file-kind</c>, <c>file-content</c>,
/// <c>files-enough</c>. The same content under the same name a second time is the file that is there already.
/// </remarks>
public static class AttachFile
{
    /// <summary>The largest file, in bytes.</summary>
    public const int Largest = 10 << 20;

    /// <summary>The most files on one thing.</summary>
    public const int Most = 20;

    /// <summary>What is sent.</summary>
    /// <param name="Name">As the person's machine calls it.</param>
    /// <param name="Bytes">All of it.</param>
    public sealed record Request(string Name, byte[] Bytes);

    internal static readonly Refusal Closed = new("files-closed", "It was sent in or has been decided: its files stay as they are.");
    internal static readonly Refusal Empty = new("file-empty", "The file is empty, or none was chosen.", "File");
    internal static readonly Refusal TooLarge = new("file-too-large", "The file is larger than 10 MB.", "File");
    internal static readonly Refusal KindNotTaken = new("file-kind", "Files of this kind aren't taken: send PDF, JPG, PNG, DOCX, XLSX, ODT, ODS, TXT or CSV.", "File");
    internal static readonly Refusal ContentOther = new("file-content", "The file's content isn't what its name says, or holds macros.", "File");
    internal static readonly Refusal Enough = new("files-enough", "There are 20 files already: take one away first.", "File");

    /// <summary>Attaches it.</summary>
    public static async Task<Verdict<FileAttached>> Execute(
        GrantFlowDb db, Actor actor, string subject, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await FileAccess.OfAsync(db, actor, subject, clock.GetUtcNow(), ct) is not { } found) return Refusal.NotFound;
        await FileLock.TakeAsync(db, found.Subject, ct);
        // What was seen before the lock may be over.
        var now = clock.GetUtcNow();
        var access = (await FileAccess.OfAsync(db, actor, found.Subject, now, ct))!;
        if (!access.MayChange) return access.MayRead ? Refusal.Forbidden : Refusal.NotFound;
        var there = await db.Files.AsNoTracking().Where(f => f.SubjectRef == access.Subject).ToListAsync(ct);
        if (!Decide(access, request, there).Allows(out var fact, out var refusal)) return refusal;
        if (there.Any(f => f.Id == fact.FileId)) return fact;
        db.Add(new StoredFile
        {
            Id = fact.FileId,
            ProgrammeId = access.ProgrammeId,
            OrganisationId = access.OrganisationId,
            SubjectRef = access.Subject,
            Name = fact.Name,
            Type = fact.Type,
            Size = fact.Size,
            Sha256 = fact.Sha256,
            AttachedBy = actor.PersonId,
            AttachedAt = now,
        });
        db.Add(new FileContent { FileId = fact.FileId, Bytes = request.Bytes });
        db.Record(actor, access.ProgrammeId, access.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<FileAttached> Decide(FileAccess access, Request request, IReadOnlyList<StoredFile> there)
    {
        if (!access.IsOpen) return Closed;
        if (request.Bytes.Length == 0) return Empty;
        if (request.Bytes.Length > Largest) return TooLarge;
        var name = FileKinds.Clean(request.Name);
        if (FileKinds.TypeOf(name) is not { } type) return KindNotTaken;
        if (!FileKinds.Fits(name, request.Bytes)) return ContentOther;
        var hash = Convert.ToHexStringLower(SHA256.HashData(request.Bytes));
        if (there.FirstOrDefault(f => f.Sha256 == hash && f.Name == name) is { } same) return new FileAttached(same.Id, name, type, same.Size, hash);
        return there.Count >= Most ? Enough : new FileAttached(Guid.CreateVersion7(), name, type, request.Bytes.Length, hash);
    }
}
