using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Files;
using GrantFlow.Notifications;
using GrantFlow.Privacy;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Privacy;

/// <summary>What is past its time is forgotten, and nothing else.</summary>
public sealed class RetentionTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task What_is_past_its_time_goes_and_what_is_still_needed_stays()
    {
        var programme = await _some.ProgrammeAsync();
        var administrator = await _some.AdministratorAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, organisation, head);
        await _some.Do(db => AttachFile.Execute(db, head, $"application:{draft}", new("plan.pdf", "%PDF-1"u8.ToArray()), _some.Clock, default));
        var sent = await _some.SubmittedAsync(programme, competition);
        var held = await _some.Do(db => RecordCapacityEvent.Execute(
            db, Some.Administrator, programme, new(CapacityEventKind.Training, null, LocalText.Of("en", "T"), new(2021, 3, 1), "AM-LO"), _some.Clock, default));
        await _some.Do(db => RecordAttendance.Execute(db, Some.Administrator, held.CapacityEventId, new([new("Anna", null), new("Karo", null)]), _some.Clock, default));
        await _some.Do(db => SetRetention.Execute(db, administrator, programme, new(RetentionKind.Participants, 400, "Our rule"), _some.Clock, default));
        var mails = await _some.Read(db => db.Mails.CountAsync(m => m.ProgrammeId == programme));
        await _some.Read(db => db.Mails.ExecuteUpdateAsync(m => m.SetProperty(x => x.State, MailState.Sent)));
        (await ApplyAsync()).Should().BeEmpty("nothing is old yet");

        _some.Clock.SetTo(_some.Clock.GetUtcNow().AddDays(500));
        var dry = await _some.Read(db => ApplyRetention.DryRun(db, programme, _some.Clock, default));
        var first = await ApplyAsync();

        first.Select(d => (d.Kind, d.Rows)).Should().BeEquivalentTo([(RetentionKind.Drafts, 1), (RetentionKind.Participants, 2)]);
        dry.Where(d => d.ProgrammeId == programme && d.Rows > 0).Select(d => (d.Kind, d.Rows)).Should().BeEquivalentTo([(RetentionKind.Drafts, 1), (RetentionKind.Participants, 2)], "a dry run tells what the night does");
        (await _some.Read(db => db.Applications.Where(a => a.ProgrammeId == programme).Select(a => a.Id).ToListAsync())).Should().Equal(sent);
        (await _some.Read(db => db.Files.AnyAsync(f => f.SubjectRef == $"application:{draft}"))).Should().BeFalse();
        (await _some.Read(db => db.Set<Attendance>().Where(a => a.EventId == held.CapacityEventId).Select(a => a.ParticipantName).ToListAsync())).Should().Equal("—", "—");
        (await ApplyAsync()).Should().BeEmpty("it is safe to run twice");

        _some.Clock.SetTo(_some.Clock.GetUtcNow().AddDays(400));
        (await ApplyAsync()).Should().Contain(d => d.Kind == RetentionKind.Letters && d.Rows == mails);
        (await _some.Read(db => db.Mails.Where(m => m.ProgrammeId == programme).Select(m => m.HtmlBody + m.ReceiverEmail).Distinct().ToListAsync())).Should().Equal("");
        (await _some.Read(db => db.Mails.CountAsync(m => m.ProgrammeId == programme))).Should().Be(mails, "that they were sent stays");
        (await _some.Read(db => db.RetentionRuns.CountAsync(r => r.ProgrammeId == programme))).Should().Be(3);
    }

    [Theory]
    [InlineData(RetentionKind.Letters, 89, "why", "retention-bounds")]
    [InlineData(RetentionKind.Letters, 3651, "why", "retention-bounds")]
    [InlineData(RetentionKind.Letters, 90, "why", null)]
    [InlineData(RetentionKind.Letters, 90, " ", "reason-missing")]
    [InlineData(RetentionKind.Sessions, 90, "why", "retention-bounds")]
    public void A_programme_sets_its_days_within_bounds(RetentionKind kind, int days, string reason, string? code) =>
        SetRetention.Decide(Guid.CreateVersion7(), new(kind, days, reason)).Code().Should().Be(code);

    [Fact]
    public void Every_kind_has_its_way_and_its_bounds_hold_what_ships()
    {
        Retention.All.Select(r => r.Kind).Should().BeEquivalentTo(Enum.GetValues<RetentionKind>());
        Retention.All.Should().OnlyContain(r => r.Least <= r.Usual && r.Usual <= r.Most);
    }

    async Task<IReadOnlyList<ApplyRetention.Due>> ApplyAsync()
    {
        await using var db = _some.Open();
        return [.. (await ApplyRetention.Execute(db, Actor.Service, _some.Clock, default)).Where(d => d.ProgrammeId is not null)];
    }
}
