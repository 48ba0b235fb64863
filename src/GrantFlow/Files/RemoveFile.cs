using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Files;

/// <summary>A file was taken away.</summary>
public sealed record FileRemoved(Guid FileId, string Sha256);

/// <summary>Somebody takes a file away again, as long as what it hangs on is still open.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>files-closed</c>.</remarks>
public static class RemoveFile
{
    /// <summary>Takes it away.</summary>
    public static async Task<Verdict<FileRemoved>> Execute(GrantFlowDb db, Actor actor, Guid fileId, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await db.Files.FirstOrDefaultAsync(f => f.Id == fileId, ct) is not { } file) return Refusal.NotFound;
        await FileLock.TakeAsync(db, file.SubjectRef, ct);
        var now = clock.GetUtcNow();
        if (await FileAccess.OfAsync(db, actor, file.SubjectRef, now, ct) is not { } access) return Refusal.NotFound;
        if (!access.MayChange) return access.MayRead ? Refusal.Forbidden : Refusal.NotFound;
        if (!access.IsOpen) return AttachFile.Closed;
        var fact = new FileRemoved(file.Id, file.Sha256);
        await db.Set<FileContent>().Where(c => c.FileId == fileId).ExecuteDeleteAsync(ct);
        db.Remove(file);
        db.Record(actor, file.ProgrammeId, file.SubjectRef, fact, now);
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }
}
