using FluentAssertions;
using GrantFlow.Awards;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Reporting;
using GrantFlow.Tests.Postgres;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Awards;

/// <summary>One award from its opening to its close, every act by the one who may.</summary>
public sealed class AwardLifeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task An_award_goes_from_selection_to_close_out()
    {
        var award = await new SomeAward(database).OpenedAsync();
        await award.ActiveAsync();
        await award.Some.Do(db => PlanVisits.Execute(db, award.Manager, award.Id, new(PerYear: 1), award.Clock, default));
        await award.Some.Do(db => PlanReports.Execute(db, award.Manager, award.Id, new(EveryMonths: 6), award.Clock, default));

        award.On(2021, 5, 3);
        await Pay(award, 1);
        award.On(2021, 10, 29);
        await RecordVisitOn(award, new DateOnly(2021, 10, 29));
        award.On(2021, 11, 10);
        await Accept(award, await award.SubmittedAsync(1, 1_300_000));
        await Pay(award, 2);
        award.On(2022, 5, 20);
        await Accept(award, await award.SubmittedAsync(2, 1_700_000));
        await Pay(award, 3);
        var closed = await award.Some.Do(db => CloseAward.Execute(db, award.Manager, award.Id, award.Clock, default));

        (closed.Paid, closed.Spent).Should().Be((SomeAward.Amount, SomeAward.Amount));
        var read = await award.ReadAsync();
        (read.State, read.Committed, read.EndedOn).Should().Be((AwardState.Closed, SomeAward.Amount, new DateOnly(2022, 5, 20)));
        (await award.SignalsAsync()).Should().Equal(
            "DueDiligenceRecorded", "AgreementPrepared", "AgreementSigned", "DisbursementsScheduled", "VisitsPlanned", "ReportsPlanned",
            "DisbursementReleased", "PaymentConfirmed", "VisitHeld", "ReportRequested", "ReportReceived", "ReportReviewed",
            "DisbursementReleased", "PaymentConfirmed", "ReportRequested", "ReportReceived", "ReportReviewed",
            "DisbursementReleased", "PaymentConfirmed", "AwardClosed");
        (await award.LettersAsync()).Should().Equal(
            "agreement-to-sign", "agreement-signed", "disbursement-released", "report-requested", "report-received", "report-accepted",
            "disbursement-released", "report-requested", "report-received", "report-accepted", "disbursement-released", "grant-closed");
        (await award.Some.Read(db => db.Deadlines.CountAsync(d => d.ProgrammeId == award.Programme
            && (d.State == DeadlineState.Open || d.State == DeadlineState.Missed) && !d.SubjectRef.StartsWith("application")))).Should().Be(0);
    }

    static async Task Pay(SomeAward award, int number)
    {
        var disbursement = await award.DisbursementAsync(number);
        await award.Some.Do(db => ReleaseDisbursement.Execute(db, award.Finance, disbursement.Id, award.Clock, default));
        var today = DateOnly.FromDateTime(award.Clock.GetUtcNow().Date);
        await award.Some.Do(db => ConfirmPayment.Execute(db, award.Finance, disbursement.Id, new(today, $"BANK-{number}"), award.Clock, default));
    }

    static async Task RecordVisitOn(SomeAward award, DateOnly day)
    {
        var visit = await award.VisitAsync(1);
        await award.Some.Do(db => RecordVisit.Execute(db, award.Manager, visit.Id, new(day, "All as planned"), award.Clock, default));
    }

    static Task<ReportAccepted> Accept(SomeAward award, Report report) =>
        award.Some.Do(db => AcceptReport.Execute(db, award.Manager, report.Id, new(), award.Clock, default));
}
