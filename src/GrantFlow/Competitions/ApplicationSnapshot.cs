using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GrantFlow.Files;
using GrantFlow.Forms;
using GrantFlow.Organisations;

namespace GrantFlow.Competitions;

/// <summary>Seals what was sent in, so that nobody ever has to ask what exactly was approved.</summary>
static class ApplicationSnapshot
{
    // Readable as it stands: letters of every script stay letters.
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static (string Text, string Hash) Seal(
        Application application, Competition competition, Organisation organisation, Form form, IReadOnlyList<StoredFile> files, DateTimeOffset now)
    {
        var text = JsonSerializer.Serialize(
            new
            {
                application.Number,
                competition = competition.Id,
                organisation = new { organisation.Id, organisation.Number, organisation.RegistrationNumber, organisation.Name, organisation.Region },
                application.Title,
                application.Summary,
                application.Language,
                application.RequestedAmount,
                competition.Currency,
                form = new { form.Id, form.Version },
                answers = new SortedDictionary<string, string>(application.Answers, StringComparer.Ordinal),
                // Each by its hash, so that what was attached can be told from anything put in its place.
                files = files.Select(f => new { f.Name, f.Size, f.Sha256 }),
                submittedAt = now,
            },
            Json);
        return (text, HashOf(text));
    }

    internal static string HashOf(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
