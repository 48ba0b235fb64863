using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Security;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Designer;
using GrantFlow.Workflows.Runtime;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace GrantFlow.Tests.Designer;

/// <summary>Studio's viewer hears of changes, and nobody hears of what isn't theirs.</summary>
public sealed class InstanceHubTests : IAsyncLifetime, IDisposable
{
    // Only the watch works; bursts are the test's.
    readonly RunningHost _host = new()
    {
        With = services =>
        {
            services.RemoveAll<IHostedService>();
            services.AddHostedService(all => all.GetRequiredService<InstanceWatch>());
        },
    };

    readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    Some _some = null!;
    SomeInstances _engine = null!;
    Guid _programme, _cohort;

    public void Dispose() => _patience.Dispose();

    public async Task InitializeAsync()
    {
        await _host.InitializeAsync();
        _some = new Some(_host.Database);
        _engine = await SomeInstances.OnAsync(_host.Database);
        _programme = await _some.ProgrammeAsync();
        _cohort = await _some.CohortAsync(_programme);
    }

    public async Task DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task A_change_is_pushed_to_whoever_observes_the_instance_and_the_database_is_left_alone_when_nobody_does()
    {
        var id = await _engine.WaitAsync($"cohort:{_cohort}");
        var watch = _host.Service<InstanceWatch>();
        watch.Asked.Should().Be(0);
        var manager = await _some.ManagerAsync(_programme);
        await DrawAsync(manager, id);
        using var socket = await ObserveAsync(manager, id);

        await GoAsync();

        var last = await HearAsync(socket, waits: false);
        last.GetProperty("arguments")[0].GetProperty("workflowInstanceId").GetGuid().Should().Be(id);
        watch.Asked.Should().BePositive();
    }

    [Fact]
    public async Task What_changed_between_drawing_and_observing_is_told_and_told_once()
    {
        var id = await _engine.WaitAsync($"cohort:{_cohort}");
        var manager = await _some.ManagerAsync(_programme);
        await DrawAsync(manager, id);
        await GoAsync();

        using (var first = await ObserveAsync(manager, id)) await HearAsync(first, waits: false);
        using var again = await ObserveAsync(manager, id);

        await HearNothingAsync(again);
    }

    [Fact]
    public async Task Whoever_observes_what_they_have_just_drawn_hears_nothing_of_it()
    {
        var id = await _engine.WaitAsync($"cohort:{_cohort}");
        var manager = await _some.ManagerAsync(_programme);
        await DrawAsync(manager, id);

        using var socket = await ObserveAsync(manager, id);

        await HearNothingAsync(socket);
        await GoAsync();
        await HearAsync(socket, waits: false);
    }

    [Fact]
    public async Task A_state_that_can_not_be_read_ends_neither_the_watch_nor_the_host()
    {
        var (broken, sound) = (await _engine.WaitAsync($"cohort:{_cohort}"), await _engine.WaitAsync($"cohort:{_cohort}"));
        var manager = await _some.ManagerAsync(_programme);
        await _some.Read(db => db.Database.ExecuteSqlAsync($"update workflow_instances set state = '\\xff'::bytea || state where id = {broken}"));
        using var first = await ObserveAsync(manager, broken);
        var watch = _host.Service<InstanceWatch>();
        for (var asked = watch.Asked; watch.Asked < asked + 2;) await Task.Delay(50, _patience.Token);

        await DrawAsync(manager, sound);
        using var second = await ObserveAsync(manager, sound);
        await TouchAsync(sound);

        await HearAsync(second, waits: true);
        watch.ExecuteTask!.IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Whose_rights_were_withdrawn_hears_no_more_and_is_cut_off()
    {
        var id = await _engine.WaitAsync($"cohort:{_cohort}");
        var manager = await _some.ManagerAsync(_programme);
        await DrawAsync(manager, id);
        using var socket = await ObserveAsync(manager, id);
        await TouchAsync(id);
        await HearAsync(socket, waits: true);

        await _some.Read(db => db.ProgrammeRoles.Where(r => r.PersonId == manager.PersonId).ExecuteDeleteAsync());
        await GoAsync();

        (await ReadAsync(socket)).Should().BeNull();
    }

    [Fact]
    public async Task Another_programmes_instance_is_refused_and_so_is_somebody_without_the_right()
    {
        var id = await _engine.WaitAsync($"cohort:{_cohort}");
        using var socket = await ObserveAsync(await _some.ManagerAsync(await _some.ProgrammeAsync()), id);

        (await ReadAsync(socket))!.Value.GetProperty("error").GetString().Should().Contain("isn't yours");
        var reviewer = await _some.PersonAsync(_programme, Role.Reviewer);
        var act = () => ObserveAsync(reviewer, id);
        await act.Should().ThrowAsync<WebSocketException>();
    }

    // As Studio's viewer does before it observes.
    async Task DrawAsync(Actor actor, Guid id)
    {
        using var page = await _host.AsAsync(actor);
        await page.GetStringAsync(new Uri($"/elsa/api/workflow-instances/{id}", UriKind.Relative));
    }

    async Task GoAsync()
    {
        await _engine.Engine.SignalAsync(new WorkflowSignal("Go", $"cohort:{_cohort}"));
        await _engine.RunAsync();
    }

    Task<int> TouchAsync(Guid id) => _some.Read(db => db.Database.ExecuteSqlAsync($"update workflow_instances set updated_at = updated_at where id = {id}"));

    async Task<ClientWebSocket> ObserveAsync(Actor actor, Guid id)
    {
        var cookies = new CookieContainer();
        using (await _host.AsAsync(actor, cookies: cookies)) { }
        var socket = new ClientWebSocket { Options = { Cookies = cookies } };
        socket.Options.SetRequestHeader("Origin", _host.Address);
        await socket.ConnectAsync(new Uri($"{_host.Address.Replace("http://", "ws://", StringComparison.Ordinal)}/elsa/hubs/workflow-instance"), _patience.Token);
        await SendAsync(socket, """{"protocol":"json","version":1}""");
        await ReadAsync(socket);
        await SendAsync(socket, $$"""{"type":1,"invocationId":"1","target":"ObserveInstanceAsync","arguments":["{{id}}"]}""");
        return socket;
    }

    Task SendAsync(ClientWebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + "\u001e"), WebSocketMessageType.Text, endOfMessage: true, _patience.Token);

    readonly Queue<JsonElement> _read = new();
    Task<JsonElement?>? _awaited;

    /// <summary>The next message that is neither a sign of life nor says that a question was heard; null when the connection has been ended.</summary>
    async Task<JsonElement?> ReadAsync(ClientWebSocket socket)
    {
        if (_awaited is { } awaited)
        {
            _awaited = null;
            return await awaited;
        }

        while (_read.Count == 0)
        {
            var text = new StringBuilder();
            var buffer = new byte[16 << 10];
            try
            {
                do
                {
                    var part = await socket.ReceiveAsync(buffer, _patience.Token);
                    if (part.MessageType == WebSocketMessageType.Close) return null;
                    text.Append(Encoding.UTF8.GetString(buffer, 0, part.Count));
                }
                while (text is not [.., '\u001e']);
            }
            catch (WebSocketException)
            {
                return null;
            }

            foreach (var message in text.ToString().Split('\u001e', StringSplitOptions.RemoveEmptyEntries).Select(m => JsonDocument.Parse(m).RootElement))
            {
                if (message.TryGetProperty("type", out var type) && (type.GetInt32() is 6 || (type.GetInt32() is 3 && !message.TryGetProperty("error", out _)))) continue;
                if (type.ValueKind == JsonValueKind.Number && type.GetInt32() == 7) return null;
                _read.Enqueue(message);
            }
        }

        return _read.Dequeue();
    }

    // Longer than a watch takes to tell; what comes later is the next that is read.
    async Task HearNothingAsync(ClientWebSocket socket)
    {
        var awaited = ReadAsync(socket);
        (await Task.WhenAny(awaited, Task.Delay(5000, _patience.Token))).Should().NotBe(awaited);
        _awaited = awaited;
    }

    // How the instance stands, in the three messages that Studio knows.
    async Task<JsonElement> HearAsync(ClientWebSocket socket, bool waits)
    {
        var stats = await TargetedAsync(socket, "ActivityExecutionLogUpdatedAsync");
        stats.GetProperty("arguments")[0].GetProperty("stats").EnumerateArray()
            .Single(s => s.GetProperty("activityId").GetString() == "wait").GetProperty("completedCount").GetInt32().Should().Be(waits ? 0 : 1);
        await TargetedAsync(socket, "WorkflowExecutionLogUpdatedAsync");
        return await TargetedAsync(socket, "WorkflowInstanceUpdatedAsync");
    }

    async Task<JsonElement> TargetedAsync(ClientWebSocket socket, string target)
    {
        var message = (await ReadAsync(socket))!.Value;
        message.GetProperty("target").GetString().Should().Be(target);
        return message;
    }
}
