using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GrantFlow.Accounts;
using GrantFlow.Web.Hosting;

namespace GrantFlow.Web.Cli;

/// <summary>Prints the matrix of rights and every way into the service; needs no database.</summary>
static class RightsVerb
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "rights", "Prints who may do what, and every route with the act that judges it", "rights [--json] [--check]", RunAsync);

    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter() },
    };

    static async Task<int> RunAsync(Call call)
    {
        // Nothing is opened: the host is put together to be asked for its routes.
        await using var app = GrantFlowHost.Build(new("Host=127.0.0.1", "http://127.0.0.1:0", Path.GetTempPath()), []);
        var doors = await Doors.OfAsync(app);
        var unlisted = doors.Where(d => d.Acts.Count == 0).ToList();
        foreach (var door in unlisted) call.Error.WriteLine($"error: {door.Method} {door.Path} {door.Handler} names no act");
        if (!call.Has("--check"))
        {
            if (call.Has("--json")) call.Out.WriteLine(JsonSerializer.Serialize(new Printed(Acts(), doors, unlisted.Count), Json));
            else Print(call.Out);
        }

        return unlisted.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    static IReadOnlyList<Row> Acts() =>
        [.. Matrix.Acts.Select(a => new Row(a, Matrix.StageOf(a), Holders().ToDictionary(h => h, h => Matrix.Of(a, h))))];

    static Holder[] Holders() => Enum.GetValues<Holder>();

    static void Print(TextWriter output)
    {
        output.WriteLine($"{"",-24}{string.Concat(Holders().Select(h => $"{h,-15}"))}");
        foreach (var row in Acts())
            output.WriteLine($"{row.Act,-24}{string.Concat(Holders().Select(h => $"{Word(row.Holders[h]),-15}"))}");
    }

    static string Word(Cell cell) => (cell.Usual == Reach.None ? "-" : $"{cell.Usual}") + (cell.Most > cell.Usual ? $" to {cell.Most}" : "") + (cell.Fixed ? "!" : "");

    sealed record Row(Act Act, string Stage, IReadOnlyDictionary<Holder, Cell> Holders);

    sealed record Printed(IReadOnlyList<Row> Acts, IReadOnlyList<Door> Routes, int Unlisted);
}
