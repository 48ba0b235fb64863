using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Organisations;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Organisations;

public sealed class OrganisationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task The_same_registration_number_is_one_organisation_whatever_the_blanks_and_case()
    {
        var programme = await _some.ProgrammeAsync();
        var other = await _some.ProgrammeAsync();
        await RegisterAsync(programme, Some.OrganisationRequest() with { RegistrationNumber = "282.110.4 a" });

        var again = await TryRegisterAsync(programme, Some.OrganisationRequest() with { RegistrationNumber = " 282.110.4A" });
        var elsewhere = await TryRegisterAsync(other, Some.OrganisationRequest() with { RegistrationNumber = "282.110.4A" });

        (again.Code(), elsewhere.Code()).Should().Be(("organisation-known", null));
    }

    [Fact]
    public async Task An_initiative_has_no_number_of_the_state_and_gets_one_of_ours_for_exports()
    {
        var programme = await _some.ProgrammeAsync();
        var request = Some.OrganisationRequest() with { Kind = OrganisationKind.Initiative };

        var refused = await TryRegisterAsync(programme, request);
        var initiative = await RegisterAsync(programme, request with { RegistrationNumber = null });
        var registered = await RegisterAsync(programme, Some.OrganisationRequest() with { RegistrationNumber = "77" });

        refused.Code().Should().Be("registration-number-unwanted");
        var identifiers = await _some.Read(db => db.Organisations.Where(o => o.ProgrammeId == programme).OrderBy(o => o.Number).Select(o => o.OrgIdentifier).ToListAsync());
        identifiers.Should().Equal($"360G-test-{initiative.Number}", "AM-SRALE-77");
        registered.Number.Should().EndWith("-ORG-002");
    }

    [Theory]
    [InlineData("KG-O", "hy", "region-unknown")]
    [InlineData("AM-TV", "fr", "language-unknown")]
    [InlineData("AM-TV", "ru", null)]
    public async Task A_region_and_a_language_are_ones_that_there_are(string region, string language, string? refusal)
    {
        var programme = await _some.ProgrammeAsync();

        (await TryRegisterAsync(programme, Some.OrganisationRequest(region) with { Language = language })).Code().Should().Be(refusal);
    }

    [Fact]
    public async Task Whoever_enters_their_own_organisation_leads_it()
    {
        var programme = await _some.ProgrammeAsync();

        var (id, head) = await _some.OrganisationAsync(programme);

        var person = await _some.Read(db => db.OrganisationPeople.SingleAsync(p => p.OrganisationId == id));
        (person.PersonId, person.Role, person.Name).Should().Be((head.PersonId, OrganisationRole.Head, head.Name));
    }

    [Theory]
    [InlineData(Role.Reviewer)]
    [InlineData(Role.Donor)]
    [InlineData(Role.Assessor)]
    public async Task Whoever_judges_or_watches_in_a_programme_is_no_applicant_in_it(Role role)
    {
        var programme = await _some.ProgrammeAsync();
        var person = await _some.PersonAsync(programme, role);

        var here = await _some.Try(db => RegisterOrganisation.Execute(db, person, programme, Some.OrganisationRequest(), _some.Clock, default));
        var nobody = await _some.Try(db => RegisterOrganisation.Execute(db, Actor.Nobody, programme, Some.OrganisationRequest(), _some.Clock, default));

        (here.Code(), nobody.Code()).Should().Be(("forbidden", "forbidden"));
    }

    [Fact]
    public async Task The_entrance_begins_with_the_registration_where_the_programme_asks_for_it()
    {
        var gated = await RegisterAsync(await _some.ProgrammeAsync(entrance: true), Some.OrganisationRequest());
        var open = await RegisterAsync(await _some.ProgrammeAsync(), Some.OrganisationRequest());

        gated.EntranceInstanceId.Should().NotBeNull();
        open.EntranceInstanceId.Should().BeNull();
    }

    [Fact]
    public async Task The_head_adds_people_but_ties_no_accounts_and_an_address_is_one_person()
    {
        var programme = await _some.ProgrammeAsync();
        var (id, head) = await _some.OrganisationAsync(programme);
        var account = await _some.PersonAsync(programme);
        var request = new AddOrganisationPerson.Request("Anna", "anna@example.org", "hy", OrganisationRole.Editor);

        Task<Verdict<OrganisationPersonAdded>> Add(Actor actor, AddOrganisationPerson.Request r) =>
            _some.Try(db => AddOrganisationPerson.Execute(db, actor, id, r, _some.Clock, default));

        (await Add(head, request)).Code().Should().BeNull();
        (await Add(head, request with { Email = "ANNA@example.org" })).Code().Should().Be("person-known");
        (await Add(head, request with { Email = "b@example.org", PersonId = account.PersonId })).Code().Should().Be("not-found");
        (await Add(account, request with { Email = "c@example.org" })).Code().Should().Be("forbidden");
        (await Add(Some.Administrator, request with { Email = "d@example.org", PersonId = account.PersonId })).Code().Should().BeNull();
    }

    [Fact]
    public async Task A_viewer_reads_the_profile_and_writes_nothing()
    {
        var programme = await _some.ProgrammeAsync();
        var (id, _) = await _some.ProfiledAsync(programme);
        var person = await _some.PersonAsync(programme);
        await _some.Do(db => AddOrganisationPerson.Execute(
            db, Some.Administrator, id, new("Vera", "vera@example.org", "ru", OrganisationRole.Viewer, person.PersonId), _some.Clock, default));
        var viewer = person.Joined(id, OrganisationRole.Viewer);

        var saved = await _some.Try(db => SaveProfile.Execute(db, viewer, id, new(Some.ProfileAnswers(), true), _some.Clock, default));

        saved.Code().Should().Be("forbidden");
        OrganisationAccess.MaySee(viewer, await _some.Read(db => db.Organisations.SingleAsync(o => o.Id == id))).Should().BeTrue();
    }

    [Fact]
    public async Task A_profile_is_kept_unfinished_and_sent_in_complete_with_consent()
    {
        var programme = await _some.ProgrammeAsync();
        var (id, head) = await _some.OrganisationAsync(programme);
        await _some.Do(db => InviteToProfile.Execute(db, Some.Administrator, id, new(), _some.Clock, default));
        var partly = Some.ProfileAnswers();
        partly.Remove("mission");

        Task<Verdict<ProfileSaved>> Save(Dictionary<string, string> answers, bool consent) =>
            _some.Try(db => SaveProfile.Execute(db, head, id, new(answers, consent), _some.Clock, default));
        Task<Verdict<ProfileSubmitted>> Submit() => _some.Try(db => SubmitProfile.Execute(db, head, id, _some.Clock, default));

        (await Save(partly, false)).Code().Should().BeNull();
        (await Submit()).Code().Should().Be("answers-missing");
        (await Save(Some.ProfileAnswers(), false)).Code().Should().BeNull();
        (await Submit()).Code().Should().Be("consent-missing");
        (await Save(new(Some.ProfileAnswers()) { ["staff"] = "three" }, true)).Code().Should().Be("answers-wrong");
        (await Save(Some.ProfileAnswers(), true)).Code().Should().BeNull();
        (await Submit()).Code().Should().BeNull();
        (await Submit()).Code().Should().Be("profile-submitted");
        (await _some.Read(db => db.Signals.CountAsync(s => s.Name == "ProfileSubmitted" && s.CorrelationId == $"organisation:{id}"))).Should().Be(1);
    }

    [Fact]
    public async Task Numbers_are_never_given_twice_at_once()
    {
        var programme = await _some.ProgrammeAsync();

        var facts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() => RegisterAsync(programme, Some.OrganisationRequest()))));

        facts.Select(f => f.Number).Should().OnlyHaveUniqueItems();
    }

    Task<OrganisationRegistered> RegisterAsync(Guid programme, RegisterOrganisation.Request request) =>
        _some.Do(db => RegisterOrganisation.Execute(db, Some.Administrator, programme, request, _some.Clock, default));

    Task<Verdict<OrganisationRegistered>> TryRegisterAsync(Guid programme, RegisterOrganisation.Request request) =>
        _some.Try(db => RegisterOrganisation.Execute(db, Some.Administrator, programme, request, _some.Clock, default));
}
