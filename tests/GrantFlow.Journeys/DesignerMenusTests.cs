using System.IO.Compression;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Xunit;

namespace GrantFlow.Journeys;

/// <summary>What the menus of the true Studio offer: taking back, files out and in, copies.</summary>
[Collection(nameof(DesignerHost))]
public sealed class DesignerMenusTests(HostProcess host) : Journey(host)
{
    [Fact]
    public async Task A_row_is_published_and_taken_back_from_its_menu()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Aa to and fro", Studio.Small("fro"));
        await studio.OpenAsync("/studio/definitions");

        await studio.ChooseAsync(studio.MenuOf("Aa to and fro"), "Publish");
        await Eventually.TrueAsync(() => IsPublishedAsync(id));
        await studio.ChooseAsync(studio.MenuOf("Aa to and fro"), "Unpublish");

        await Eventually.TrueAsync(async () => !await IsPublishedAsync(id));
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_editor_takes_back_what_it_published()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Taken back", Studio.Small("back"));
        await studio.OpenAsync($"/studio/definitions/{id}");
        await studio.PublishAsync();
        await studio.ToldAsync("Workflow published");

        await studio.ChooseAsync(studio.More, "Unpublish");

        await Eventually.TrueAsync(async () => !await IsPublishedAsync(id));
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task What_the_programmes_begin_with_isnt_taken_back_and_the_reader_is_told_why()
    {
        var studio = await AdministratorAsync();
        await studio.OpenAsync("/studio/definitions?search=entrance");

        await studio.ChooseAsync(studio.MenuOf("entrance"), "Unpublish");

        await studio.Toasts.Filter(new() { HasText = "The programmes' work begins with this workflow" }).WaitForAsync();
        await studio.Rows.Filter(new() { HasText = "entrance" }).First.Locator("input[type=checkbox]").CheckAsync(new() { Force = true });
        await studio.ChooseAsync(studio.Page.GetByRole(AriaRole.Button, new() { Name = "Bulk actions" }), "Unpublish");
        await studio.AnswerAsync("Unpublish");
        // In numbers each refusal names what it is of.
        await studio.Toasts.Filter(new() { HasText = "entrance: The programmes' work begins with this workflow" }).WaitForAsync();
        (await IsPublishedAsync("entrance")).Should().BeTrue();
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_definition_goes_out_by_row_editor_and_in_numbers_and_comes_in_again()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Aa travels", Studio.Small("travels", "as it went"));
        await studio.OpenAsync("/studio/definitions");

        var row = await studio.FileAsync(async () =>
        {
            await studio.ChooseAsync(studio.MenuOf("Aa travels"), "Export");
            await studio.AnswerAsync("Export");
        });
        await studio.Rows.Filter(new() { HasText = "Aa travels" }).First.Locator("input[type=checkbox]").CheckAsync(new() { Force = true });
        var many = await studio.FileAsync(async () =>
        {
            await studio.ChooseAsync(studio.Page.GetByRole(AriaRole.Button, new() { Name = "Bulk actions" }), "Export");
            await studio.AnswerAsync("Export");
        });
        await studio.OpenAsync($"/studio/definitions/{id}");
        var editor = await studio.FileAsync(async () =>
        {
            await studio.ChooseAsync(studio.More, "Export");
            await studio.AnswerAsync("Export");
        });

        Root(row.Bytes).Should().Contain("as it went").And.Be(Root(editor.Bytes));
        using (var zip = new ZipArchive(new MemoryStream(many.Bytes)))
        {
            using var entry = zip.Entries.Single().Open();
            using var copy = new MemoryStream();
            await entry.CopyToAsync(copy);
            Root(copy.ToArray()).Should().Be(Root(row.Bytes));
        }

        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(row.Bytes).Replace("as it went", "as it came back", StringComparison.Ordinal));
        await studio.OpenAsync("/studio/definitions");
        await studio.Page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = row.Name, MimeType = "application/json", Buffer = changed });
        await studio.ToldAsync("imported successfully");
        (await JsonAsync(id)).Should().Contain("as it came back");
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task The_editor_takes_a_file_in_and_a_file_that_is_too_large_is_told_before_it_is_sent()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Taken in", Studio.Small("in"));
        var (_, file) = await studio.FileAsync(() => ExportAsync(studio, "Taken in"));
        await studio.OpenAsync($"/studio/definitions/{id}");
        var changed = Encoding.UTF8.GetString(file).Replace("\"one\"", "\"from a file\"", StringComparison.Ordinal);

        var chooser = await studio.Page.RunAndWaitForFileChooserAsync(() => studio.ChooseAsync(studio.More, "Import"));
        await chooser.SetFilesAsync(new FilePayload { Name = "in.json", MimeType = "application/json", Buffer = Encoding.UTF8.GetBytes(changed) });
        await Eventually.TrueAsync(async () => (await JsonAsync(id)).Contains("from a file", StringComparison.Ordinal));
        await Studio.CountAsync(studio.Nodes, 2);
        await studio.OpenAsync("/studio/definitions");
        await studio.Page.Locator("input[type=file]").First.SetInputFilesAsync(new FilePayload { Name = "huge.json", MimeType = "application/json", Buffer = new byte[6 << 20] });

        await studio.Toasts.Filter(new() { HasText = "“huge.json” is too large and was not brought in: a definition may have up to 5 megabytes" }).WaitForAsync();
        studio.Faults.Should().BeEmpty();
    }

    [Fact]
    public async Task A_copy_is_made_by_Save_as_and_by_Duplicate_and_the_original_stays()
    {
        var studio = await AdministratorAsync();
        var id = await studio.MakeAsync("Aa original", Studio.Small("original", "of the original"));
        await studio.OpenAsync($"/studio/definitions/{id}");

        await studio.ChooseAsync(studio.More, "Save As");
        await studio.Page.Locator(".mud-dialog input").First.FillAsync("Saved as another");
        await studio.LeadsOnAsync(() => studio.AnswerAsync("OK"));
        await Studio.CountAsync(studio.Nodes, 2);
        var saved = studio.Page.Url.Split('/')[^1];
        await studio.OpenAsync("/studio/definitions");
        await studio.ChooseAsync(studio.MenuOf("Aa original"), "Duplicate");
        await studio.Page.Locator(".mud-dialog input").First.FillAsync("Aa duplicate");
        await studio.AnswerAsync("OK");
        await studio.Rows.Filter(new() { HasText = "Aa duplicate" }).First.WaitForAsync();

        saved.Should().NotBe(id);
        (await JsonAsync(saved)).Should().Contain("of the original");
        (await JsonAsync(id)).Should().Contain("of the original").And.Contain("Aa original");
        (await Host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where name = 'Aa duplicate'").SingleAsync())).Should().Contain("of the original");
        studio.Faults.Should().BeEmpty();
    }

    static async Task ExportAsync(Studio studio, string name)
    {
        await studio.OpenAsync($"/studio/definitions?search={Uri.EscapeDataString(name)}");
        await studio.ChooseAsync(studio.MenuOf(name), "Export");
        await studio.AnswerAsync("Export");
    }

    static string Root(byte[] file)
    {
        using var json = JsonDocument.Parse(file);
        return json.RootElement.GetProperty("root").GetRawText();
    }

    Task<bool> IsPublishedAsync(string id) =>
        Host.Some.Read(db => db.Database.SqlQuery<bool>($"select exists (select 1 from workflow_definitions where definition_id = {id} and is_published) as \"Value\"").SingleAsync());

    Task<string> JsonAsync(string id) =>
        Host.Some.Read(db => db.Database.SqlQuery<string>($"select json as \"Value\" from workflow_definitions where definition_id = {id} order by version desc limit 1").SingleAsync());

    async Task<Studio> AdministratorAsync() => await Studio.OfAsync(Host, (await Host.Some.PersonAsync(Guid.Empty, Role.Administrator)).PersonId);
}
