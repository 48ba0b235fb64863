using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FluentAssertions;
using GrantFlow.Tests.Web;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Elsa Studio's own files: compressed as npm has them, kept by browsers, for everybody.</summary>
public sealed class StudioFilesTests(RunningHost host) : IClassFixture<RunningHost>
{
    const string Start = "/studio/_framework/blazor.webassembly.js";

    static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "studio");

    static string Wasm => "/studio/_framework/" + Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(Folder, "_framework"), "System.Linq.*.wasm.br").First(f => !f.Contains("Queryable") && !f.Contains("Expressions")));

    static string Data => "/studio/_framework/" + Path.GetFileNameWithoutExtension(Directory.GetFiles(Path.Combine(Folder, "_framework"), "icudt.*.dat.br").Single());

    [Fact]
    public void Each_is_kept_in_one_form_only()
    {
        var files = Directory.GetFiles(Folder, "*", SearchOption.AllDirectories);

        files.Should().HaveCountGreaterThan(300);
        files.Where(f => f.EndsWith(".br", StringComparison.Ordinal) && File.Exists(f[..^3])).Should().BeEmpty();
        files.Sum(f => new FileInfo(f).Length).Should().BeLessThan(16 << 20);
    }

    [Theory]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip", null)]
    [InlineData("br;q=0, gzip", null)]
    public async Task A_file_comes_packed_to_whoever_takes_it_so_and_reads_the_same_to_everybody(string accepted, string? sent)
    {
        using var answer = await GetAsync(Start, accepted);
        var bytes = await answer.Content.ReadAsByteArrayAsync();

        answer.Content.Headers.ContentEncoding.Should().Equal(sent is null ? [] : [sent]);
        answer.Headers.Vary.Should().Contain("Accept-Encoding");
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/javascript");
        Encoding.UTF8.GetString(sent is null ? bytes : Unpacked(bytes)).Should().StartWith("!function(){\"use strict\"");
    }

    [Fact]
    public async Task The_runtimes_files_are_kept_for_ever_and_the_two_that_name_them_are_asked_for_again()
    {
        using var wasm = await GetAsync(Wasm, "br");
        using var data = await GetAsync(Data, "br");
        using var start = await GetAsync(Start, "br");

        wasm.Content.Headers.ContentType!.MediaType.Should().Be("application/wasm");
        data.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
        foreach (var kept in new[] { wasm, data }) kept.Headers.CacheControl!.ToString().Should().Be("public, max-age=31536000, immutable");
        start.Headers.CacheControl!.ToString().Should().Be("no-cache");
    }

    [Fact]
    public async Task What_a_browser_has_already_isnt_sent_again_and_the_two_forms_arent_taken_for_each_other()
    {
        using var packed = await GetAsync(Start, "br");
        using var plain = await GetAsync(Start, "gzip");
        using var again = await GetAsync(Start, "br", packed.Headers.ETag);
        using var other = await GetAsync(Start, "gzip", packed.Headers.ETag);

        packed.Headers.ETag.Should().NotBe(plain.Headers.ETag);
        again.StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await again.Content.ReadAsByteArrayAsync()).Should().BeEmpty();
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Studios_settings_name_no_server_and_what_isnt_a_file_is_no_file()
    {
        var client = host.Client();

        (await client.GetStringAsync("/studio/appsettings.json")).Should().Be("{}");
        (await client.GetAsync("/studio/_framework/missing.js")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.GetAsync("/studio/../studio/%2e%2e/GrantFlow.Web.dll")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await client.PostAsync(Start, null)).StatusCode.Should().NotBe(HttpStatusCode.OK);
    }

    async Task<HttpResponseMessage> GetAsync(string path, string accepted, EntityTagHeaderValue? has = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepted);
        if (has is not null) request.Headers.IfNoneMatch.Add(has);
        return await host.Client().SendAsync(request);
    }

    static byte[] Unpacked(byte[] packed)
    {
        using var brotli = new BrotliStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        brotli.CopyTo(plain);
        return plain.ToArray();
    }
}
