using System.Collections.Frozen;

namespace GrantFlow.Accounts;

/// <summary>Who may do what with whose things: the matrix as it ships, one row an act, one column a holder.</summary>
/// <remarks>
/// A cell: <c>-</c> never, <c>O</c> the own organisation's or what was given to the person, <c>R</c> the partner's regions,
/// <c>P</c> the whole programme. After a colon, how far a programme may widen it (without one, no further); <c>!</c>: a programme
/// can't change it. Columns stand in the order of <see cref="Holder"/>. Nobody but an organisation writes and sends its own
/// profile, applications and reports; whoever decides doesn't pay; donors only read.
/// </remarks>
public static class Matrix
{
    const string Table = """
        #                       adm  man  int  rev  ass  fin  don  hea  edi  tre  vie  any  pub
        # Service
        UseService              P!   P!   P!   P!   P!   P!   P!   P!   P!   P!   P!   P!   P!
        SeeSelf                 P!   P!   P!   P!   P!   P!   P!   P!   P!   P!   P!   P!   -
        CreateProgramme         P!   -    -    -    -    -    -    -    -    -    -    -    -
        ImportGrants            P!   -    -    -    -    -    -    -    -    -    -    -    -
        SeeJobs                 P!   -    -    -    -    -    -    -    -    -    -    -    -
        RunJobs                 P!   -    -    -    -    -    -    -    -    -    -    -    -
        SeeWorkflows            P!   P    -    -    -    -    -    -    -    -    -    -    -
        SeeAllWorkflows         P!   -    -    -    -    -    -    -    -    -    -    -    -
        MendWorkflows           P!   P    -    -    -    -    -    -    -    -    -    -    -
        SeeDesigns              P!   P    -    -    -    -    -    -    -    -    -    -    -
        DrawDesigns             P!   P    -    -    -    -    -    -    -    -    -    -    -
        PublishDesigns          P!   P    -    -    -    -    -    -    -    -    -    -    -
        RunDesigns              P!   P    -    -    -    -    -    -    -    -    -    -    -
        MoveInstances           P!   P    -    -    -    -    -    -    -    -    -    -    -
        SeeMails                P!   P    -    -    -    -    -    -    -    -    -    -    -
        RequeueMail             P!   P    -    -    -    -    -    -    -    -    -    -    -
        HandOnLinks             P!   -    -    -    -    -    -    -    -    -    -    -    -
        SeeRecord               P!   P    -    -    -    -    -:P  -    -    -    -    -    -
        SeeRights               P!   P    P    P    P    P    P    -    -    -    -    -    -
        ChangeRight             P!   -:P  -    -    -    -    -    -    -    -    -    -    -
        SeePeople               P!   -    -    -    -    -    -    -    -    -    -    -    -
        EndSessions             P!   -    -    -    -    -    -    -    -    -    -    -    -
        ResetSecondFactor       P!   -    -    -    -    -    -    -    -    -    -    -    -
        # Programmes
        SeeProgrammes           P!   P    P    P    P    P    P    O    O    O    O    P    -
        SeeProgramme            P    P    P    -    P    P    P    -    -    -    -    -    -
        SeeBoard                P    P    R    -    P    P    P    -    -    -    -    -    -
        SeeCohort               P    P    -    -    -    P    P    -    -    -    -    -    -
        AddObjective            P    P    -    -    -    -    -    -    -    -    -    -    -
        PlanCohort              P    P    -    -    -    -    -    -    -    -    -    -    -
        OpenCohort              P    P    -    -    -    -    -    -    -    -    -    -    -
        AdmitMembers            P    P    -    -    -    -    -    -    -    -    -    -    -
        BeginWork               P    P    -    -    -    -    -    -    -    -    -    -    -
        RemoveMember            P    P    -    -    -    -    -    -    -    -    -    -    -
        CloseCohort             P    P    -    -    -    -    -    -    -    -    -    -    -
        PublishForm             P    P    -    -    -    -    -    -    -    -    -    -    -
        CompleteTask            O!   O!   O!   O!   O!   O!   O!   O!   O!   O!   O!   O!   -
        SeeStaff                P    P    -:P  -    -    -    -:P  -    -    -    -    -    -
        InviteStaff             P    P    -    -    -    -    -    -    -    -    -    -    -
        ChangeStaff             P    P    -    -    -    -    -    -    -    -    -    -    -
        ChangePartners          P    P    -    -    -    -    -    -    -    -    -    -    -
        HandOverWork            P    P    -    -    -    -    -    -    -    -    -    -    -
        # Organisations
        SeeOrganisation         P    P    R    -    P    P    P    O!   O!   O!   O!   -    -
        RegisterOrganisation    P    P    R    -    -    -    -    -    -    -    -    P    -
        AddOrganisationPerson   P    P    R    -    -    -    -    O!   -    -    -    -    -
        InviteColleague         P    P    R    -    -    -    -    O!   -    -    -    -    -
        ChangeColleague         P    -:P  -    -    -    -    -    O!   -    -    -    -    -
        LeaveOrganisation       -    -    -    -    -    -    -    O!   O!   O!   O!   -    -
        HandOverHeadship        -    -    -    -    -    -    -    O!   -    -    -    -    -
        TakeUpHeadship          -    -    -    -    -    -    -    O!   O!   O!   O!   -    -
        ReplaceHead             P    P    -:R  -    -    -    -    -    -    -    -    -    -
        AskToJoin               -    -    -    -    -    -    -    -    -    -    -    P    -
        AnswerJoinRequest       P    -:P  -    -    -    -    -    O!   -    -    -    -    -
        BeginEntrance           P    P    R    -    -    -    -    -    -    -    -    -    -
        InviteToProfile         P    P    R    -    -    -    -    -    -    -    -    -    -
        SaveProfile             -    -    -    -    -    -    -    O!   O    -:O  -    -    -
        SubmitProfile           -    -    -    -    -    -    -    O!   O    -    -    -    -
        # Capacity
        SeeHealthReport         P    P    R    -    O:P  -    -    O!   O    O    O    -    -
        OfferAssessment         P    P    R    -    P    -    -    -    -    -    -    -    -
        AnswerAssessmentOffer   -    -    -    -    -    -    -    O!   O    -    -    -    -
        ScheduleAssessment      P    P    R    -    -:P  -    -    -    -    -    -    -    -
        RecordAssessment        -    -:P  -:R  -    O    -    -    -    -    -    -    -    -
        IssueHealthReport       P    P    R    -    O:P  -    -    -    -    -    -    -    -
        AgreePlan               P    P    R    -    O:P  -    -    -    -    -    -    -    -
        UpdatePlanAction        P    P    R    -    P    -    -    O!   O    -    -    -    -
        GrantEntitlement        P    P    -:R  -    -    -    -    -    -    -    -    -    -
        WaiveEntitlement        P    P    -    -    -    -    -    -    -    -    -    -    -
        RevokeEntitlement       P    P    -    -    -    -    -    -    -    -    -    -    -
        AddTopic                P    P    -    -    -    -    -    -    -    -    -    -    -
        SeeEvent                P    P    P    -    P    P    P    -    -    -    -    -    -
        RecordCapacityEvent     P    P    P    -    P    -    -    -    -    -    -    -    -
        RecordAttendance        P    P    P    -    P    -    -    -    -    -    -    -    -
        # Competitions
        SeeCompetitions         P    P    P    P    P    P    P    O    O    O    O    P    P
        SeeCompetitionDraft     P    P    -:P  -    -    -:P  -:P  -    -    -    -    -    -
        CreateCompetition       P    P    -    -    -    -    -    -    -    -    -    -    -
        PublishCompetition      P    P    -    -    -    -    -    -    -    -    -    -    -
        OpenCompetition         P    P    -    -    -    -    -    -    -    -    -    -    -
        AnnounceCompetition     P    P    -    -    -    -    -    -    -    -    -    -    -
        ExtendClosing           P    P    -    -    -    -    -    -    -    -    -    -    -
        CloseCompetition        P    P    -    -    -    -    -    -    -    -    -    -    -
        CancelCompetition       P    P    -    -    -    -    -    -    -    -    -    -    -
        ScreenEligibility       P    P    -    -    -    -    -    -    -    -    -    -    -
        SeeApplication          P    P    R    O    -    -:P  -:P    O!   O!   O!   O!   -    -
        SeeDraftApplication     -    -    -    -    -    -    -    O!   O!   O!   O!   -    -
        StartApplication        -    -    -    -    -    -    -    O!   O    -    -    -    -
        SaveApplication         -    -    -    -    -    -    -    O!   O    -:O  -    -    -
        SubmitApplication       -    -    -    -    -    -    -    O!   O    -    -    -    -
        WithdrawApplication     -    -    -    -    -    -    -    O!   O    -    -    -    -
        # Selection
        SeeReviews              -    -    -    O!   -    -    -    -    -    -    -    -    -
        DeclareConflict         -    -    -    O!   -    -    -    -    -    -    -    -    -
        SubmitScore             -    -    -    O!   -    -    -    -    -    -    -    -    -
        SeeRanking              P    P    -    -:P  -    -:P  -:P  -    -    -    -    -    -
        SeeDecision             P    P    -    -:P  -    -:P  P    -    -    -    -    -    -
        AssignReviewers         P    P    -    -    -    -    -    -    -    -    -    -    -
        ReopenReview            P    P    -    -    -    -    -    -    -    -    -    -    -
        RankApplications        P    P    -    -    -    -    -    -    -    -    -    -    -
        ApproveDecision         -:P  P    -    -    -    -    -:P  -    -    -    -    -    -
        SendBackDecision        -:P  P    -    -    -    -    -:P  -    -    -    -    -    -
        TellApplicants          P    P    -    -    -    -    -    -    -    -    -    -    -
        CallReserve             P    P    -    -    -    -    -    -    -    -    -    -    -
        # Awards
        SeeAward                P    P    R    -    -    P    P    O!   O!   O!   O!   -    -
        OpenAwards              P    P    -    -    -    -    -    -    -    -    -    -    -
        BeginAward              P    P    -    -    -    -    -    -    -    -    -    -    -
        RecordDueDiligence      P    P    -:R  -    -    -:P  -    -    -    -    -    -    -
        PrepareAgreement        P    P    -    -    -    -    -    -    -    -    -    -    -
        SignForProgramme        -:P  P    -    -    -    -    -    -    -    -    -    -    -
        SignForOrganisation     -    -    -    -    -    -    -    O!   -:O  -    -    -    -
        RecordPaperSignature    P    P    -    -    -    -    -    -    -    -    -    -    -
        DeclineAward            P    P    -    -    -    -    -    O!   -    -    -    -    -
        ScheduleDisbursements   P    P    -    -    -    P    -    -    -    -    -    -    -
        MeetCondition           P    P    -:R  -    -    -    -    -    -    -    -    -    -
        WaiveCondition          P    P    -    -    -    -    -    -    -    -    -    -    -
        HoldDisbursement        P    P    -    -    -    P    -    -    -    -    -    -    -
        ReleaseDisbursement     -:P  -:P  -    -    -    P    -    -    -    -    -    -    -
        ConfirmPayment          -:P  -:P  -    -    -    P    -    -    -    -    -    -    -
        SuspendAward            P    P    -    -    -    -    -    -    -    -    -    -    -
        ResumeAward             P    P    -    -    -    -    -    -    -    -    -    -    -
        TerminateAward          P    P    -    -    -    -    -    -    -    -    -    -    -
        CloseAward              P    P    -    -    -    -    -    -    -    -    -    -    -
        # Monitoring
        PlanVisits              P    P    R    -    -    -    -    -    -    -    -    -    -
        AnnounceVisit           P    P    R    -    -    -    -    -    -    -    -    -    -
        ConfirmVisit            P    P    R    -    -    -    -    O!   O    -    -    -    -
        RecordVisit             P    P    R    -    -    -    -    -    -    -    -    -    -
        MissVisit               P    P    R    -    -    -    -    -    -    -    -    -    -
        RaiseFinding            P    P    R    -    -    -    -    -    -    -    -    -    -
        ResolveFinding          P    P    R    -    -    -    -    -    -    -    -    -    -
        ChangeRisk              P    P    R    -    -    -    -    -    -    -    -    -    -
        SetMilestones           P    P    R    -    -    -    -    -    -    -    -    -    -
        ReportMilestone         P    P    R    -    -    -    -    O!   O    -    -    -    -
        RecordActual            P    P    R    -    -    -    -    O!   O    -:O  -    -    -
        # Reporting
        SeeReport               P    P    R    -    -    P    P    O!   O!   O!   O!   -    -
        SeeOpenReport           P    P    R    -    -    P    -:P  O!   O!   O!   O!   -    -
        PlanReports             P    P    -:R  -    -    -    -    -    -    -    -    -    -
        RequestReport           P    P    R    -    -    -    -    -    -    -    -    -    -
        SaveReport              -    -    -    -    -    -    -    O!   O    O    -    -    -
        SubmitReport            -    -    -    -    -    -    -    O!   O    O    -    -    -
        ReturnReport            P    P    -:R  -    -    -:P  -    -    -    -    -    -    -
        AcceptReport            P    P    -:R  -    -    -:P  -    -    -    -    -    -    -
        WaiveReport             P    P    -    -    -    -    -    -    -    -    -    -    -
        # Privacy
        SeeEvidence             P    P    -:R  -    -    P    -    -    -    -    -    -    -
        SeeBankAccount          P    P    -    -    -    P    -    O!   -    O!   -    -    -
        EnterBankAccount        -    -    -    -    -    -    -    O!   -    O    -    -    -
        SeeBankFacts            -    -    -    -    -    P    -    O!   -    O!   -    -    -
        JudgeBankAccount        -    -    -    -    -    P    -    -    -    -    -    -    -
        SeeAtRisk               P    P    -:R  -    -:O  -    -    O!   O!   O!   O!   -    -
        MarkAtRisk              P    P    -    -    -    -    -    O!   -    -    -    -    -
        ExcludeFromPublication  P    P    -    -    -    -    -    -    -    -    -    -    -
        SeeHeld                 P!   -    -    -    -    -    -    -    -    -    -    -    -
        ErasePerson             P!   -    -    -    -    -    -    -    -    -    -    -    -
        SeeRetention            P!   P    -    -    -    -    -    -    -    -    -    -    -
        SetRetention            P!   -:P  -    -    -    -    -    -    -    -    -    -    -
        ShareHealthReport       -    -    -    -    -    -    -    O!   -    -    -    -    -
        SeeSharedHealthReport   -    -    O    -    O    O    O    -    -    -    -    -    -
        """;

    static readonly FrozenDictionary<(Act, Holder), Cell> Cells = Read().ToFrozenDictionary(c => (c.Act, c.Holder), c => c.Cell);
    static readonly FrozenDictionary<Act, string> Stages = ReadStages().ToFrozenDictionary(s => s.Act, s => s.Stage);

    /// <summary>The acts in the matrix's order.</summary>
    public static IReadOnlyList<Act> Acts { get; } = [.. ReadStages().Select(s => s.Act)];

    /// <summary>One cell.</summary>
    public static Cell Of(Act act, Holder holder) => Cells[(act, holder)];

    /// <summary>The heading that an act stands under.</summary>
    public static string StageOf(Act act) => Stages[act];

    static IEnumerable<(Act Act, Holder Holder, Cell Cell)> Read()
    {
        foreach (var line in Table.Split('\n').Where(l => l.Length > 0 && l[0] != '#'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var act = Enum.Parse<Act>(words[0]);
            foreach (var holder in Holders.All) yield return (act, holder, ReadCell(words[1 + (int)holder]));
        }
    }

    static IEnumerable<(Act Act, string Stage)> ReadStages()
    {
        var stage = "";
        foreach (var line in Table.Split('\n').Skip(1).Where(l => l.Length > 0))
            if (line[0] == '#') stage = line[2..].Trim();
            else yield return (Enum.Parse<Act>(line[..line.IndexOf(' ', StringComparison.Ordinal)]), stage);
    }

    static Cell ReadCell(string word)
    {
        var bare = word.TrimEnd('!');
        var usual = ReachOf(bare[0]);
        return new Cell(usual, bare is [_, ':', var most] ? ReachOf(most) : usual, bare.Length < word.Length);
    }

    static Reach ReachOf(char letter) => letter switch
    {
        '-' => Reach.None,
        'O' => Reach.Own,
        'R' => Reach.Region,
        'P' => Reach.Programme,
        _ => throw new FormatException($"A cell of the matrix begins with {letter}."),
    };
}
