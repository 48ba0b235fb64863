using System.Net;
using System.Net.Http.Json;
using FluentAssertions;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Tests.Api;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Knowing somebody's mail address opens nothing of theirs and puts nothing into it (field: Hypha#2760, #2169).</summary>
public sealed class SomebodysAccountTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Some _some = new(database);

    [Fact]
    public async Task An_organisation_entered_with_somebodys_address_isnt_theirs_and_gives_nothing_of_theirs()
    {
        var programme = await _some.ProgrammeAsync();
        var (theirs, victim) = await _some.OrganisationAsync(programme);
        var address = await _some.Read(db => db.Users.Where(u => u.Id == victim.PersonId).Select(u => u.Email!).SingleAsync());
        var intruder = await _some.PersonAsync(programme);

        var entered = await _some.Do(db => RegisterOrganisation.Execute(db, intruder, programme, Some.OrganisationRequest() with { Email = address }, _some.Clock, default));

        var members = await _some.Read(db => db.OrganisationPeople.Where(p => p.PersonId == victim.PersonId).Select(p => p.OrganisationId).ToListAsync());
        members.Should().Equal([theirs], "nobody is put into an organisation by somebody else's typing");
        (await _some.Read(db => db.OrganisationPeople.AnyAsync(p => p.OrganisationId == theirs && p.PersonId == intruder.PersonId))).Should().BeFalse();
        entered.OrganisationId.Should().NotBe(theirs);
    }

    [Fact]
    public async Task An_application_goes_into_nobody_elses_account_by_address_or_by_id()
    {
        await using var host = await SomeHost.StartAsync(database, _some.Clock);
        var programme = await _some.ProgrammeAsync();
        var competition = await _some.CompetitionAsync(await _some.CohortAsync(programme));
        var (theirs, victim) = await _some.OrganisationAsync(programme);
        var draft = await _some.DraftAsync(competition, theirs, victim);
        var address = await _some.Read(db => db.Users.Where(u => u.Id == victim.PersonId).Select(u => u.Email!).SingleAsync());
        var (_, intruder) = await _some.OrganisationAsync(programme);
        using var client = await host.SignedInAsync(_some, intruder);

        var started = await client.PostAsJsonAsync($"/api/competitions/{competition}/applications", new { organisationId = theirs, language = "hy", email = address, personId = victim.PersonId });
        var saved = await client.PostAsJsonAsync($"/api/applications/{draft}", Some.ApplicationRequest());
        var submitted = await client.PostAsJsonAsync($"/api/applications/{draft}/submit", new { email = address });

        new[] { started.StatusCode, saved.StatusCode, submitted.StatusCode }.Should().OnlyContain(s => s == HttpStatusCode.Forbidden || s == HttpStatusCode.NotFound);
        (await _some.Read(db => db.Applications.Where(a => a.OrganisationId == theirs).Select(a => a.State).ToListAsync())).Should().Equal(ApplicationState.Draft);
    }

    [Fact]
    public async Task A_head_who_types_a_colleagues_address_ties_no_account_to_the_organisation()
    {
        var programme = await _some.ProgrammeAsync();
        var (_, victim) = await _some.OrganisationAsync(programme);
        var (ours, head) = await _some.OrganisationAsync(programme);
        var address = await _some.Read(db => db.Users.Where(u => u.Id == victim.PersonId).Select(u => u.Email!).SingleAsync());

        await _some.Try(db => AddOrganisationPerson.Execute(db, head, ours, new("Colleague", address, "hy", OrganisationRole.Editor), _some.Clock, default));
        await _some.Try(db => AddOrganisationPerson.Execute(db, head, ours, new("Colleague", "other@example.org", "hy", OrganisationRole.Editor, victim.PersonId), _some.Clock, default));

        (await _some.Read(db => db.OrganisationPeople.AnyAsync(p => p.OrganisationId == ours && p.PersonId == victim.PersonId))).Should().BeFalse();
    }
}
