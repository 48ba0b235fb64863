using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text;
using FluentAssertions;
using FluentAssertions.Execution;
using GrantFlow.Accounts;
using GrantFlow.Tests.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Tests.Security;

/// <summary>Ten thousand odd requests, the same at every run: the service answers each, and none breaks it.</summary>
public sealed class FuzzTests : IAsyncLifetime
{
    const int Requests = 10_000;

    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    readonly Faults _faults = new();
    readonly RunningHost _host;

    readonly ITestOutputHelper _output;

    public FuzzTests(ITestOutputHelper output)
    {
        _output = output;
        _host = new()
        {
            With = services =>
            {
                services.RemoveAll<IHostedService>();
                services.AddSingleton<ILoggerProvider>(new Listener(_faults));
            },
        };
    }

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Ten_thousand_odd_requests_break_nothing()
    {
        var scene = new SomeScene(_host.Database);
        var callers = await scene.CallersAsync();
        string[] roles = ["nobody", "an administrator", "a manager", "its head", "the reviewer it was given to", "finance", "the assessor it was given to", "its Viewer"];
        var routes = _host.Routes().SelectMany(RoutesOf).ToList();
        // The way out would make nobody of everybody.
        var doors = (await _host.DoorsAsync()).Where(d => !d.Path.StartsWith("/api/", StringComparison.Ordinal) && d.Path != "/sign-out").ToList();
        var answered = new ConcurrentDictionary<int, int>();
        var broken = new ConcurrentBag<string>();

        // Everybody signs in first: among what follows is the erasing of people.
        List<(string Role, HttpClient Client, OddRequests Odd)> senders = [];
        foreach (var (index, role) in roles.Index())
        {
            var actor = callers.Single(c => c.Who == role).Actor;
            var client = await ClientAsync(actor);
            var forms = (await new Browsing(client).WalkAsync(["/", "/me", "/sign-in"], ofAKind: 2)).SelectMany(p => p.Forms).DistinctBy(f => f.Kind).ToList();
            senders.Add((role, client, new(1_000 + index, scene.Things, routes, doors, forms)
            {
                Token = forms.SelectMany(f => f.Fields).FirstOrDefault(f => f.Name == "__RequestVerificationToken")?.Value ?? "",
                Bearer = actor.IsSomebody ? await BearerAsync(actor) : "",
            }));
        }

        await Parallel.ForEachAsync(senders, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (sender, _) =>
        {
            var (role, client, odd) = sender;
            for (var n = 0; n < Requests / roles.Length; n++)
            {
                using var request = odd.Next();
                var told = $"{role} {n}: {request.Method} {request.RequestUri} {request.Content?.Headers.ContentType}";
                try
                {
                    using var patience = new CancellationTokenSource(Longest);
                    using var answer = await client.SendAsync(request, patience.Token);
                    await answer.Content.ReadAsByteArrayAsync(patience.Token);
                    answered.AddOrUpdate((int)answer.StatusCode, 1, (_, count) => count + 1);
                    if ((int)answer.StatusCode >= 500) broken.Add($"{(int)answer.StatusCode} {told}");
                }
                catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
                {
                    // The server may hang up on what isn't HTTP; it may not fall silent.
                    if (e is OperationCanceledException) broken.Add($"no answer: {told}");
                    else answered.AddOrUpdate(0, 1, (_, count) => count + 1);
                }
            }
        });

        _output.WriteLine(string.Join(", ", answered.OrderBy(a => a.Key).Select(a => $"{a.Key}: {a.Value}")));
        using var all = new AssertionScope();
        broken.Should().BeEmpty();
        _faults.Seen.Should().BeEmpty();
        answered.Values.Sum().Should().Be(Requests);
        (answered.GetValueOrDefault(200) + answered.GetValueOrDefault(302)).Should().BeGreaterThan(1_000, "requests that never get in prove nothing");
        answered.GetValueOrDefault(0).Should().BeLessThan(Requests / 50);
    }

    public static TheoryData<string> NotHttp => new()
    {
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "GET http://evil.example/ HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET //x HTTP/1.1\r\nHost: a\r\n\r\n", "GET /%00 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /a%2fb/..%2f HTTP/1.1\r\nHost: a\r\n\r\n", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", "GET /%ff%fe HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "\r\n\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nNo colon\r\n\r\n",
        "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n", "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nzz\r\n",
        "POST /sign-in HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        $"GET /{new string('a', 9_000)} HTTP/1.1\r\nHost: a\r\n\r\n", $"GET / HTTP/1.1\r\nHost: a\r\nX: {new string('a', 40_000)}\r\n\r\n", $"GET / HTTP/1.1\r\nHost: a\r\n{string.Concat(Enumerable.Range(0, 200).Select(i => $"X{i}: y\r\n"))}\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nCookie: language=\u00ff\u00fe\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: \u00c3\u0028\r\n\r\n",
    };

    [Theory]
    [MemberData(nameof(NotHttp))]
    public async Task What_is_hardly_http_gets_an_answer_or_a_closed_line(string sent)
    {
        using var line = new TcpClient();
        var address = new Uri(_host.Address);
        await line.ConnectAsync(address.Host, address.Port);
        await using var stream = line.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(sent));
        line.Client.Shutdown(SocketShutdown.Send);

        using var patience = new CancellationTokenSource(Longest);
        var answer = "";
        try
        {
            using var reader = new StreamReader(stream, Encoding.Latin1);
            answer = await reader.ReadToEndAsync(patience.Token);
        }
        catch (IOException)
        {
            // Closed without a word.
        }

        // 505 is what a version of HTTP that isn't spoken here gets.
        answer.Should().NotMatchRegex("^HTTP/1.1 5(?!05)");
        _faults.Seen.Should().BeEmpty();
    }

    static IEnumerable<ApiRoute> RoutesOf(RouteEndpoint endpoint)
    {
        var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
        var body = endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault() is { } handler ? SomeBody.For(handler, new Dictionary<string, System.Text.Json.Nodes.JsonNode>()) : [];
        return (endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => new ApiRoute(m, path, body));
    }

    // Addresses go out as they are made, and headers as bytes: the client is to mend nothing.
    async Task<HttpClient> ClientAsync(Actor actor)
    {
        var cookies = new CookieContainer();
        if (actor.IsSomebody) await _host.AsAsync(actor, cookies: cookies);
        return new(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = cookies,
            RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
            ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        })
        {
            BaseAddress = new Uri(_host.Address),
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    async Task<string> BearerAsync(Actor actor)
    {
        string email;
        await using (var db = _host.Database.Open()) email = (await db.Users.FindAsync(actor.PersonId))!.Email!;
        using var client = _host.Client();
        using var answer = await RunningHost.PostForTokenAsync(client, email, RunningHost.Password, await _host.CodeAsync(email));
        return (await RunningHost.JsonAsync(answer)).GetProperty("token").GetString()!;
    }

    /// <summary>What the host logs as its own faults.</summary>
    sealed class Faults : ILogger
    {
        public ConcurrentBag<string> Seen { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Seen.Add(Brief($"{formatter(state, exception)}\n{exception}"));
        }

        // Our own lines say where.
        static string Brief(string fault) => string.Join('\n', fault.Split('\n').Where(l => !l.StartsWith("   at ", StringComparison.Ordinal) || l.Contains("GrantFlow", StringComparison.Ordinal)).Take(12));
    }

    sealed class Listener(Faults faults) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => faults;

        public void Dispose()
        {
        }
    }
}
