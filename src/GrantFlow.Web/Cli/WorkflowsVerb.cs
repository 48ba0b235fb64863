using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using GrantFlow.Programmes;
using GrantFlow.Web.Hosting;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Cli;

/// <summary>Keeps a folder of definition files and the database in step, so that workflows can live in version control.</summary>
static class WorkflowsVerb
{
    /// <summary>The verb.</summary>
    public static readonly Verb Verb = new(
        "workflows", "Takes workflow definitions out to a folder, brings them in from it, or tells how they differ",
        """
        workflows pull|push|diff [FOLDER] [--programme KEY] [--publish] [--force]
          pull        writes to the folder what was changed in the database
          push        saves to the database, as drafts, what was changed in the folder
          diff        tells what differs; exit 1 when anything does
          FOLDER      default workflows; a file a definition, named by its id
          --programme KEY   the programme's own definitions; without it, those that all programmes share
          --publish   with push: publishes what is sound
          --force     overwrites where both sides were changed
        """,
        RunAsync);

    static async Task<int> RunAsync(Call call)
    {
        if (call.Arguments is not (["pull" or "push" or "diff"] or ["pull" or "push" or "diff", _])) throw new UsageException("pull, push or diff?");
        var (act, folder) = (call.Arguments[0], Path.GetFullPath(call.Arguments.Count > 1 ? call.Arguments[1] : "workflows"));
        if (act != "pull" && !Directory.Exists(folder)) throw new FileNotFoundException($"there is no folder '{folder}'");
        var settings = HostSettings.FromEnvironment();
        await VerbServices.EnsureMigratedAsync(settings, call.Stop);
        await using var services = VerbServices.Build(settings);
        await using var scope = services.CreateAsyncScope();
        var step = new Step(call, folder, scope.ServiceProvider, settings.DataFolder);
        await step.ReadAsync();
        return act switch { "pull" => await step.PullAsync(), "push" => await step.PushAsync(), _ => step.Diff() };
    }

    /// <summary>One file and its definition.</summary>
    sealed record Pair(string Id, string? File, string? Database, bool IsDraft, FileState State);

    sealed class Step(Call call, string folder, IServiceProvider services, string dataFolder)
    {
        readonly GrantFlowDb _db = services.GetRequiredService<GrantFlowDb>();
        readonly List<Pair> _pairs = [];
        Dictionary<string, string> _common = [];
        Guid? _programme;
        int _refused;

        bool Forced => call.Has("--force");

        // What was in step the last time, for this folder, programme and database: no part of the folder, which others share.
        string CommonFile => Path.Combine(
            dataFolder, $"workflows-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{folder}|{_programme}|{_db.Database.GetDbConnection().Database}")))[..16]}.json");

        public async Task ReadAsync()
        {
            if (call.Options.TryGetValue("--programme", out var key))
                _programme = await _db.Programmes.Where(p => p.Key == key).Select(p => (Guid?)p.Id).FirstOrDefaultAsync(call.Stop) ?? throw new VerbFailedException($"there is no programme '{key}'");
            if (File.Exists(CommonFile)) _common = JsonSerializer.Deserialize<Dictionary<string, string>>(await File.ReadAllTextAsync(CommonFile, call.Stop)) ?? [];
            var files = await FilesAsync();
            var (versions, designs) = (_db.DesignVersions, _db.WorkflowDesigns);
            var rows = await versions.Where(v => !versions.Any(o => o.DefinitionId == v.DefinitionId && o.Version > v.Version))
                .Select(v => new { v.DefinitionId, v.Json, IsDraft = v.PublishedAt == null, Programme = designs.Where(d => d.DefinitionId == v.DefinitionId).Select(d => d.ProgrammeId).FirstOrDefault() })
                .ToListAsync(call.Stop);
            foreach (var foreign in rows.Where(r => r.Programme != _programme && files.ContainsKey(r.DefinitionId)))
            {
                Refuse($"{foreign.DefinitionId}.json: the definition is {(foreign.Programme is null ? "all programmes'" : "another programme's")}");
                files.Remove(foreign.DefinitionId);
            }

            var own = rows.Where(r => r.Programme == _programme).ToDictionary(r => r.DefinitionId);
            foreach (var id in files.Keys.Union(own.Keys).Order(StringComparer.Ordinal))
            {
                var (file, row) = (files.GetValueOrDefault(id), own.GetValueOrDefault(id));
                _pairs.Add(new Pair(id, file, row?.Json, row?.IsDraft == true, DesignFolder.Judge(file, row?.Json, _common.GetValueOrDefault(id))));
            }
        }

        public int Diff()
        {
            foreach (var pair in _pairs.Where(p => p.State != FileState.Same))
            {
                call.Out.WriteLine($"{pair.Id}: {Word(pair.State)}");
                if (pair is { File: { } file, Database: { } database })
                    foreach (var line in DesignFolder.Differences(file, database)) call.Out.WriteLine($"  {line}");
            }

            var differ = _pairs.Count(p => p.State != FileState.Same);
            call.Out.WriteLine($"{_pairs.Count} definitions, {differ} differ");
            return differ + _refused == 0 ? ExitCode.Done : ExitCode.Failed;
        }

        public async Task<int> PullAsync()
        {
            Directory.CreateDirectory(folder);
            var written = 0;
            foreach (var pair in _pairs)
            {
                var takes = pair.State is FileState.OnlyDatabase or FileState.DatabaseChanged || (Forced && pair.State is FileState.BothChanged or FileState.Differ);
                if (pair.State == FileState.Same) _common[pair.Id] = DesignFolder.Sum(pair.Database!);
                else if (pair.State is FileState.OnlyFile or FileState.FileChanged) call.Out.WriteLine($"{pair.Id}: {Word(pair.State)}: push it");
                else if (!takes) Refuse($"{pair.Id}: {Word(pair.State)}: not overwritten (--force takes the database's)");
                if (!takes) continue;
                await File.WriteAllTextAsync(PathOf(pair.Id), DesignFolder.Text(pair.Database!, pair.File), call.Stop);
                _common[pair.Id] = DesignFolder.Sum(pair.Database!);
                call.Out.WriteLine($"{pair.Id}: written");
                written++;
            }

            return await EndAsync($"{written} files written");
        }

        public async Task<int> PushAsync()
        {
            var saved = 0;
            foreach (var pair in _pairs)
            {
                // A published version stays in the history; a draft that somebody is at would be drawn over.
                var takes = pair.State is FileState.OnlyFile or FileState.FileChanged || (pair.State == FileState.Differ && !pair.IsDraft)
                    || (Forced && pair.State is FileState.BothChanged or FileState.Differ);
                if (pair.State == FileState.Same) _common[pair.Id] = DesignFolder.Sum(pair.Database!);
                else if (pair.State is FileState.OnlyDatabase or FileState.DatabaseChanged) call.Out.WriteLine($"{pair.Id}: {Word(pair.State)}: pull it");
                else if (!takes) Refuse($"{pair.Id}: {Word(pair.State)}: not overwritten (--force takes the folder's)");
                if (takes && await SaveAsync(pair)) saved++;
            }

            if (call.Has("--publish")) await PublishAsync();
            return await EndAsync($"{saved} definitions saved");
        }

        async Task<bool> SaveAsync(Pair pair)
        {
            using var model = DesignText.Parse(pair.File!);
            var revision = await _db.WorkflowDesigns.Where(d => d.DefinitionId == pair.Id).Select(d => (int?)d.Revision).FirstOrDefaultAsync(call.Stop);
            var verdict = await SaveDraft.Execute(_db, Actor.Service, new(model.RootElement, revision, Emptied: true, _programme, FromFile: true), TimeProvider.System, call.Stop);
            _db.Forget();
            if (verdict.Allows(out var fact, out var refusal))
            {
                _common[pair.Id] = DesignFolder.Sum(pair.File!);
                call.Out.WriteLine($"{pair.Id}: saved as version {fact.Version}");
                return true;
            }

            Refuse($"{pair.Id}: {refusal.Detail} ({refusal.Code})");
            return false;
        }

        // A definition that contains another as an activity is refused until that one is published: round while it helps.
        async Task PublishAsync()
        {
            var waiting = _pairs.Where(p => p.File is not null && p.State is not (FileState.OnlyDatabase or FileState.DatabaseChanged)).Select(p => p.Id).ToList();
            List<string> refused = [];
            for (var before = -1; waiting.Count > 0 && waiting.Count != before;)
            {
                before = waiting.Count;
                refused.Clear();
                List<string> next = [];
                foreach (var id in waiting)
                {
                    var verdict = await PublishDesign.Execute(_db, Actor.Service, id, null, services.GetRequiredService<DesignChecks>(), TimeProvider.System, call.Stop);
                    _db.Forget();
                    if (verdict.Allows(out var fact, out var refusal))
                    {
                        if (!fact.Already) call.Out.WriteLine($"{id}: version {fact.Version} published");
                        continue;
                    }

                    next.Add(id);
                    refused.AddRange(refusal.Problems.Count == 0 ? [$"{id}: {refusal.Detail}"] : refusal.Problems.Select(p => $"{id}: {p.Message}").Distinct());
                }

                waiting = next;
            }

            foreach (var line in refused) Refuse(line);
        }

        async Task<int> EndAsync(string done)
        {
            Directory.CreateDirectory(dataFolder);
            await File.WriteAllTextAsync(CommonFile, JsonSerializer.Serialize(_common), call.Stop);
            call.Out.WriteLine($"{done}, {_refused} refused");
            return _refused == 0 ? ExitCode.Done : ExitCode.Failed;
        }

        async Task<Dictionary<string, string>> FilesAsync()
        {
            Dictionary<string, string> files = new(StringComparer.Ordinal);
            if (!Directory.Exists(folder)) return files;
            foreach (var path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
            {
                var text = await File.ReadAllTextAsync(path, call.Stop);
                if (IdOf(text) is not { } id) Refuse($"{Path.GetFileName(path)}: no workflow definition");
                else if (!files.TryAdd(id, text)) Refuse($"{Path.GetFileName(path)}: another file holds '{id}' already");
                else if (Path.GetFileNameWithoutExtension(path) != id) Refuse($"{Path.GetFileName(path)}: holds '{id}', and must be named by it");
            }

            return files;
        }

        static string? IdOf(string text)
        {
            try
            {
                using var document = DesignText.Parse(text);
                var root = document.RootElement;
                return root.ValueKind == JsonValueKind.Object && root.TryGetProperty("definitionId", out var id) && id.ValueKind == JsonValueKind.String && root.TryGetProperty("root", out _) ? id.GetString() : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        string PathOf(string id) => Path.Combine(folder, $"{id}.json");

        void Refuse(string line)
        {
            _refused++;
            call.Error.WriteLine($"error: {line}");
        }

        static string Word(FileState state) => state switch
        {
            FileState.OnlyFile => "only in the folder",
            FileState.OnlyDatabase => "only in the database",
            FileState.FileChanged => "changed in the folder",
            FileState.DatabaseChanged => "changed in the database",
            FileState.BothChanged => "changed on both sides",
            FileState.Differ => "differs",
            _ => "the same",
        };
    }
}
