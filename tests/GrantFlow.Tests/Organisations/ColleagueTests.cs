using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Organisations;

public sealed class ColleagueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task The_lead_goes_to_the_colleague_who_takes_it_up_and_only_then_may_the_head_leave()
    {
        var (organisation, head, editor) = await PairAsync();
        var row = await RowAsync(organisation, editor.PersonId);
        (await CodeOf(db => LeaveOrganisation.Execute(db, head, organisation, _some.Clock, default))).Should().Be("head-stays");

        await _some.Do(db => OfferHeadship.Execute(db, head, organisation, new(row.Id), _some.Clock, default));
        (await RowAsync(organisation, head.PersonId)).Role.Should().Be(OrganisationRole.Head, "an offer isn't a hand-over");
        await _some.Do(db => OfferHeadship.Answer(db, editor, organisation, true, _some.Clock, default));

        (await RowAsync(organisation, editor.PersonId)).Role.Should().Be(OrganisationRole.Head);
        (await RowAsync(organisation, head.PersonId)).Role.Should().Be(OrganisationRole.Editor);
        var former = await ActorAsync(head.PersonId);
        await _some.Do(db => LeaveOrganisation.Execute(db, former, organisation, _some.Clock, default));
        (await ActorAsync(head.PersonId)).ActsFor(organisation).Should().BeFalse();
    }

    [Fact]
    public async Task A_colleague_who_says_no_changes_nothing()
    {
        var (organisation, head, editor) = await PairAsync();
        var row = await RowAsync(organisation, editor.PersonId);
        await _some.Do(db => OfferHeadship.Execute(db, head, organisation, new(row.Id), _some.Clock, default));

        await _some.Do(db => OfferHeadship.Answer(db, editor, organisation, false, _some.Clock, default));

        (await RowAsync(organisation, head.PersonId)).Role.Should().Be(OrganisationRole.Head);
        (await CodeOf(db => OfferHeadship.Answer(db, editor, organisation, true, _some.Clock, default))).Should().Be("offer-over");
    }

    [Fact]
    public async Task Who_is_taken_off_acts_for_the_organisation_no_longer()
    {
        var (organisation, head, editor) = await PairAsync();
        var row = await RowAsync(organisation, editor.PersonId);
        (await CodeOf(db => ChangeColleague.Remove(db, editor, organisation, row.Id, _some.Clock, default))).Should().Be("forbidden");

        await _some.Do(db => ChangeColleague.Remove(db, head, organisation, row.Id, _some.Clock, default));

        (await ActorAsync(editor.PersonId)).ActsFor(organisation).Should().BeFalse();
    }

    [Fact]
    public async Task Staff_record_another_head_with_a_reason_and_both_are_told()
    {
        var (organisation, head, editor) = await PairAsync();
        var programme = await _some.Read(db => db.Organisations.Where(o => o.Id == organisation).Select(o => o.ProgrammeId).SingleAsync());
        var manager = await _some.ManagerAsync(programme);
        var row = await RowAsync(organisation, editor.PersonId);

        (await CodeOf(db => ReplaceHead.Execute(db, manager, organisation, new(row.Id, " "), _some.Clock, default))).Should().Be("reason-missing");
        (await CodeOf(db => ReplaceHead.Execute(db, editor, organisation, new(row.Id, "Me"), _some.Clock, default))).Should().Be("forbidden");
        await _some.Do(db => ReplaceHead.Execute(db, manager, organisation, new(row.Id, "Minutes of 3 March", true), _some.Clock, default));

        (await RowAsync(organisation, editor.PersonId)).Role.Should().Be(OrganisationRole.Head);
        (await ActorAsync(head.PersonId)).ActsFor(organisation).Should().BeFalse();
        (await _some.Read(db => db.Set<GrantFlow.Notifications.Mail>().CountAsync(m => m.Kind == "head-changed" && m.SubjectRef == $"organisation:{organisation}"))).Should().Be(2);
        (await _some.Read(db => db.AuditFacts.SingleAsync(f => f.Kind == nameof(HeadReplaced) && f.Subject == $"organisation:{organisation}"))).Data.Should().Contain("Minutes of 3 March");
    }

    [Fact]
    public async Task Whoever_asks_to_join_waits_for_the_heads_word()
    {
        var (organisation, head, _) = await PairAsync();
        var programme = await _some.Read(db => db.Organisations.Where(o => o.Id == organisation).Select(o => o.ProgrammeId).SingleAsync());
        var stranger = await _some.PersonAsync(programme);
        var asked = await _some.Do(db => AskToJoin.Execute(db, stranger, organisation, new("I keep the books"), _some.Clock, default));
        (await ActorAsync(stranger.PersonId)).ActsFor(organisation).Should().BeFalse();
        (await CodeOf(db => AskToJoin.Execute(db, stranger, organisation, new(), _some.Clock, default))).Should().Be("join-asked-already");
        (await CodeOf(db => AskToJoin.Answer(db, stranger, organisation, asked.RequestId, new(true), _some.Clock, default))).Should().Be("not-found");

        await _some.Do(db => AskToJoin.Answer(db, head, organisation, asked.RequestId, new(true, OrganisationRole.Finance), _some.Clock, default));

        (await ActorAsync(stranger.PersonId)).Memberships[organisation].Should().Be(OrganisationRole.Finance);
    }

    [Fact]
    public async Task One_person_acts_for_several_organisations()
    {
        var (first, _, editor) = await PairAsync();
        var programme = await _some.Read(db => db.Organisations.Where(o => o.Id == first).Select(o => o.ProgrammeId).SingleAsync());
        var second = await _some.Do(db => RegisterOrganisation.Execute(db, editor, programme, Some.OrganisationRequest(), _some.Clock, default));

        var actor = await ActorAsync(editor.PersonId);

        actor.Memberships.Should().BeEquivalentTo(new Dictionary<Guid, OrganisationRole> { [first] = OrganisationRole.Editor, [second.OrganisationId] = OrganisationRole.Head });
    }

    async Task<(Guid Organisation, Actor Head, Actor Editor)> PairAsync()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var person = await _some.PersonAsync(programme);
        var asked = await _some.Do(db => AskToJoin.Execute(db, person, organisation, new(), _some.Clock, default));
        await _some.Do(db => AskToJoin.Answer(db, head, organisation, asked.RequestId, new(true, OrganisationRole.Editor), _some.Clock, default));
        return (organisation, await ActorAsync(head.PersonId), await ActorAsync(person.PersonId));
    }

    Task<OrganisationPerson> RowAsync(Guid organisation, Guid person) =>
        _some.Read(db => db.OrganisationPeople.SingleAsync(p => p.OrganisationId == organisation && p.PersonId == person));

    Task<Actor> ActorAsync(Guid person) => _some.Read(db => new ActorAccessor(db, _some.Clock).OfPersonAsync(person));

    async Task<string?> CodeOf<T>(Func<GrantFlowDb, Task<Verdict<T>>> act)
        where T : notnull =>
        (await _some.Try(act)).Allows(out _, out var refusal) ? null : refusal.Code;
}
