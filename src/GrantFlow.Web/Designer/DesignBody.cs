using System.Text.Json;
using GrantFlow.Designer;
using GrantFlow.Web.Hosting;
using GrantFlow.Web.Language;

namespace GrantFlow.Web.Designer;

/// <summary>A request's definition, read within the limits of a definition and not of the framework: five megabytes, and deep nesting.</summary>
static class DesignBody
{
    /// <summary>Reads the body.</summary>
    /// <returns>The JSON, or what to answer.</returns>
    public static async Task<(JsonDocument? Json, IResult? Wrong)> ReadAsync(HttpRequest request, Texts texts, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int read; (read = await request.Body.ReadAsync(buffer, ct)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            // What lies around the definition in a save is a few bytes.
            if (bytes.Length > DesignText.MostBytes + 1024) return (null, ElsaAnswers.Errors([texts["designer.too-large"]], "design-too-large"));
        }

        try
        {
            var document = DesignText.Parse(bytes.ToArray());
            if (document.RootElement.ValueKind == JsonValueKind.Object && SoundJsonElement.IsSound(document.RootElement)) return (document, null);
            document.Dispose();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, nested without end, or half a character: there is nothing to keep.
        }

        return (null, ElsaAnswers.Errors([texts["designer.unreadable"]], "design-unreadable"));
    }

    /// <summary>A small body of a known form; null where it is none. Read here and not bound, so that rights are asked before it is looked at.</summary>
    public static async Task<T?> OfAsync<T>(HttpRequest request, CancellationToken ct)
        where T : class
    {
        try
        {
            return request.HasJsonContentType() ? await request.ReadFromJsonAsync<T>(ct) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
