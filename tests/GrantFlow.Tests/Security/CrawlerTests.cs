using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Tests.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Xunit;
using Xunit.Abstractions;

namespace GrantFlow.Tests.Security;

/// <summary>
/// Everybody follows every link that they find, asks for the same pages of others, and posts every form with others' ids in it: no
/// answer holds a word of what is another's, and nothing of another's changes (field: Hypha's reviews, Unity's attachments).
/// </summary>
public sealed partial class CrawlerTests(ITestOutputHelper output) : IAsyncLifetime
{
    readonly RunningHost _host = new() { With = services => services.RemoveAll<IHostedService>() };
    readonly List<string> _faults = [];
    int _read, _posted;

    public Task InitializeAsync() => _host.InitializeAsync();

    public Task DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Nobody_reads_or_changes_what_is_anothers_whatever_ids_they_put_in()
    {
        var (here, there) = (new SomeScene(_host.Database), new SomeScene(_host.Database));
        var callers = await here.CallersAsync();
        await there.CallersAsync();
        // Whoever records who came to an event picks among the whole programme's organisations: the matrix's row RecordAttendance.
        var ours = await KnowAsync(here, "LEAKHERE") with { Open = "/events/" };
        var theirs = await KnowAsync(there, "LEAKTHERE");
        var tables = await theirs.Rows.TablesAsync();

        // An administrator may see and do everything everywhere: nothing is another's.
        foreach (var caller in callers.Where(c => c.Holder != Holder.Administrator))
        {
            using var client = caller.Actor.IsSomebody ? await _host.AsAsync(caller.Actor) : _host.Client();
            // Whoever has to do neither with the organisation nor with all of its programme's knows nothing of it either.
            var strange = caller.Holder is null or Holder.SignedIn || (!caller.Ours && caller.Holder is Holder.Head or Holder.Intermediary or Holder.Reviewer);
            List<Others> others = strange ? [theirs, ours] : [theirs];
            var before = await Task.WhenAll(others.Select(o => o.Rows.HashesAsync()));
            await WalkAsync(caller.Who, new Browsing(client), others, tables);
            for (var i = 0; i < others.Count; i++)
                _faults.AddRange((await others[i].Rows.HashesAsync()).Except(before[i]).Select(changed => $"{caller.Who} changed {others[i].Rows.Marker}: {changed}"));
        }

        output.WriteLine($"{_read} answers read, {_posted} forms posted, {theirs.Rows.Count} rows of theirs watched");
        _faults.Should().BeEmpty();
        _read.Should().BeGreaterThan(400);
        _posted.Should().BeGreaterThan(100);
    }

    /// <summary>An organisation that isn't the caller's.</summary>
    /// <param name="Rows">Its rows.</param>
    /// <param name="Things">What is above it: programme, cohort, competition.</param>
    /// <param name="Open">Where the matrix lets people of the programme name any organisation of it.</param>
    sealed record Others(ForeignRows Rows, IReadOnlyDictionary<string, Guid> Things, string? Open = null)
    {
        public bool IsOpen(string address) => Open is not null && address.StartsWith(Open, StringComparison.Ordinal);

        /// <summary>Another's id in place of one of the same kind; of an unknown kind, the organisation's.</summary>
        public Guid InPlaceOf(Guid id, IReadOnlyDictionary<Guid, string> tables)
        {
            var table = tables.GetValueOrDefault(id, "organisations");
            return Rows.Rows.TryGetValue(table, out var same) && same.Count > 0 ? same[0] : Things.GetValueOrDefault(table, Things["organisations"]);
        }
    }

    async Task<Others> KnowAsync(SomeScene scene, string marker)
    {
        var rows = new ForeignRows(_host.Database, scene.Things["organisations"], marker);
        await rows.FindAsync();
        (await rows.MarkAsync()).Should().BeGreaterThan(25);
        return new(rows, scene.Things);
    }

    async Task WalkAsync(string who, Browsing browsing, List<Others> others, IReadOnlyDictionary<Guid, string> tables)
    {
        var pages = await browsing.WalkAsync(["/", "/me"], ofAKind: 3);
        foreach (var page in pages) Judge(who, "GET", page.Path, page.Status, page.Text, others);

        foreach (var other in others)
        {
            string Swapped(string text) => Id().Replace(text, m => $"{other.InPlaceOf(Guid.Parse(m.Value), tables)}");
            foreach (var address in pages.SelectMany(p => p.Links).DistinctBy(Browsing.Pattern).Where(l => Id().IsMatch(l)).Select(Swapped).Distinct())
            {
                var page = await browsing.ReadAsync(address);
                Judge(who, "GET", address, page.Status, page.Text, others);
            }

            foreach (var form in pages.SelectMany(p => p.Forms).Where(f => !other.IsOpen(f.Action)).DistinctBy(f => f.Kind))
            {
                var fields = form.Filled().Select(f => (f.Field.Name, f.Value, IsId: Id().IsMatch(f.Field.Value) || f.Field.Choices.Any(c => Id().IsMatch(c)))).ToList();
                var swapped = fields.Select(f => (f.Name, Value: f.IsId && f.Name != "__RequestVerificationToken" ? Id().IsMatch(f.Value) ? Swapped(f.Value) : Swapped($"{Guid.Empty}") : f.Value)).ToList();
                var typed = fields.Select(f => (f.Name, f.Value)).ToList();
                // Others' ids in the path, in the fields, and in both; a form without any is the caller's own to send.
                foreach (var (action, sent) in new[] { (Swapped(form.Action), typed), (form.Action, swapped), (Swapped(form.Action), swapped) }.Where(v => v.Item1 != form.Action || !v.Item2.SequenceEqual(typed)).ToList())
                    await SendAsync(who, browsing.Client, form.Method, action, sent, others);
            }
        }
    }

    async Task SendAsync(string who, HttpClient client, string method, string action, List<(string Name, string Value)> fields, List<Others> others)
    {
        using var answer = await PageForm.SendAsync(client, method, action, fields);
        _posted++;
        Judge(who, method, $"{action} {fields.FirstOrDefault(f => f.Name == "act").Value}", (int)answer.StatusCode, await answer.Content.ReadAsStringAsync(), others);
    }

    void Judge(string who, string method, string address, int status, string text, List<Others> others)
    {
        _read++;
        if (status >= 500) _faults.Add($"{who}: {method} {address} broke with {status}");
        foreach (var other in others)
            if (!other.IsOpen(address) && text.IndexOf(other.Rows.Marker, StringComparison.Ordinal) is var at and >= 0)
                _faults.Add($"{who}: {method} {address} ({status}) tells {text[at..Math.Min(text.Length, at + 40)]}");
    }

    [GeneratedRegex("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")]
    private static partial Regex Id();
}
