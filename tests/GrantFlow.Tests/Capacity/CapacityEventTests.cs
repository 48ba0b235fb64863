using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Capacity;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Capacity;

public sealed class CapacityEventTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task A_person_on_the_sheet_twice_attends_once()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, _) = await _some.OrganisationAsync(programme);
        var held = await EventAsync(programme);
        RecordAttendance.Participant[] sheet = [new("Anna Petrosyan", organisation, Sex: "f"), new("PETROSYAN Anna", organisation), new("Աննա Պետրոսյան", organisation, "p-1")];

        var first = await _some.Do(db => RecordAttendance.Execute(db, Some.Administrator, held, new(sheet), _some.Clock, default));
        var again = await _some.Do(db => RecordAttendance.Execute(db, Some.Administrator, held, new(sheet), _some.Clock, default));

        (first.Added, first.Known, again.Added).Should().Be((2, 1, 0));
        (await _some.Read(db => db.CapacityEvents.SingleAsync(e => e.Id == held))).State.Should().Be(CapacityEventState.Held);
    }

    [Fact]
    public async Task Only_the_entitled_take_part_where_the_event_asks_for_it()
    {
        var programme = await _some.ProgrammeAsync();
        var assessor = await _some.PersonAsync(programme, Role.Assessor);
        var (entitled, _, _) = await _some.AssessedAsync(programme, assessor);
        await _some.Do(db => GrantEntitlement.Execute(db, Some.Administrator, entitled, new(), _some.Clock, default));
        var (other, _) = await _some.OrganisationAsync(programme);
        var held = await EventAsync(programme, gated: true);

        Task<Verdict<AttendanceRecorded>> Record(Guid? organisation) =>
            _some.Try(db => RecordAttendance.Execute(db, assessor, held, new([new("Anna", organisation)]), _some.Clock, default));

        (await Record(other)).Code().Should().Be("not-entitled");
        (await Record(null)).Code().Should().Be("not-entitled");
        (await Record(entitled)).Code().Should().BeNull();
    }

    [Fact]
    public async Task An_event_is_within_the_programme_on_one_of_its_topics_and_nobody_attends_it_before_its_day()
    {
        var programme = await _some.ProgrammeAsync();
        var topic = await _some.Do(db => AddTopic.Execute(db, Some.Administrator, programme, new("advocacy", LocalText.Of("en", "Advocacy")), _some.Clock, default));
        var again = await _some.Try(db => AddTopic.Execute(db, Some.Administrator, programme, new("advocacy", LocalText.Of("en", "Advocacy")), _some.Clock, default));
        var request = new RecordCapacityEvent.Request(CapacityEventKind.Seminar, topic.TopicId, LocalText.Of("en", "Advocacy"), new(2021, 4, 1), "AM-LO");

        Task<Verdict<CapacityEventRecorded>> Enter(RecordCapacityEvent.Request r) =>
            _some.Try(db => RecordCapacityEvent.Execute(db, Some.Administrator, programme, r, _some.Clock, default));
        var future = (await Enter(request)).Fact().CapacityEventId;
        var early = await _some.Try(db => RecordAttendance.Execute(db, Some.Administrator, future, new([new("Anna", null)]), _some.Clock, default));

        again.Code().Should().Be("topic-known");
        early.Code().Should().Be("event-not-yet");
        (await Enter(request with { HeldOn = new(2026, 1, 1) })).Code().Should().Be("event-outside-programme");
        (await Enter(request with { TopicId = Guid.CreateVersion7() })).Code().Should().Be("topic-unknown");
    }

    async Task<Guid> EventAsync(Guid programme, bool gated = false) =>
        (await _some.Do(db => RecordCapacityEvent.Execute(
            db, Some.Administrator, programme,
            new(CapacityEventKind.Training, null, LocalText.Of("en", "Finance"), new(2021, 3, 1), "AM-LO", EntitlementRequired: gated),
            _some.Clock, default))).CapacityEventId;
}
