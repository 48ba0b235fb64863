using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Files;
using GrantFlow.Programmes;
using GrantFlow.Selection;
using GrantFlow.Tests.Web;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Attachments: whose they are, what is taken, how they leave (field: Unity AB#33411, #33414).</summary>
public sealed class FileTests(RunningHost host) : IClassFixture<RunningHost>
{
    static readonly byte[] Pdf = Encoding.ASCII.GetBytes("%PDF-1.7\n<script>gf(1)</script>");

    readonly Some _some = new(host.Database);

    [Fact]
    public async Task A_file_is_read_by_those_who_may_read_what_it_hangs_on_and_by_nobody_else()
    {
        var award = await new SomeAward(host.Database).OpenedAsync();
        await _some.PersonAsync(award.Programme, Role.Reviewer);
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(award.Programme, number: 9), reviewers: 2);
        var (organisation, head) = await _some.OrganisationAsync(award.Programme);
        var application = await _some.DraftAsync(competition, organisation, head);
        var file = (await AttachAsync(head, $"application:{application}", "plan.pdf", Pdf)).FileId;

        (await ReadersAsync(file, ("a manager, of a draft", award.Manager), ("the donor", award.Donor))).Should().BeEmpty();
        await _some.Do(db => SubmitApplication.Execute(db, head, application, _some.Clock, default));
        await _some.ScreenedAsync(competition);
        await _some.Do(db => AssignReviewers.Execute(db, Some.Administrator, competition, new(), _some.Clock, default));
        var reviews = await _some.Read(db => db.Reviews.Where(r => r.ApplicationId == application).OrderBy(r => r.Id).ToListAsync());
        var (fair, torn) = (Some.AsReviewer(award.Programme, reviews[0].ReviewerId), Some.AsReviewer(award.Programme, reviews[1].ReviewerId));
        (await ReadersAsync(file, ("a reviewer before saying whether there is a conflict", fair))).Should().BeEmpty();
        await _some.Do(db => DeclareConflict.Execute(db, fair, reviews[0].Id, new(false), _some.Clock, default));
        await _some.Do(db => DeclareConflict.Execute(db, torn, reviews[1].Id, new(true, "My sister leads it"), _some.Clock, default));
        var elsewhere = await new SomeAward(host.Database).OpenedAsync();

        var readers = await ReadersAsync(
            file, ("its head", head), ("a manager", award.Manager), ("the reviewer without a conflict", fair), ("the reviewer with one", torn), ("another organisation's head", award.Head),
            ("finance", award.Finance), ("another programme's manager", elsewhere.Manager), ("another programme's head", elsewhere.Head));

        readers.Should().Equal("its head", "a manager", "the reviewer without a conflict");
        (await host.Client().GetAsync($"/files/{file}")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Whatever_is_in_a_file_it_is_saved_and_never_shown()
    {
        var (head, application) = await DraftAsync();
        var file = (await AttachAsync(head, application, "Պլան \"1\"<b>.pdf", Pdf)).FileId;
        using var client = await host.AsAsync(head);

        var answer = await client.GetAsync($"/files/{file}");

        (await answer.Content.ReadAsByteArrayAsync()).Should().Equal(Pdf);
        answer.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        answer.Content.Headers.ContentDisposition.FileNameStar.Should().Be("Պլան 1b.pdf");
        answer.Content.Headers.ContentType!.MediaType.Should().Be("application/pdf");
        answer.Headers.GetValues("Content-Security-Policy").Single().Should().Be("default-src 'none'; sandbox");
        answer.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    public static TheoryData<string, byte[], string?> Uploads() => new()
    {
        { "a.pdf", Pdf, null },
        { "A.PDF", Pdf, null },
        { "photo.jpg", [0xff, 0xd8, 0xff, 0xe0, 1], null },
        { "plan.docx", Package("[Content_Types].xml", "word/document.xml"), null },
        { "names.csv", Encoding.UTF8.GetBytes("Անուն;Գումար\n"), null },
        { "empty.pdf", [], "file-empty" },
        { "page.html", "<script>1</script>"u8.ToArray(), "file-kind" },
        { "page.svg", "<svg/>"u8.ToArray(), "file-kind" },
        { "run.exe", "MZ"u8.ToArray(), "file-kind" },
        { "run.pdf.exe", Pdf, "file-kind" },
        { "run.sh", "#!"u8.ToArray(), "file-kind" },
        { "all.zip", Package("a"), "file-kind" },
        { "plan.docm", Package("[Content_Types].xml", "word/document.xml"), "file-kind" },
        { "noend", Pdf, "file-kind" },
        { ".pdf", Pdf, null },
        { "run.exe\u0000.pdf", "MZ"u8.ToArray(), "file-content" },
        { "page.pdf", "<html>%PDF-"u8.ToArray(), "file-content" },
        { "page.png", "<html>"u8.ToArray(), "file-content" },
        { "page.txt", "  <html><script>"u8.ToArray(), "file-content" },
        { "zero.txt", [65, 0, 66], "file-content" },
        { "plan.docx", Package("a"), "file-content" },
        { "macro.docx", Package("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "file-content" },
        { "bomb.xlsx", [0x50, 0x4b, 3, 4, 9, 9, 9], "file-content" },
    };

    [Theory]
    [MemberData(nameof(Uploads))]
    public void A_file_is_taken_by_its_name_and_by_its_content(string name, byte[] bytes, string? code) =>
        AttachFile.Decide(new("application:x", Guid.Empty, Guid.Empty, true, true, true), new(name, bytes), []).Code().Should().Be(code, name);

    // A test of its own: what a theory is given goes through the runner, byte by byte.
    [Fact]
    public void A_file_too_large_is_refused() =>
        AttachFile.Decide(new("application:x", Guid.Empty, Guid.Empty, true, true, true), new("big.pdf", [.. Pdf, .. new byte[AttachFile.Largest]]), [])
            .Code().Should().Be("file-too-large");

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"C:\Users\x\Plan.pdf", "Plan.pdf")]
    [InlineData("a\r\nb\u202egpj.pdf", "abgpj.pdf")]
    [InlineData("  .. .txt", "file.txt")]
    public void A_name_is_cleaned_of_folders_and_tricks(string name, string clean) => FileKinds.Clean(name).Should().Be(clean);

    [Fact]
    public async Task A_file_sent_with_a_form_is_kept_when_the_form_is_refused()
    {
        var (head, application) = await DraftAsync();
        using var client = await host.AsAsync(head);
        var page = $"/applications/{application.Split(':')[1]}";
        var form = await RunningHost.FormAsync(client, page);
        using var body = new MultipartFormDataContent
        {
            { new StringContent(form["__RequestVerificationToken"]), "__RequestVerificationToken" }, { new StringContent("an old one"), "seen" }, { new StringContent("My title"), "Title" },
        };
        using var content = new ByteArrayContent(Pdf);
        content.Headers.ContentType = new MediaTypeHeaderValue("text/html");
        body.Add(content, "File", "plan.pdf");

        var answer = await client.PostAsync($"{page}?handler=Save", body);

        var html = await answer.Content.ReadAsStringAsync();
        html.Should().Contain("My title", "what was typed stays").And.Contain("plan.pdf");
        (await _some.Read(db => db.Files.SingleAsync(f => f.SubjectRef == application))).Type.Should().Be("application/pdf", "the browser's word for it counts for nothing");
    }

    [Fact]
    public async Task After_sending_in_files_stay_as_they_are_and_nobody_else_changes_them_before()
    {
        var (head, application) = await DraftAsync();
        var id = Guid.Parse(application.Split(':')[1]);
        var file = (await AttachAsync(head, application, "plan.pdf", Pdf)).FileId;
        var stranger = (await _some.OrganisationAsync((await _some.Read(db => db.Applications.SingleAsync(a => a.Id == id))).ProgrammeId)).Head;

        (await _some.Try(db => AttachFile.Execute(db, stranger, application, new("x.pdf", Pdf), _some.Clock, default))).Code().Should().Be("not-found");
        (await _some.Try(db => RemoveFile.Execute(db, stranger, file, _some.Clock, default))).Code().Should().Be("not-found");
        await _some.Do(db => SubmitApplication.Execute(db, head, id, _some.Clock, default));

        (await _some.Try(db => RemoveFile.Execute(db, head, file, _some.Clock, default))).Code().Should().Be("files-closed");
        (await _some.Try(db => AttachFile.Execute(db, head, application, new("x.pdf", Pdf), _some.Clock, default))).Code().Should().Be("files-closed");
        var fact = await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Kind == nameof(FileAttached) && f.Subject == application));
        fact.Data.Should().Contain("sha256").And.NotContain("plan.pdf", "a file's name may name a person");
    }

    async Task<(Actor Head, string Application)> DraftAsync()
    {
        var programme = await _some.ProgrammeAsync();
        // Open at the host's own time, which is today.
        _some.Clock.SetTo(TimeProvider.System.GetUtcNow());
        await _some.Read(db => db.Programmes.Where(p => p.Id == programme).ExecuteUpdateAsync(p => p.SetProperty(x => x.EndsOn, new DateOnly(2099, 1, 1))));
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        return (head, $"application:{await _some.DraftAsync(competition, organisation, head)}");
    }

    Task<FileAttached> AttachAsync(Actor actor, string subject, string name, byte[] bytes) =>
        _some.Do(db => AttachFile.Execute(db, actor, subject, new(name, bytes), _some.Clock, default));

    async Task<List<string>> ReadersAsync(Guid file, params (string Who, Actor Actor)[] tried)
    {
        List<string> readers = [];
        foreach (var (who, actor) in tried)
        {
            using var client = await host.AsAsync(actor);
            var answer = await client.GetAsync($"/files/{file}");
            if (answer.StatusCode == HttpStatusCode.OK) readers.Add(who);
            else answer.StatusCode.Should().BeOneOf([HttpStatusCode.NotFound, HttpStatusCode.Forbidden], who);
        }

        return readers;
    }

    static byte[] Package(params string[] parts)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create))
            foreach (var part in parts) zip.CreateEntry(part);
        return bytes.ToArray();
    }
}
