using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages.Acts;

namespace GrantFlow.Web.Pages.Awards;

/// <summary>What can be done to a grant itself: from the checks to its end.</summary>
static class AwardActs
{
    /// <summary>The tranches a form has room for.</summary>
    const int Tranches = 4;

    /// <summary>All of them, in the order they come in a grant's life.</summary>
    public static IEnumerable<ActForm> Of(AwardPage page, Work work, Texts texts)
    {
        var (db, actor, clock, ct) = work;
        var award = page.Award;
        bool May(Act act) => actor.May(act, award.ProgrammeId, award.OrganisationId);
        var before = award.State is AwardState.Prepared or AwardState.DueDiligence;
        var clear = DueDiligenceCheck.Overall(page.Checks) == DueDiligenceResult.Clear;
        yield return ActForm.New("act.begin-award", May(Act.BeginAward) && award is { State: AwardState.Prepared, WorkflowInstance: null },
            _ => BeginAward.Execute(db, actor, award.Id, clock, ct)) with
        { Next = true };
        yield return ActForm.New("act.due-diligence", May(Act.RecordDueDiligence) && before,
            typed => RecordDueDiligence.Execute(db, actor, award.Id, ChecksOf(typed), clock, ct),
            [.. Enum.GetValues<DueDiligenceKind>().SelectMany(k => AskOf(k, texts))]) with
        { Next = !clear, Hint = texts["act.due-diligence.hint"] };
        yield return ActForm.New("act.prepare-agreement", May(Act.PrepareAgreement) && clear && (before || award.State == AwardState.Offered),
            typed => PrepareAgreement.Execute(db, actor, award.Id, new(typed.TextOrNull("Text"), typed.Text("Language"), typed.Whole("SignWithinDays")), clock, ct),
            new Ask("Language", "ask.language", AskKind.Choice) { Choices = LanguagesOf(page), Value = page.Organisation.Language },
            Ask.Whole("SignWithinDays", "ask.sign-within", 1, 365, 30),
            Ask.Prose("Text", "ask.agreement-text", 60_000) with { Optional = true }) with
        {
            Next = before,
            Hint = texts[award.State == AwardState.Offered ? "act.prepare-agreement.again" : "act.prepare-agreement.hint"],
        };
        var sent = page.Agreement is { State: AgreementState.Sent };
        yield return ActForm.New("act.sign", sent && page.SignsAs is not null,
            // Whoever is on neither side is told no by the use case.
            _ => SignAgreement.Execute(db, actor, award.Id, new(page.SignsAs ?? AgreementSide.Grantor), clock, ct)) with
        { Next = true, Told = "done.signed" };
        yield return ActForm.New("act.sign-paper", sent && May(Act.RecordPaperSignature) && !page.Signed(AgreementSide.Grantee),
            _ => SignAgreement.Execute(db, actor, award.Id, new(AgreementSide.Grantee, SignatureMethod.Paper), clock, ct))
            with
        { Hint = texts["act.sign-paper.hint"], Told = "done.signed" };
        yield return ActForm.New("act.decline-award", May(Act.DeclineAward) && (before || award.State == AwardState.Offered),
            typed => DeclineAward.Execute(db, actor, award.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason()) with
        { Hint = texts["act.decline-award.hint"] };
        yield return ActForm.New("act.schedule", May(Act.ScheduleDisbursements) && award.State == AwardState.Signed,
            typed => ScheduleDisbursements.Execute(db, actor, award.Id, ScheduleOf(typed, texts.Language), clock, ct),
            [.. Enumerable.Range(1, Tranches).SelectMany(n => AskOf(n, page, texts))]) with
        { Next = true, Hint = texts["act.schedule.hint"] };
        yield return ActForm.New("act.suspend", May(Act.SuspendAward) && award.State == AwardState.Active,
            typed => SuspendAward.Execute(db, actor, award.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason()) with
        { Hint = texts["act.suspend.hint"] };
        yield return ActForm.New("act.resume", May(Act.ResumeAward) && award.State == AwardState.Suspended,
            typed => ResumeAward.Execute(db, actor, award.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason()) with
        { Next = true, Hint = texts["act.resume.hint"] };
        yield return ActForm.New("act.terminate", May(Act.TerminateAward) && award.State is AwardState.Signed or AwardState.Active or AwardState.Suspended,
            typed => TerminateAward.Execute(db, actor, award.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason()) with
        { Hint = texts["act.terminate.hint"] };
        yield return ActForm.New("act.close-award", May(Act.CloseAward) && award.State == AwardState.Active && page.Settled,
            _ => CloseAward.Execute(db, actor, award.Id, clock, ct)) with
        { Next = true };
        foreach (var act in OfMoney(page, work)) yield return act;
    }

    static IEnumerable<ActForm> OfMoney(AwardPage page, Work work)
    {
        var (db, actor, clock, ct) = work;
        var award = page.Award;
        bool May(Act act) => actor.May(act, award.ProgrammeId, award.OrganisationId);
        var active = award.State == AwardState.Active;
        foreach (var tranche in page.Disbursements)
        {
            yield return ActForm.New("act.release", May(Act.ReleaseDisbursement) && active && page.IsReady(tranche),
                _ => ReleaseDisbursement.Execute(db, actor, tranche.Id, clock, ct)) with
            { On = tranche.Id, Next = true, Told = "done.released" };
            yield return ActForm.New("act.hold", May(Act.HoldDisbursement) && active && tranche.IsOpen && tranche.State != DisbursementState.Held,
                typed => HoldDisbursement.Execute(db, actor, tranche.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason()) with
            { On = tranche.Id };
            yield return ActForm.New("act.pay", May(Act.ConfirmPayment) && tranche.State == DisbursementState.Released,
                typed => ConfirmPayment.Execute(db, actor, tranche.Id, new(typed.Day("PaidOn"), typed.Text("Reference")), clock, ct),
                Ask.Day("PaidOn", "award.paid-day", page.Today), Ask.Line("Reference", "award.reference", 200)) with
            { On = tranche.Id, Next = true, Told = "done.paid" };
        }

        foreach (var condition in page.Conditions)
        {
            var open = award.IsOpen && condition.State == ConditionState.Open;
            yield return ActForm.New("act.meet", open && May(Act.MeetCondition),
                typed => MeetCondition.Execute(db, actor, condition.Id, new(typed.Text("Evidence")), clock, ct), Ask.Prose("Evidence", "ask.evidence"))
                with
            { On = condition.Id, Next = true };
            yield return ActForm.New("act.waive-condition", open && May(Act.WaiveCondition),
                typed => WaiveCondition.Execute(db, actor, condition.Id, new(typed.Text("Reason")), clock, ct), Ask.Reason()) with
            { On = condition.Id };
        }
    }

    static IEnumerable<Ask> AskOf(DueDiligenceKind kind, Texts texts) =>
    [
        Ask.Choice<DueDiligenceResult>($"Checks-{kind}", "ask.result", texts) with { Row = texts.Word(kind), Optional = true, NeededWith = [$"Note-{kind}"] },
        Ask.Line($"Note-{kind}", "ask.note", 4000) with { Row = texts.Word(kind), Optional = true },
    ];

    static RecordDueDiligence.Request ChecksOf(Typed typed) => new(
        [.. Enum.GetValues<DueDiligenceKind>().Where(k => typed.Tick($"Checks-{k}"))
            .Select(k => new RecordDueDiligence.Check(k, typed.Choice<DueDiligenceResult>($"Checks-{k}"), typed.Text($"Note-{k}")))]);

    // A start is suggested, 40, 40 and 20 per cent over the grant's days; the manager changes it.
    static IEnumerable<Ask> AskOf(int number, AwardPage page, Texts texts)
    {
        var (start, end) = (page.Award.StartsOn, page.Award.EndsOn);
        var share = number switch { 1 => "40", 2 => "40", 3 => "20", _ => "" };
        DateOnly? day = share == "" ? null : start.AddDays((end.DayNumber - start.DayNumber) * (number - 1) / 3);
        var row = texts["ask.tranche", number];
        var spare = number > 1;
        string Field(string name) => $"Tranches-{number}-{name}";
        return
        [
            new Ask(Field("Percent"), "ask.percent", AskKind.Amount)
            {
                Row = row, Optional = spare, Value = share, NeededWith = [Field("DueOn"), Field("RequiresReport"), Field("Condition")],
            },
            Ask.Day(Field("DueOn"), "ask.due-on", day) with { Row = row, Optional = spare, NeededWith = [Field("Percent")] },
            Ask.Whole(Field("RequiresReport"), "ask.requires-report", 1, 99) with { Row = row, Optional = true },
            Ask.Line(Field("Condition"), "ask.condition", 1000) with { Row = row, Optional = true },
        ];
    }

    static ScheduleDisbursements.Request ScheduleOf(Typed typed, string language) => new(
        [.. Enumerable.Range(1, Tranches).Where(n => typed.AmountOrNull($"Tranches-{n}-Percent") is > 0).Select(n => new ScheduleDisbursements.Tranche(
            typed.Amount($"Tranches-{n}-Percent"),
            typed.Day($"Tranches-{n}-DueOn"),
            typed.WholeOrNull($"Tranches-{n}-RequiresReport"),
            typed.TextOrNull($"Tranches-{n}-Condition") is { } text ? [LocalText.Of(language, text)] : null))]);

    static IReadOnlyList<(string Code, string Words)> LanguagesOf(AwardPage page) =>
        [.. page.Programme.Languages.Append(page.Organisation.Language).Distinct().Select(l => (l, new Texts(l)["lang.name"]))];
}
