using System.IO.Compression;
using System.Text;
using System.Text.Unicode;

namespace GrantFlow.Files;

/// <summary>Which files are taken: few kinds, each told by its name's end and by its content, which must agree.</summary>
/// <remarks>
/// A list of what is taken, never of what is refused: whatever a browser or an office program could run isn't on it (HTML, SVG, scripts,
/// programs, archives, documents with macros).
/// </remarks>
static class FileKinds
{
    const string Office = "application/vnd.openxmlformats-officedocument.";
    const string OpenDocument = "application/vnd.oasis.opendocument.";

    static readonly Dictionary<string, (string Type, Func<byte[], bool> Is)> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = ("application/pdf", b => b.AsSpan().StartsWith("%PDF-"u8)),
        [".jpg"] = ("image/jpeg", IsJpeg),
        [".jpeg"] = ("image/jpeg", IsJpeg),
        [".png"] = ("image/png", b => b.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])),
        [".docx"] = (Office + "wordprocessingml.document", b => IsPackage(b, "word/document.xml")),
        [".xlsx"] = (Office + "spreadsheetml.sheet", b => IsPackage(b, "xl/workbook.xml")),
        [".odt"] = (OpenDocument + "text", b => IsPackage(b, "content.xml", OpenDocument + "text")),
        [".ods"] = (OpenDocument + "spreadsheet", b => IsPackage(b, "content.xml", OpenDocument + "spreadsheet")),
        [".txt"] = ("text/plain", IsText),
        [".csv"] = ("text/csv", IsText),
    };

    /// <summary>The ends of names that are taken, for a form's <c>accept</c>.</summary>
    public static string Accepted { get; } = string.Join(",", Known.Keys);

    /// <summary>The media type that goes with a name; null for a kind that isn't taken.</summary>
    public static string? TypeOf(string name) => Known.TryGetValue(Path.GetExtension(name), out var kind) ? kind.Type : null;

    /// <summary>True when the content is what the name says.</summary>
    public static bool Fits(string name, byte[] bytes) => Known.TryGetValue(Path.GetExtension(name), out var kind) && kind.Is(bytes);

    /// <summary>A name that any system can keep: no folders, no letters with a meaning to one, at most 120 long with its end.</summary>
    public static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(last.Normalize().Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format && !"<>:\"|?*;%".Contains(c, StringComparison.Ordinal)))
            .TrimEnd(' ', '.');
        var end = Path.GetExtension(clean);
        var stem = clean[..^end.Length].Trim(' ', '.');
        if (stem.Length == 0) stem = "file";
        return stem[..Math.Min(stem.Length, 120 - Math.Min(end.Length, 20))] + end[..Math.Min(end.Length, 20)];
    }

    static bool IsJpeg(byte[] b) => b is [0xff, 0xd8, 0xff, ..];

    // Valid UTF-8 without zeros, and not a page in disguise: browsers that guess would show one.
    static bool IsText(byte[] b) => Utf8.IsValid(b) && !b.Contains((byte)0)
        && !Encoding.UTF8.GetString(b, 0, Math.Min(b.Length, 1024)).TrimStart('\ufeff', ' ', '\t', '\r', '\n').StartsWith('<');

    static bool IsPackage(byte[] b, string part, string? mimetype = null)
    {
        if (b is not [0x50, 0x4b, 0x03, 0x04, ..]) return false;
        try
        {
            using var zip = new ZipArchive(new MemoryStream(b, writable: false), ZipArchiveMode.Read);
            if (zip.Entries.Count > 5000 || zip.GetEntry(part) is null) return false;
            // Macros, and programs that were put in beside the text.
            if (zip.Entries.Any(e => e.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase) || e.FullName.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase)
                || e.FullName.StartsWith("Scripts/", StringComparison.OrdinalIgnoreCase))) return false;
            if (mimetype is null) return zip.GetEntry("[Content_Types].xml") is not null;
            if (zip.GetEntry("mimetype") is not { Length: < 100 } said) return false;
            using var reader = new StreamReader(said.Open());
            return reader.ReadToEnd().Trim() == mimetype;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }
}
