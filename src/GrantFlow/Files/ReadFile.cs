using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace GrantFlow.Files;

/// <summary>Hands a file to whoever may read what it hangs on; everybody else learns not even that it is there.</summary>
/// <remarks>
/// It is always saved, never shown: whatever is in it, nothing of it runs in our pages' name (disposition, type, sandbox). Who may
/// is asked anew for each download: a link that was passed on opens nothing.
/// </remarks>
static class ReadFile
{
    internal static async Task<IResult> Handle(Guid id, Actor actor, GrantFlowDb db, TimeProvider clock, HttpContext context, CancellationToken ct)
    {
        if (await db.Files.AsNoTracking().FirstOrDefaultAsync(f => f.Id == id, ct) is not { } file) return Results.NotFound();
        if (await FileAccess.OfAsync(db, actor, file.SubjectRef, clock.GetUtcNow(), ct) is not { MayRead: true }) return Results.NotFound();
        var bytes = await db.Set<FileContent>().AsNoTracking().Where(c => c.FileId == id).Select(c => c.Bytes).SingleAsync(ct);
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, no-store";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(file.Name);
        headers.ContentDisposition = disposition.ToString();
        return Results.Bytes(bytes, file.Type);
    }
}
