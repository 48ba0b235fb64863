using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Tests.Postgres;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class InvitationTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Secrets Secrets = new(new EphemeralDataProtectionProvider());

    readonly Some _some = new(database);

    [Fact]
    public async Task A_colleague_takes_up_an_invitation_once_however_often_the_button_is_pressed()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var colleague = await _some.PersonAsync(programme);
        var token = await InviteAsync(head, organisation, "colleague@example.org", OrganisationRole.Editor);

        var verdicts = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _some.Try(db => AcceptInvitation.Execute(db, colleague, token, _some.Clock, default))));

        verdicts.Count(v => v.Allows(out var _, out var _)).Should().Be(1);
        var rows = await _some.Read(db => db.OrganisationPeople.Where(p => p.OrganisationId == organisation && p.PersonId == colleague.PersonId).ToListAsync());
        rows.Should().ContainSingle().Which.Role.Should().Be(OrganisationRole.Editor);
    }

    [Fact]
    public async Task Knowing_an_address_opens_nobodys_account()
    {
        // Hypha#2760: an application could be sent in under somebody else's account by typing their address.
        var programme = await _some.ProgrammeAsync();
        var (victimOrganisation, victim) = await _some.OrganisationAsync(programme);
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var address = await _some.Read(db => db.Users.Where(u => u.Id == victim.PersonId).Select(u => u.Email!).SingleAsync());
        var hash = await _some.Read(db => db.Users.Where(u => u.Id == victim.PersonId).Select(u => u.PasswordHash).SingleAsync());
        var token = await InviteAsync(head, organisation, address, OrganisationRole.Editor);

        // The inviter typed the victim's address, and even got hold of the link: a new account isn't made over the old one …
        var taken = await NewAsync(token, "Mallory", "nine green bottles");
        taken.Allows(out _, out var refusal).Should().BeFalse();
        refusal!.Code.Should().Be("account-known");

        // … and taken up by somebody else it gives them the inviter's organisation, nothing of the victim's.
        var mallory = await _some.PersonAsync(programme);
        await _some.Do(db => AcceptInvitation.Execute(db, mallory, token, _some.Clock, default));
        var actor = await _some.Read(db => new ActorAccessor(db, _some.Clock).OfPersonAsync(mallory.PersonId));
        actor.ActsFor(organisation).Should().BeTrue();
        actor.ActsFor(victimOrganisation).Should().BeFalse();
        (await _some.Read(db => db.Users.Where(u => u.Id == victim.PersonId).Select(u => u.PasswordHash).SingleAsync())).Should().Be(hash);
        (await _some.Read(db => db.OrganisationPeople.CountAsync(p => p.OrganisationId == organisation && p.PersonId == victim.PersonId))).Should().Be(0);
    }

    [Fact]
    public async Task Somebody_new_makes_an_account_for_the_address_that_was_invited()
    {
        var programme = await _some.ProgrammeAsync();
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var token = await InviteAsync(head, organisation, "brand-new@example.org", OrganisationRole.Viewer);

        var accepted = (await NewAsync(token, "Նարե", "լեռը գիշերը լուռ է")).Allows(out var fact, out _) ? fact : null;

        var person = await _some.Read(db => db.Users.SingleAsync(u => u.Id == accepted!.PersonId));
        (person.Email, person.EmailConfirmed, person.FullName).Should().Be(("brand-new@example.org", true, "Նարե"));
    }

    [Fact]
    public async Task A_link_ends_with_its_day_with_a_new_one_and_when_it_is_taken_back()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var reviewer = await _some.PersonAsync(programme);
        var invited = await _some.Do(db => InviteStaff.Execute(db, manager, Secrets, programme, new("expert@example.org", "Expert", "ru", Role.Reviewer), _some.Clock, default));
        var first = await TokenAsync("expert@example.org");

        _some.Clock.SetTo(_some.Clock.GetUtcNow().AddDays(15));
        (await CodeOf(db => AcceptInvitation.Execute(db, reviewer, first, _some.Clock, default))).Should().Be("invitation-over");
        await _some.Do(db => EndInvitation.Renew(db, manager, Secrets, invited.InvitationId, _some.Clock, default));
        var second = await TokenAsync("expert@example.org");
        (await CodeOf(db => AcceptInvitation.Execute(db, reviewer, first, _some.Clock, default))).Should().Be("invitation-over");
        await _some.Do(db => EndInvitation.Execute(db, manager, invited.InvitationId, _some.Clock, default));
        (await CodeOf(db => AcceptInvitation.Execute(db, reviewer, second, _some.Clock, default))).Should().Be("invitation-over");
    }

    [Fact]
    public async Task Nobody_sits_on_both_sides_of_a_programme()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var (organisation, head) = await _some.OrganisationAsync(programme);
        var staff = await _some.PersonAsync(programme, Role.Reviewer);
        var asColleague = await InviteAsync(head, organisation, "both@example.org", OrganisationRole.Viewer);
        await _some.Do(db => InviteStaff.Execute(db, manager, Secrets, programme, new("head-as-reviewer@example.org", "Head", "hy", Role.Reviewer), _some.Clock, default));
        var asStaff = await TokenAsync("head-as-reviewer@example.org");

        (await CodeOf(db => AcceptInvitation.Execute(db, staff, asColleague, _some.Clock, default))).Should().Be("both-sides");
        (await CodeOf(db => AcceptInvitation.Execute(db, head, asStaff, _some.Clock, default))).Should().Be("both-sides");
    }

    [Fact]
    public async Task Only_an_administrator_makes_administrators_and_an_intermediary_needs_a_partner()
    {
        var programme = await _some.ProgrammeAsync();
        var manager = await _some.ManagerAsync(programme);
        var viewer = await _some.PersonAsync(programme, Role.Donor);

        (await CodeOf(db => InviteStaff.Execute(db, manager, Secrets, programme, new("a@example.org", "A", "en", Role.Administrator), _some.Clock, default))).Should().Be("role-not-yours");
        (await CodeOf(db => InviteStaff.Execute(db, manager, Secrets, programme, new("a@example.org", "A", "en", Role.Intermediary), _some.Clock, default))).Should().Be("partner-missing");
        (await CodeOf(db => InviteStaff.Execute(db, viewer, Secrets, programme, new("a@example.org", "A", "en", Role.Reviewer), _some.Clock, default))).Should().Be("forbidden");
    }

    async Task<string> InviteAsync(Actor head, Guid organisation, string email, OrganisationRole role)
    {
        await _some.Do(db => InviteColleague.Execute(db, head, Secrets, organisation, new(email, "Colleague", "hy", role), _some.Clock, default));
        return await TokenAsync(email);
    }

    async Task<string> TokenAsync(string email) =>
        Secrets.Open((await _some.Read(db => db.Mails.Where(m => m.ReceiverEmail == email && m.Secret != null).OrderByDescending(m => m.Id).Select(m => m.Secret).FirstAsync()))!);

    async Task<Verdict<InvitationAccepted>> NewAsync(string token, string name, string password)
    {
        await using var db = _some.Open();
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton(db).AddIdentityCore<Person>().AddUserStore<UserStore<Person, IdentityRole<Guid>, GrantFlow.Persistence.GrantFlowDb, Guid>>();
        await using var built = services.BuildServiceProvider();
        return await AcceptInvitation.AsSomebodyNew(db, built.GetRequiredService<UserManager<Person>>(), token, new(name, "hy", password), _some.Clock, default);
    }

    async Task<string?> CodeOf<T>(Func<GrantFlow.Persistence.GrantFlowDb, Task<Verdict<T>>> act)
        where T : notnull =>
        (await _some.Try(act)).Allows(out _, out var refusal) ? null : refusal.Code;
}
