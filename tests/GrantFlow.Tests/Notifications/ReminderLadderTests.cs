using System.Globalization;
using FluentAssertions;
using GrantFlow.Notifications;
using Xunit;

namespace GrantFlow.Tests.Notifications;

public sealed class ReminderLadderTests
{
    static readonly DateOnly Day = new(2027, 4, 15);
    static readonly DateTimeOffset Due = At("2027-04-15T14:00Z"); // 18:00 in Yerevan

    [Fact]
    public void A_reports_ladder_goes_out_at_nine_of_the_place()
    {
        var plan = ReminderLadder.Named("report").Plan(Day, new TimeOnly(18, 0), "Asia/Yerevan", At("2027-01-01T00:00Z"));

        plan.Select(p => $"{p.Step.Code} {p.Step.Template} {p.SendAt:yyyy-MM-ddTHH:mm}").Should().Equal(
            "before-14d report-reminder 2027-04-01T05:00",
            "before-3d report-reminder 2027-04-12T05:00",
            "after-1d report-overdue 2027-04-16T05:00",
            "after-7d report-overdue 2027-04-22T05:00",
            "escalate-7d escalation 2027-04-22T05:00");
    }

    [Fact]
    public void Prompts_whose_hour_is_over_are_not_made() =>
        ReminderLadder.Named("report").Plan(Day, new TimeOnly(18, 0), "Asia/Yerevan", At("2027-04-13T00:00Z"))
            .Select(p => p.Step.Code).Should().Equal("after-1d", "after-7d", "escalate-7d");

    [Theory]
    [InlineData("18:00", "2027-04-15T05:00")]
    [InlineData("10:00", "2027-04-15T05:00")]
    [InlineData("09:30", "2027-04-14T05:00")]
    [InlineData("00:00", "2027-04-14T05:00")]
    public void The_prompt_of_the_due_day_comes_in_time_for_an_early_hour(string time, string expected)
    {
        var hour = TimeOnly.Parse(time, CultureInfo.InvariantCulture);

        var due = ReminderLadder.Named("review").Plan(Day, hour, "Asia/Yerevan", At("2027-01-01T00:00Z")).Single(p => p.Step.Code == "due");

        due.SendAt.Should().Be(At($"{expected}Z")).And.BeBefore(LocalInstant.Of(Day, hour, "Asia/Yerevan"));
    }

    [Fact]
    public void After_an_outage_the_holder_gets_the_latest_prompt_only()
    {
        var verdict = Judge("report", At("2027-04-13T00:00Z"));

        verdict.Send.Select(r => r.Rung).Should().Equal("before-3d");
        verdict.Superseded.Select(r => r.Rung).Should().Equal("before-14d");
        verdict.Missed.Should().BeFalse();
        verdict.NextAt.Should().Be(Due);
    }

    [Fact]
    public void After_an_outage_over_the_due_instant_no_prompt_pretends_that_there_is_time()
    {
        var verdict = Judge("report", Due.AddHours(2));

        verdict.Send.Select(r => r.Rung).Should().Equal("after-1d");
        verdict.Superseded.Select(r => r.Rung).Should().Equal("before-14d", "before-3d");
        verdict.Missed.Should().BeTrue();
        verdict.NextAt.Should().Be(At("2027-04-22T05:00Z"));
    }

    [Fact]
    public void After_a_long_outage_holder_and_chief_get_one_prompt_each()
    {
        var verdict = Judge("report", Due.AddDays(30));

        verdict.Send.Select(r => $"{r.Rung} {r.ReceiverEmail}").Should().BeEquivalentTo("after-7d holder@example.org", "escalate-7d chief@example.org");
        verdict.Superseded.Should().HaveCount(3);
        verdict.NextAt.Should().BeNull();
    }

    [Fact]
    public void A_closing_that_is_over_is_not_prompted_for()
    {
        var verdict = Judge("application-closing", Due.AddHours(1));

        verdict.Send.Should().BeEmpty();
        verdict.Superseded.Should().HaveCount(2);
        verdict.Missed.Should().BeTrue();
    }

    [Fact]
    public void Within_the_grace_nothing_is_called_late()
    {
        var verdict = Judge("report", Due.AddHours(2), grace: TimeSpan.FromDays(2));

        verdict.Missed.Should().BeFalse();
        verdict.Send.Should().BeEmpty();
        verdict.NextAt.Should().Be(At("2027-04-16T05:00Z"));
    }

    [Fact]
    public void Swept_every_minute_each_prompt_goes_at_its_hour()
    {
        var deadline = Deadline(TimeSpan.Zero);
        var pending = Rungs("report").ToList();
        List<string> sent = [];
        for (var now = At("2027-03-25T00:00Z"); now < At("2027-05-01T00:00Z"); now = now.AddMinutes(7))
        {
            var verdict = ReminderLadder.Judge(deadline, pending, now);
            sent.AddRange(verdict.Send.Select(r => $"{r.Rung} {now - r.SendAt < TimeSpan.FromMinutes(7)}"));
            pending.RemoveAll(r => verdict.Send.Contains(r));
            verdict.Superseded.Should().BeEmpty();
        }

        sent.Should().Equal("before-14d True", "before-3d True", "after-1d True", "after-7d True", "escalate-7d True");
    }

    static LadderVerdict Judge(string ladder, DateTimeOffset now, TimeSpan grace = default) =>
        ReminderLadder.Judge(Deadline(grace), Rungs(ladder), now);

    static Deadline Deadline(TimeSpan grace) => new() { Kind = "report", SubjectRef = "award:1", DueAt = Due, Grace = grace, Zone = "Asia/Yerevan" };

    static IEnumerable<ReminderRung> Rungs(string ladder) => ReminderLadder.Named(ladder)
        .Plan(Day, new TimeOnly(18, 0), "Asia/Yerevan", At("2027-01-01T00:00Z"))
        .Select(p => new ReminderRung
        {
            Rung = p.Step.Code,
            DueAt = Due,
            SendAt = p.SendAt,
            Template = p.Step.Template,
            ReceiverEmail = p.Step.Kind == StepKind.Escalate ? "chief@example.org" : "holder@example.org",
            ReceiverName = "",
            ReceiverLanguage = "en",
        });

    static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
