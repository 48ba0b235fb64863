using System.Globalization;
using FluentAssertions;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GrantFlow.Tests.Notifications;

public sealed class DeadlineTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly FakeClock _clock = new(At("2027-03-01T00:00Z"));
    readonly string _subject = $"award:{Guid.CreateVersion7()}";

    [Fact]
    public async Task A_prompt_is_sent_in_the_receivers_language_when_its_hour_comes()
    {
        await Set(holders: [SomeMail.Receiver("hy"), SomeMail.Receiver("ru")]);

        await Sweep("2027-04-01T04:59Z");
        (await Mails()).Should().BeEmpty();
        await Sweep("2027-04-01T05:00Z");

        (await Mails()).Select(m => $"{m.Kind} {m.Language} {m.ReceiverEmail}").Should().BeEquivalentTo(
            "report-reminder hy hy@example.org", "report-reminder ru ru@example.org");
        (await Mails())[0].TextBody.Should().ContainAny("2027\u00a0թ. ապրիլի 15", "15 апреля 2027 года");
    }

    [Fact]
    public async Task However_often_it_is_swept_each_prompt_goes_once()
    {
        await Set();

        foreach (var at in new[] { "2027-04-01T05:00Z", "2027-04-01T05:00Z", "2027-04-01T05:01Z", "2027-04-12T05:00Z", "2027-04-12T06:00Z" }) await Sweep(at);

        (await Mails()).Should().HaveCount(2);
        (await Mails()).Select(m => m.Key).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Several_hosts_sweeping_at_once_send_each_prompt_once()
    {
        for (var i = 0; i < 60; i++) await Set(subject: $"{_subject}-{i}");
        _clock.SetTo(At("2027-04-01T05:00Z"));

        var swept = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            await using var db = database.Open();
            return await SweepDeadlines.Execute(db, _clock, NullLogger.Instance);
        }));

        await using var db = database.Open();
        swept.Sum(s => s.Prompts).Should().Be(60);
        (await db.Mails.CountAsync(m => m.SubjectRef.StartsWith(_subject))).Should().Be(60);
    }

    [Fact]
    public async Task What_came_is_not_asked_for_any_more()
    {
        await Set();
        await Sweep("2027-04-01T05:00Z");

        await using (var db = database.Open())
        {
            (await EndDeadline.Execute(db, _subject, "report", DeadlineEnd.Met, _clock.GetUtcNow())).Should().Be(1);
            await db.SaveChangesAsync();
        }

        await Sweep("2027-06-01T00:00Z");
        (await Mails()).Should().ContainSingle("the one that was sent before").Which.State.Should().Be(MailState.Silenced, "it had not left the outbox");
        (await Rungs()).Select(r => $"{r.Rung} {r.State}").Should().BeEquivalentTo(
            "before-14d Sent", "before-3d Silenced", "after-1d Silenced", "after-7d Silenced", "escalate-7d Silenced");
        (await Signals()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_date_not_kept_is_missed_once_and_the_workflows_are_told()
    {
        await Set();

        await Sweep("2027-04-15T14:00Z");
        await Sweep("2027-04-15T15:00Z");
        await Sweep("2027-04-20T00:00Z");

        (await Signals()).Should().ContainSingle().Which.Name.Should().Be("DeadlineMissed");
        await using var db = database.Open();
        (await db.Deadlines.SingleAsync(d => d.SubjectRef == _subject)).State.Should().Be(DeadlineState.Missed);
    }

    [Fact]
    public async Task A_moved_date_is_prompted_for_anew()
    {
        await Set();
        await Sweep("2027-04-01T05:00Z");

        await Move(new DateOnly(2027, 5, 15));
        await Sweep("2027-04-30T00:00Z");
        (await Mails()).Should().ContainSingle("the old date's prompts are void");
        await Sweep("2027-05-01T05:00Z");

        (await Mails()).Select(m => m.Kind).Should().Equal("report-reminder", "report-reminder");
        (await Mails())[1].TextBody.Should().Contain("15 May 2027");
        (await Signals()).Select(s => s.Name).Should().Equal("DeadlineMoved");
    }

    [Fact]
    public async Task A_date_that_comes_back_wakes_what_was_not_sent_and_repeats_nothing()
    {
        await Set();
        await Sweep("2027-04-01T05:00Z");

        await Move(new DateOnly(2027, 5, 15));
        await Move(new DateOnly(2027, 4, 15));
        await Sweep("2027-04-12T05:00Z");

        (await Mails()).Should().HaveCount(2);
        (await Rungs()).Where(r => r.DueAt == At("2027-04-15T14:00Z")).Select(r => $"{r.Rung} {r.State}").Should().BeEquivalentTo(
            "before-14d Sent", "before-3d Sent", "after-1d Pending", "after-7d Pending", "escalate-7d Pending");
    }

    [Fact]
    public async Task A_missed_date_that_is_moved_ahead_is_open_again()
    {
        await Set();
        await Sweep("2027-04-16T06:00Z");

        await Move(new DateOnly(2027, 6, 1));
        await Sweep("2027-06-01T14:00Z");

        (await Signals()).Select(s => s.Name).Should().Equal("DeadlineMissed", "DeadlineMoved", "DeadlineMissed");
    }

    [Fact]
    public async Task Set_twice_is_set_once()
    {
        await Set();
        await Set();

        (await Rungs()).Should().HaveCount(5);
        (await Signals()).Should().BeEmpty();
    }

    [Fact]
    public async Task A_ladder_whose_prompts_lack_a_value_is_refused_when_it_is_set()
    {
        await using var db = database.Open();

        var act = () => SetDeadline.Execute(db, Request() with { Values = new Dictionary<string, string>() }, _clock.GetUtcNow());

        await act.Should().ThrowAsync<ArgumentException>().WithMessage("*'report'*asks for*");
    }

    [Fact]
    public async Task A_prompt_that_cannot_be_written_holds_up_no_other()
    {
        await Set();
        await Set(subject: $"{_subject}-bad");
        await using (var db = database.Open())
            await db.Database.ExecuteSqlAsync($"update deadlines set \"values\" = jsonb_build_object() where subject_ref = {_subject + "-bad"}");

        await Sweep("2027-04-01T05:00Z");

        (await Mails()).Should().ContainSingle();
        await using var check = database.Open();
        var faulty = await check.ReminderRungs.SingleAsync(r => r.State == RungState.Faulty);
        faulty.Fault.Should().Contain("asks for");
    }

    [Fact]
    public async Task Those_who_have_to_know_read_what_is_late_and_whose_it_is()
    {
        await Set(escalateTo: [SomeMail.Receiver("ru", "chief@example.org")]);

        await Sweep("2027-04-22T05:00Z");

        (await Mails()).Single(m => m.Kind == "escalation").Title.Should().Be("Просрочено: Bright & Free — отчёт");
    }

    async Task Set(string? subject = null, IReadOnlyList<Receiver>? holders = null, IReadOnlyList<Receiver>? escalateTo = null)
    {
        await using var db = database.Open();
        var request = Request() with { Subject = subject ?? _subject };
        await SetDeadline.Execute(db, request with { Holders = holders ?? request.Holders, EscalateTo = escalateTo ?? request.EscalateTo }, _clock.GetUtcNow());
        await db.SaveChangesAsync();
    }

    async Task Move(DateOnly day)
    {
        await using var db = database.Open();
        (await MoveDeadline.Execute(db, _subject, "report", day, null, _clock.GetUtcNow())).Should().NotBeNull();
        await db.SaveChangesAsync();
    }

    async Task Sweep(string at)
    {
        _clock.SetTo(At(at));
        await using var db = database.Open();
        await SweepDeadlines.Execute(db, _clock, NullLogger.Instance);
    }

    async Task<List<Mail>> Mails() => await Read(db => db.Mails.Where(m => m.SubjectRef == _subject).OrderBy(m => m.Id).ToListAsync());

    async Task<List<QueuedSignal>> Signals() => await Read(db => db.Signals.Where(s => s.CorrelationId == _subject).OrderBy(s => s.Id).ToListAsync());

    async Task<List<ReminderRung>> Rungs() => await Read(db =>
        db.ReminderRungs.Where(r => db.Set<Deadline>().Any(d => d.Id == r.DeadlineId && d.SubjectRef == _subject)).ToListAsync());

    async Task<T> Read<T>(Func<GrantFlowDb, Task<T>> read)
    {
        await using var db = database.Open();
        return await read(db);
    }

    DeadlineRequest Request() => new(
        Guid.CreateVersion7(), "report", _subject, new DateOnly(2027, 4, 15), new TimeOnly(18, 0), "Asia/Yerevan",
        [SomeMail.Receiver("en")], [SomeMail.Receiver("en", "chief@example.org")],
        new Dictionary<string, string> { ["organisation"] = "Bright & Free", ["report"] = "Q1", ["link"] = "/my/reports/1" }, "report");

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
