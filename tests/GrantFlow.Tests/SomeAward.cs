using System.Collections.Frozen;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Competitions;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Tests;

/// <summary>
/// An award of 3,000,000 AMD for a year, with its people, brought by the real use cases to where a test begins:
/// <c>(await new SomeAward(database).OpenedAsync()).SignedAsync()</c>.
/// </summary>
public sealed class SomeAward(TestDatabase database)
{
    public const decimal Amount = 3_000_000;

    public Some Some { get; } = new(database);

    public FakeClock Clock => Some.Clock;

    public Guid Programme { get; private set; }

    public Guid Competition { get; private set; }

    public Guid Id { get; private set; }

    public Guid Organisation { get; private set; }

    /// <summary>Acts for the organisation.</summary>
    public Actor Head { get; private set; } = Actor.Nobody;

    public Actor Manager { get; private set; } = Actor.Nobody;

    public Actor OtherManager { get; private set; } = Actor.Nobody;

    public Actor Finance { get; private set; } = Actor.Nobody;

    public Actor Donor { get; private set; } = Actor.Nobody;

    /// <summary>Opened from a decided competition on 1 April 2021; it runs from 1 May 2021 to 30 April 2022.</summary>
    public async Task<SomeAward> OpenedAsync()
    {
        Programme = await Some.ProgrammeAsync();
        Manager = await Some.ManagerAsync(Programme);
        OtherManager = await Some.ManagerAsync(Programme);
        Finance = await Some.PersonAsync(Programme, Role.Finance);
        Donor = await Some.PersonAsync(Programme, Role.Donor);
        (_, Competition, var applications) = await Some.DecidedAsync(Programme, applications: 1, places: 1);
        await Some.Read(db => db.Applications.Where(a => a.Id == applications[0]).ExecuteUpdateAsync(s => s.SetProperty(a => a.RequestedAmount, Amount)));
        var opened = await Some.Do(db => OpenAwards.Execute(db, Manager, Competition, new(), Clock, default));
        (Id, Organisation) = (opened.Awards[0].AwardId, opened.Awards[0].OrganisationId);
        var person = await Some.Read(db => db.OrganisationPeople.SingleAsync(p => p.OrganisationId == Organisation));
        Head = new Actor(person.PersonId!.Value, person.Name, FrozenSet<(Guid, Role)>.Empty, new Dictionary<Guid, OrganisationRole> { [Organisation] = OrganisationRole.Head }.ToFrozenDictionary());
        return this;
    }

    public static RecordDueDiligence.Request Checks(DueDiligenceResult result = DueDiligenceResult.Clear) =>
        new([.. Enum.GetValues<DueDiligenceKind>().Select(k => new RecordDueDiligence.Check(k, result, "Looked up"))]);

    public async Task<SomeAward> CheckedAsync()
    {
        await Some.Do(db => RecordDueDiligence.Execute(db, Manager, Id, Checks(), Clock, default));
        return this;
    }

    public async Task<SomeAward> OfferedAsync()
    {
        await CheckedAsync();
        await Some.Do(db => PrepareAgreement.Execute(db, Manager, Id, new(), Clock, default));
        return this;
    }

    public async Task<SomeAward> SignedAsync()
    {
        await OfferedAsync();
        await Some.Do(db => SignAgreement.Execute(db, Head, Id, new(AgreementSide.Grantee), Clock, default));
        await Some.Do(db => SignAgreement.Execute(db, Manager, Id, new(AgreementSide.Grantor), Clock, default));
        return this;
    }

    /// <summary>Tranches of 40, 40 and 20 per cent: the first on the first day, the second after report 1, the third after report 2.</summary>
    public static ScheduleDisbursements.Request Schedule(params IReadOnlyList<LocalText> conditionsOfTheFirst) => new(
    [
        new(40, new DateOnly(2021, 5, 1), Conditions: conditionsOfTheFirst),
        new(40, new DateOnly(2021, 9, 1), RequiresReport: 1),
        new(20, new DateOnly(2022, 1, 10), RequiresReport: 2),
    ]);

    public async Task<SomeAward> ActiveAsync(params IReadOnlyList<LocalText> conditionsOfTheFirst)
    {
        await SignedAsync();
        await Some.Do(db => ScheduleDisbursements.Execute(db, Manager, Id, Schedule(conditionsOfTheFirst), Clock, default));
        return this;
    }

    public Task<Award> ReadAsync() => Some.Read(db => db.Awards.SingleAsync(a => a.Id == Id));

    public Task<Disbursement> DisbursementAsync(int number) =>
        Some.Read(db => db.Disbursements.SingleAsync(d => d.AwardId == Id && d.Number == number));

    public Task<Report> ReportAsync(int number) =>
        Some.Read(db => db.Reports.Include(r => r.Lines).SingleAsync(r => r.AwardId == Id && r.Number == number));

    public Task<Visit> VisitAsync(int number) => Some.Read(db => db.Visits.SingleAsync(v => v.AwardId == Id && v.Number == number));

    /// <summary>Noon of a day in Yerevan.</summary>
    public void On(int year, int month, int day) => Clock.SetTo(new DateTimeOffset(year, month, day, 8, 0, 0, TimeSpan.Zero));

    public static SaveReport.Request Answers(decimal spent = 500_000) =>
        new(JsonSerializer.SerializeToElement(new { done = "Կենտրոնը բացվեց" }), Lines: [new("Աշխատավարձ", 1_000_000, spent)]);

    /// <summary>Asked for and sent in now.</summary>
    public async Task<Report> SubmittedAsync(int number, decimal spent = 500_000)
    {
        await Some.Do(db => PlanReports.Execute(db, Manager, Id, new(), Clock, default));
        var report = await ReportAsync(number);
        if (report.State == ReportState.Planned) await Some.Do(db => RequestReport.Execute(db, Manager, report.Id, Clock, default));
        await Some.Do(db => SaveReport.Execute(db, Head, report.Id, Answers(spent), Clock, default));
        await Some.Do(db => SubmitReport.Execute(db, Head, report.Id, Clock, default));
        return await ReportAsync(number);
    }

    /// <summary>What the use cases left for the workflows, in order.</summary>
    public Task<List<string>> SignalsAsync() => Some.Read(db => db.Signals
        .Where(s => s.CorrelationId == Award.SubjectOf(Id)).OrderBy(s => s.Id).Select(s => s.Name).ToListAsync());

    /// <summary>The templates of all letters about the award and what belongs to it, in order.</summary>
    public Task<List<string>> LettersAsync() => Some.Read(db => db.Mails
        .Where(m => m.ProgrammeId == Programme && m.ReceiverPersonId == Head.PersonId && !m.SubjectRef.StartsWith("application"))
        .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Select(m => m.Kind).ToListAsync());
}
