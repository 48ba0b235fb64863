using System.Text;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Competitions;
using GrantFlow.Files;
using GrantFlow.Tests.Security;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Xunit;

namespace GrantFlow.Tests.Audit;

/// <summary>What was sent in is sealed together with its files.</summary>
public sealed class SealedFilesTests(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly byte[] Plan = Encoding.ASCII.GetBytes("%PDF-1.7\nplan"), Budget = Encoding.ASCII.GetBytes("%PDF-1.7\nthe budget");

    readonly Some _some = new(host.Database);

    [Fact]
    public async Task Each_file_is_sealed_by_name_size_and_hash_shown_and_told_from_any_other()
    {
        var (programme, head, application) = await DraftAsync();
        var manager = await _some.ManagerAsync(programme);
        var away = await AttachAsync(head, application, "away.pdf", Plan);
        await AttachAsync(head, application, "Պլան.pdf", Plan);
        await AttachAsync(head, application, "budget.pdf", Budget);
        await _some.Do(db => RemoveFile.Execute(db, head, away, _some.Clock, default));

        await _some.Do(db => SubmitApplication.Execute(db, head, application, _some.Clock, default));

        var seal = await SealOfAsync(application);
        using var content = JsonDocument.Parse(seal.Content);
        content.RootElement.GetProperty("files").EnumerateArray()
            .Select(f => (f.GetProperty("name").GetString(), f.GetProperty("size").GetInt32(), f.GetProperty("sha256").GetString()))
            .Should().Equal(("Պլան.pdf", Plan.Length, HashOf(Plan)), ("budget.pdf", Budget.Length, HashOf(Budget)));
        seal.IsIntact.Should().BeTrue();
        (await _some.Try(db => AttachFile.Execute(db, head, $"application:{application}", new("late.pdf", Plan), _some.Clock, default))).Code().Should().Be("files-closed");
        using var client = await host.AsAsync(manager);
        var page = await client.GetStringAsync($"/seals/application:{application}?left={seal.Id}");
        page.Should().Contain("As it was sealed").And.Contain("Files › 1 › Name").And.Contain("Պլան.pdf")
            .And.Contain("Files › 2 › Size in bytes").And.Contain($">{Budget.Length}<").And.Contain(HashOf(Budget));
    }

    [Fact]
    public async Task A_seal_made_before_files_were_in_it_still_verifies_and_can_be_compared()
    {
        var (programme, head, application) = await DraftAsync();
        var manager = await _some.ManagerAsync(programme);
        const string Earlier = """{"number":"A-1","title":"Երիտասարդական կենտրոն","answers":{"need":"x"},"submittedAt":"2021-02-01T08:00:00+00:00"}""";
        await using (var db = _some.Open())
        {
            var at = _some.Clock.GetUtcNow();
            db.Seal(head, programme, $"application:{application}", nameof(ApplicationSubmitted), Earlier, at);
            db.Record(head, programme, $"application:{application}", new ApplicationSubmitted(application, "A-1", at, Seal.HashOf(Earlier)), at);
            await db.SaveChangesAsync();
        }

        var earlier = await SealOfAsync(application);
        await AttachAsync(head, application, "plan.pdf", Plan);
        await _some.Do(db => SubmitApplication.Execute(db, head, application, _some.Clock, default));
        var seals = await _some.Read(db => db.Seals.Where(s => s.Subject == earlier.Subject).OrderBy(s => s.Id).ToListAsync());

        (earlier.Content, earlier.IsIntact).Should().Be((Earlier, true));
        seals.Should().HaveCount(2).And.OnlyContain(s => s.IsIntact);
        SealDiff.Compare(earlier.Content, seals[1].Content).Where(r => r.Path.StartsWith("files/", StringComparison.Ordinal))
            .Should().Equal(new SealDiff.Row("files/1/name", null, "plan.pdf"), new SealDiff.Row("files/1/size", null, $"{Plan.Length}"), new SealDiff.Row("files/1/sha256", null, HashOf(Plan)));
        await using var source = NpgsqlDataSource.Create(host.Database.ConnectionString);
        (await VerifyRecord.Execute(source, programme, [], default)).Sound.Should().BeTrue();
        using var client = await host.AsAsync(manager);
        (await client.GetStringAsync($"/seals/application:{application}?left={earlier.Id}")).Should().Contain("As it was sealed").And.NotContain("Files ›");
    }

    [Fact]
    public async Task A_file_attached_in_the_moment_of_sending_is_in_the_seal_or_refused()
    {
        for (var i = 0; i < 8; i++)
        {
            var (_, head, application) = await DraftAsync();

            var (attached, _) = (
                _some.Try(db => AttachFile.Execute(db, head, $"application:{application}", new("plan.pdf", Plan), _some.Clock, default)),
                await _some.Do(db => SubmitApplication.Execute(db, head, application, _some.Clock, default)));

            var taken = (await attached).Allows(out var file, out _);
            using var content = JsonDocument.Parse((await SealOfAsync(application)).Content);
            content.RootElement.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("sha256").GetString()).Should().Equal(taken ? [file!.Sha256] : []);
        }
    }

    static string HashOf(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    Task<Seal> SealOfAsync(Guid application) => _some.Read(db => db.Seals.SingleAsync(s => s.Subject == $"application:{application}"));

    async Task<(Guid Programme, Actor Head, Guid Application)> DraftAsync()
    {
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        return (programme, head, await _some.DraftAsync(competition, organisation, head));
    }

    async Task<Guid> AttachAsync(Actor head, Guid application, string name, byte[] bytes)
    {
        _some.Clock.Advance(TimeSpan.FromSeconds(1));
        return (await _some.Do(db => AttachFile.Execute(db, head, $"application:{application}", new(name, bytes), _some.Clock, default))).FileId;
    }
}
