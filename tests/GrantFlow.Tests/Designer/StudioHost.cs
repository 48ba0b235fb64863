using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Persistence;
using GrantFlow.Tests.Web;
using GrantFlow.Workflows;
using GrantFlow.Workflows.Runtime;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>The running host, with two programmes, a manager of each, and an administrator, as Studio's pages call it.</summary>
public sealed class StudioHost : IAsyncLifetime
{
    readonly RunningHost _host = new();
    readonly Dictionary<string, int> _revisions = [];

    /// <summary>Somebody signed in, with the token of their pages.</summary>
    public sealed record Caller(HttpClient Client, string Token);

    public Caller Anna { get; private set; } = null!;

    public Caller Bek { get; private set; } = null!;

    public Caller Admin { get; private set; } = null!;

    public Guid Mine { get; private set; }

    public Guid Theirs { get; private set; }

    public RunningHost Host => _host;

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        var some = new Some(_host.Database);
        (Mine, Theirs) = (await some.ProgrammeAsync(), await some.ProgrammeAsync());
        await ShippedWorkflows.PublishAsync(_host.Service<IWorkflowEngine>(), _host.Service<IWorkflowStore>());
        Anna = await EnterAsync("anna@example.org", Role.GrantManager, Mine);
        Bek = await EnterAsync("bek@example.org", Role.GrantManager, Theirs);
        Admin = await EnterAsync("admin@example.org", Role.Administrator, Guid.Empty);
    }

    public Task DisposeAsync() => _host.DisposeAsync();

    /// <summary>An organisation of each programme.</summary>
    public async Task<(Guid Mine, Guid Theirs)> OrganisationsAsync()
    {
        var some = new Some(_host.Database);
        return ((await some.OrganisationAsync(Mine)).Id, (await some.OrganisationAsync(Theirs)).Id);
    }

    /// <summary>The routes of <c>/elsa/api</c>, without that prefix.</summary>
    public IEnumerable<(string Method, string Path)> ElsaRoutes() =>
        from route in _host.Routes()
        let path = "/" + route.RoutePattern.RawText!.TrimStart('/')
        where path.StartsWith("/elsa/api/workflow-definition", StringComparison.Ordinal)
        from method in route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods
        select (method, path["/elsa/api".Length..]);

    /// <summary>Saves as our script does: with the revision seen last.</summary>
    public async Task<JsonElement> SaveAsync(Caller caller, JsonElement model, bool? publish = null, int? revision = null)
    {
        var answer = await PostAsync(caller, "/workflow-definitions", new { model, publish }, revision);
        if (!answer.IsSuccessStatusCode) throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        var saved = (await JsonAsync(answer)).GetProperty("workflowDefinition");
        _revisions[saved.GetProperty("definitionId").GetString()!] = int.Parse(answer.Headers.GetValues("X-GrantFlow-Revision").Single(), System.Globalization.CultureInfo.InvariantCulture);
        return saved;
    }

    public async Task<JsonElement> GetAsync(Caller caller, string path) => JsonDocument.Parse(await TextAsync(caller, path)).RootElement;

    public async Task<string> TextAsync(Caller caller, string path)
    {
        var answer = await SendAsync(caller, HttpMethod.Get, path, null);
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    public Task<HttpResponseMessage> PostAsync(Caller caller, string path, object body, int? revision = null) => SendAsync(caller, HttpMethod.Post, path, body, revision);

    public Task<HttpResponseMessage> SendAsync(Caller caller, HttpMethod method, string path, object? body, int? revision = null) =>
        SendAsync(caller, method, path, body is null ? null : JsonContent.Create(body), revision ?? Seen(body));

    public static Task<HttpResponseMessage> SendRawAsync(Caller caller, string path, string body) =>
        SendAsync(caller, HttpMethod.Post, path, new StringContent(body, Encoding.UTF8, "application/json"), null);

    public static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;

    int? Seen(object? body)
    {
        if (body is null) return null;
        var json = JsonSerializer.SerializeToElement(body);
        return json.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.Object && model.TryGetProperty("definitionId", out var id) && id.GetString() is { } known && _revisions.TryGetValue(known, out var seen) ? seen : null;
    }

    static async Task<HttpResponseMessage> SendAsync(Caller caller, HttpMethod method, string path, HttpContent? content, int? revision)
    {
        using var request = new HttpRequestMessage(method, $"/elsa/api{path}") { Content = content };
        request.Headers.Add("RequestVerificationToken", caller.Token);
        if (revision is { } seen) request.Headers.Add("X-GrantFlow-Revision", $"{seen}");
        return await caller.Client.SendAsync(request);
    }

    /// <summary>Enters somebody with a role in one programme, and signs them in.</summary>
    public async Task<Caller> EnterAsync(string email, Role role, Guid programme)
    {
        var person = await _host.EnterAsync(email, role);
        await using (var db = _host.Database.Open())
            await db.Database.ExecuteSqlAsync($"update programme_roles set programme_id = {programme} where person_id = {person.Id}");
        var client = await _host.SignInAsync(email);
        return new Caller(client, (await RunningHost.FormAsync(client, "/me"))["__RequestVerificationToken"]);
    }
}
