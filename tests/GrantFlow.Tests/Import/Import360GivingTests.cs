using System.Text;
using System.Text.Json.Nodes;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Import;
using GrantFlow.Organisations;
using GrantFlow.Programmes;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Import;

public sealed class Import360GivingTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly FakeClock Clock = new(new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero));

    [PublishedDataFact]
    public async Task Eight_hundred_and_seventy_published_grants_load_and_load_again_without_a_change()
    {
        var first = await ImportFile("Power to Change");
        var second = await ImportFile("Power to Change");

        (first.Rows, first.Awards, first.Organisations).Should().Be((870, new AwardCount(870, 0, 0), new OrganisationCount(694, 0)));
        (first.Rejected.Count, first.Mended.Count).Should().Be((0, 5));
        (second.Awards, second.Organisations).Should().Be((new AwardCount(0, 870, 0), new OrganisationCount(0, 694)));
        await using var db = database.Open();
        var programme = await db.Programmes.SingleAsync(p => p.Key == "power-to-change");
        (programme.Kind, programme.NumberPrefix, programme.Currency, programme.TimeZone).Should().Be((ProgrammeKind.Historic, "PTC", "GBP", "Europe/London"));
        (await db.Awards.Where(a => a.ProgrammeId == programme.Id).SumAsync(a => a.Amount)).Should().BeInRange(51_500_000, 51_700_000);
        (await db.Awards.Where(a => a.ProgrammeId == programme.Id).AllAsync(a => a.State == AwardState.Prepared)).Should().BeTrue();
    }

    [Fact]
    public async Task Bad_rows_are_listed_and_the_good_ones_taken()
    {
        var summary = await Import(
            "Bad rows",
            SomePackage.Of(
                SomePackage.Grant("360G-some-1"),
                "not a grant",
                SomePackage.Grant("360G-some-1"),
                SomePackage.Grant("360G-some-2").With("awardDate", "01/03/2016"),
                SomePackage.Grant("360G-some-3", "GB-COH-7654321", "Another Hall")));

        summary.Awards.New.Should().Be(2);
        summary.Rejected.Select(r => (r.Row, r.Id)).Should().Equal((2, null), (3, "360G-some-1"), (4, "360G-some-2"));
        summary.Rejected[1].Reason.Should().Contain("earlier row");
    }

    [Fact]
    public async Task A_changed_row_brings_a_prepared_award_up_to_date()
    {
        await Import("Changes", SomePackage.Of(SomePackage.Grant()));

        var summary = await Import("Changes", SomePackage.Of(SomePackage.Grant().With("amountAwarded", 1200)));

        summary.Awards.Should().Be(new AwardCount(0, 0, 1));
        await using var db = database.Open();
        (await db.Awards.SingleAsync(a => a.ProgrammeId == summary.ProgrammeId)).Amount.Should().Be(1200);
    }

    [Fact]
    public async Task A_changed_row_of_an_award_under_way_is_rejected()
    {
        var first = await Import("Under way", SomePackage.Of(SomePackage.Grant()));
        await using (var db = database.Open())
        {
            var id = await db.Awards.Where(a => a.ProgrammeId == first.ProgrammeId).Select(a => a.Id).SingleAsync();
            var checks = new RecordDueDiligence.Request([new(DueDiligenceKind.Registration, DueDiligenceResult.Clear)]);
            await RecordDueDiligence.Execute(db, Actor.Service, id, checks, Clock, default);
        }

        var summary = await Import("Under way", SomePackage.Of(SomePackage.Grant().With("amountAwarded", 1200)));

        summary.Awards.Should().Be(new AwardCount(0, 0, 0));
        summary.Rejected.Should().ContainSingle().Which.Reason.Should().Contain("under way");
    }

    [Fact]
    public async Task A_later_file_finds_organisations_by_number_and_by_name()
    {
        var first = await Import("Later", SomePackage.Of(
            SomePackage.Grant("360G-l-1", "GB-COH-00000001", "Registered Hall"), SomePackage.Grant("360G-l-2", "360G-l-o", "Friends of the Hall")));

        var second = await Import("Later", SomePackage.Of(
            SomePackage.Grant("360G-l-3", "GB-COH-00000001", "Renamed Hall"), SomePackage.Grant("360G-l-4", "360G-other", "The Friends of the Hall")));

        second.Organisations.Should().Be(new OrganisationCount(0, 2));
        await using var db = database.Open();
        (await db.Organisations.CountAsync(o => o.ProgrammeId == first.ProgrammeId)).Should().Be(2);
    }

    [Theory]
    [InlineData("", "not-json")]
    [InlineData("grants: 1", "not-json")]
    [InlineData("[]", "not-a-package")]
    [InlineData("{}", "not-a-package")]
    [InlineData("{\"grants\":{}}", "not-a-package")]
    [InlineData("{\"grants\":[]}", "no-grants")]
    [InlineData("{\"other\":{\"grants\":[1]}}", "not-a-package")]
    [InlineData("{\"grants\":[1,2]}", "no-grants")]
    [InlineData("{\"grants\":[{\"id\":\"a\"}", "not-json")]
    [InlineData("{\"grants\":[{\"id\":\"a\"}]} trailing", "not-json")]
    public async Task A_file_that_is_no_package_is_refused_and_leaves_nothing(string text, string code)
    {
        await using var db = database.Open();

        var verdict = await Import360Giving.Execute(db, Actor.Service, SomePackage.Text(text), "Nothing", Clock, default);

        verdict.Allows(out _, out var refusal).Should().BeFalse();
        refusal!.Code.Should().Be(code);
        (await db.Programmes.AnyAsync(p => p.Key == "nothing")).Should().BeFalse();
    }

    [Fact]
    public async Task A_file_cut_off_after_good_rows_leaves_nothing()
    {
        var whole = new JsonObject { ["grants"] = new JsonArray(SomePackage.Grant("360G-c-1"), SomePackage.Grant("360G-c-2")) }.ToJsonString();
        await using var db = database.Open();

        var verdict = await Import360Giving.Execute(db, Actor.Service, SomePackage.Text(whole[..^10]), "Cut off", Clock, default);

        verdict.Allows(out _, out var refusal).Should().BeFalse();
        refusal!.Code.Should().Be("not-json");
        (await db.Programmes.AnyAsync(p => p.Key == "cut-off")).Should().BeFalse();
    }

    [Fact]
    public async Task A_byte_order_mark_and_grants_broken_over_many_reads_do_no_harm()
    {
        var text = "\uFEFF" + new JsonObject
        {
            ["publisher"] = new JsonObject { ["grants"] = new JsonArray(1, 2) },
            ["grants"] = new JsonArray([.. Enumerable.Range(1, 40).Select(i => SomePackage.Grant($"360G-d-{i}").With("description", new string('x', 9000)))]),
        }.ToJsonString();
        await using var db = database.Open();
        await using var drip = new Drip(Encoding.UTF8.GetBytes(text));

        var verdict = await Import360Giving.Execute(db, Actor.Service, drip, "Drip", Clock, default);

        verdict.Allows(out var summary, out _).Should().BeTrue();
        summary!.Awards.New.Should().Be(40);
    }

    [Fact]
    public async Task Only_an_administrator_imports_and_never_into_a_programme_that_is_run()
    {
        await using var db = database.Open();

        (await Import360Giving.Execute(db, Actor.Nobody, SomePackage.Of(SomePackage.Grant()), "Mine", Clock, default))
            .Allows(out _, out var refusal).Should().BeFalse();
        refusal!.Code.Should().Be("forbidden");

        await CreateProgramme.Execute(
            db, Actor.Service,
            new("live-one", "LO", LocalText.Of("en", "Live One"), LocalText.Empty, "AM", "AMD", "Asia/Yerevan", new(2026, 1, 1), new(2026, 12, 31), "en", ["en"]),
            Clock, default);
        (await Import360Giving.Execute(db, Actor.Service, SomePackage.Of(SomePackage.Grant()), "Live One", Clock, default))
            .Allows(out _, out refusal).Should().BeFalse();
        refusal!.Code.Should().Be("programme-live");
    }

    async Task<ImportSummary> ImportFile(string programme)
    {
        await using var file = File.OpenRead(PublishedData.PowerToChange!);
        return await Import(programme, file);
    }

    async Task<ImportSummary> Import(string programme, Stream stream)
    {
        await using var db = database.Open();
        var verdict = await Import360Giving.Execute(db, Actor.Service, stream, programme, Clock, default);
        verdict.Allows(out var summary, out var refusal).Should().BeTrue(refusal?.Detail);
        return summary!;
    }

    /// <summary>Gives a few bytes at a time, as a slow network does.</summary>
    sealed class Drip(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, 1 + (int)(Position % 997))], cancellationToken);
    }
}
