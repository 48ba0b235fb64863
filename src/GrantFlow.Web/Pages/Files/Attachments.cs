using GrantFlow.Accounts;
using GrantFlow.Files;
using GrantFlow.Persistence;
using GrantFlow.Web.Language;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace GrantFlow.Web.Pages.Files;

/// <summary>Takes a file that came with a form, before the form itself is judged: what is refused there needn't be sent again.</summary>
static class Attachments
{
    /// <summary>The largest request of a page that takes files: a file too large is told so, and not cut off.</summary>
    public const long Largest = 25 << 20;

    /// <summary>The field's name and id.</summary>
    public const string Field = "File";

    /// <summary>Attaches the file chosen, and takes away the one whose button was pressed; what is wrong stands beside the field.</summary>
    /// <returns>True when files were changed.</returns>
    public static async Task<bool> TakeAsync(GrantFlowDb db, Actor actor, string subject, IFormCollection form, ModelStateDictionary state, Texts texts, TimeProvider clock, CancellationToken ct)
    {
        var changed = false;
        if (Guid.TryParse(form["remove"], out var gone))
        {
            if ((await RemoveFile.Execute(db, actor, gone, clock, ct)).Allows(out _, out var why)) changed = true;
            else state.AddModelError(Field, texts.Why(why));
        }

        if (form.Files.GetFile(Field) is not { FileName.Length: > 0 } file) return changed;
        Verdict<FileAttached> verdict = file.Length > AttachFile.Largest
            ? AttachFile.TooLarge
            : await AttachFile.Execute(db, actor, subject, new(file.FileName, await BytesAsync(file, ct)), clock, ct);
        if (verdict.Allows(out _, out var refusal)) return true;
        state.AddModelError(Field, texts.Why(refusal));
        return changed;
    }

    static async Task<byte[]> BytesAsync(IFormFile file, CancellationToken ct)
    {
        var bytes = new byte[file.Length];
        await using var stream = file.OpenReadStream();
        await stream.ReadExactlyAsync(bytes, ct);
        return bytes;
    }
}
