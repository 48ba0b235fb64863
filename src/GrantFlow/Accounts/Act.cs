namespace GrantFlow.Accounts;

/// <summary>What can be done or seen: a row of the matrix of rights. A use case has its act by the same name.</summary>
public enum Act
{
    /// <summary>Sign in, sign out, choose a language, read what is public.</summary>
    UseService,
    /// <summary>See and keep one's own account.</summary>
    SeeSelf,
    /// <summary>Create programme.</summary>
    CreateProgramme,
    /// <summary>Load published grants.</summary>
    ImportGrants,
    /// <summary>See jobs.</summary>
    SeeJobs,
    /// <summary>Run jobs.</summary>
    RunJobs,
    /// <summary>See workflows.</summary>
    SeeWorkflows,
    /// <summary>See the workflow instances of all programmes.</summary>
    SeeAllWorkflows,
    /// <summary>Retry, skip or cancel a workflow instance.</summary>
    MendWorkflows,
    /// <summary>See workflow definitions and open them in the designer.</summary>
    SeeDesigns,
    /// <summary>Draw workflow definitions: save, import, try and delete drafts.</summary>
    DrawDesigns,
    /// <summary>Publish a workflow definition or take it back.</summary>
    PublishDesigns,
    /// <summary>Start an instance of a workflow definition by hand.</summary>
    RunDesigns,
    /// <summary>Move running instances to another version of their definition.</summary>
    MoveInstances,
    /// <summary>See mails.</summary>
    SeeMails,
    /// <summary>Requeue mail.</summary>
    RequeueMail,
    /// <summary>Hand a one-time link on where no mail server is configured.</summary>
    HandOnLinks,
    /// <summary>Read the record of acts.</summary>
    SeeRecord,
    /// <summary>See rights.</summary>
    SeeRights,
    /// <summary>Change right.</summary>
    ChangeRight,

    /// <summary>See everybody who has an account, and their sessions.</summary>
    SeePeople,

    /// <summary>End the sessions of others.</summary>
    EndSessions,

    /// <summary>Take off the second factor of somebody who has lost it.</summary>
    ResetSecondFactor,
    /// <summary>See programmes.</summary>
    SeeProgrammes,
    /// <summary>See a programme's cohorts, forms and plans.</summary>
    SeeProgramme,
    /// <summary>See where organisations and grants stand.</summary>
    SeeBoard,
    /// <summary>See cohort.</summary>
    SeeCohort,
    /// <summary>Add objective.</summary>
    AddObjective,
    /// <summary>Plan cohort.</summary>
    PlanCohort,
    /// <summary>Open cohort.</summary>
    OpenCohort,
    /// <summary>Admit members.</summary>
    AdmitMembers,
    /// <summary>Begin work.</summary>
    BeginWork,
    /// <summary>Remove member.</summary>
    RemoveMember,
    /// <summary>Close cohort.</summary>
    CloseCohort,
    /// <summary>Publish form.</summary>
    PublishForm,
    /// <summary>Answer a task given to oneself or to a role one holds.</summary>
    CompleteTask,

    /// <summary>See who works in a programme, as what and for which partner.</summary>
    SeeStaff,

    /// <summary>Invite somebody to work in a programme.</summary>
    InviteStaff,

    /// <summary>Give and take roles in a programme.</summary>
    ChangeStaff,

    /// <summary>Enter and change partner organisations.</summary>
    ChangePartners,

    /// <summary>Hand the open work of somebody who leaves to a colleague.</summary>
    HandOverWork,
    /// <summary>See organisation.</summary>
    SeeOrganisation,
    /// <summary>Register organisation.</summary>
    RegisterOrganisation,
    /// <summary>Add organisation person.</summary>
    AddOrganisationPerson,

    /// <summary>Invite somebody to act for an organisation.</summary>
    InviteColleague,

    /// <summary>Change the role of a person of an organisation, or take them off.</summary>
    ChangeColleague,

    /// <summary>Leave an organisation.</summary>
    LeaveOrganisation,

    /// <summary>Offer the lead of an organisation to a colleague.</summary>
    HandOverHeadship,

    /// <summary>Take up the lead that was offered.</summary>
    TakeUpHeadship,

    /// <summary>Put on record that an organisation has another head.</summary>
    ReplaceHead,

    /// <summary>Ask to act for an organisation.</summary>
    AskToJoin,

    /// <summary>Answer somebody who asks to act for an organisation.</summary>
    AnswerJoinRequest,
    /// <summary>Begin entrance.</summary>
    BeginEntrance,
    /// <summary>Invite to profile.</summary>
    InviteToProfile,
    /// <summary>Save profile.</summary>
    SaveProfile,
    /// <summary>Submit profile.</summary>
    SubmitProfile,
    /// <summary>See an organisation's assessment and health report.</summary>
    SeeHealthReport,
    /// <summary>Offer assessment.</summary>
    OfferAssessment,
    /// <summary>Answer assessment offer.</summary>
    AnswerAssessmentOffer,
    /// <summary>Schedule assessment.</summary>
    ScheduleAssessment,
    /// <summary>Record assessment.</summary>
    RecordAssessment,
    /// <summary>Issue health report.</summary>
    IssueHealthReport,
    /// <summary>Agree plan.</summary>
    AgreePlan,
    /// <summary>Update plan action.</summary>
    UpdatePlanAction,
    /// <summary>Grant entitlement.</summary>
    GrantEntitlement,
    /// <summary>Waive entitlement.</summary>
    WaiveEntitlement,
    /// <summary>Revoke entitlement.</summary>
    RevokeEntitlement,
    /// <summary>Add topic.</summary>
    AddTopic,
    /// <summary>See a training or meeting and who took part.</summary>
    SeeEvent,
    /// <summary>Record capacity event.</summary>
    RecordCapacityEvent,
    /// <summary>Record attendance.</summary>
    RecordAttendance,
    /// <summary>See published competitions.</summary>
    SeeCompetitions,
    /// <summary>See competition draft.</summary>
    SeeCompetitionDraft,
    /// <summary>Create competition.</summary>
    CreateCompetition,
    /// <summary>Publish competition.</summary>
    PublishCompetition,
    /// <summary>Open competition.</summary>
    OpenCompetition,
    /// <summary>Announce competition.</summary>
    AnnounceCompetition,
    /// <summary>Extend closing.</summary>
    ExtendClosing,
    /// <summary>Close competition.</summary>
    CloseCompetition,
    /// <summary>Cancel competition.</summary>
    CancelCompetition,
    /// <summary>Screen eligibility.</summary>
    ScreenEligibility,
    /// <summary>See application.</summary>
    SeeApplication,
    /// <summary>See an application that wasn't sent in yet.</summary>
    SeeDraftApplication,
    /// <summary>Start application.</summary>
    StartApplication,
    /// <summary>Save application.</summary>
    SaveApplication,
    /// <summary>Submit application.</summary>
    SubmitApplication,
    /// <summary>Withdraw application.</summary>
    WithdrawApplication,
    /// <summary>See the reviews given to oneself.</summary>
    SeeReviews,
    /// <summary>Declare conflict.</summary>
    DeclareConflict,
    /// <summary>Submit score.</summary>
    SubmitScore,
    /// <summary>See a ranking before it is decided.</summary>
    SeeRanking,
    /// <summary>See decision.</summary>
    SeeDecision,
    /// <summary>Assign reviewers.</summary>
    AssignReviewers,
    /// <summary>Reopen review.</summary>
    ReopenReview,
    /// <summary>Rank applications.</summary>
    RankApplications,
    /// <summary>Approve decision.</summary>
    ApproveDecision,
    /// <summary>Send back decision.</summary>
    SendBackDecision,
    /// <summary>Tell applicants.</summary>
    TellApplicants,
    /// <summary>Call reserve.</summary>
    CallReserve,
    /// <summary>See award.</summary>
    SeeAward,
    /// <summary>Open awards.</summary>
    OpenAwards,
    /// <summary>Begin award.</summary>
    BeginAward,
    /// <summary>Record due diligence.</summary>
    RecordDueDiligence,
    /// <summary>Prepare agreement.</summary>
    PrepareAgreement,
    /// <summary>Sign an agreement for the programme.</summary>
    SignForProgramme,
    /// <summary>Sign an agreement for the organisation.</summary>
    SignForOrganisation,
    /// <summary>Enter a signature the organisation gave on paper.</summary>
    RecordPaperSignature,
    /// <summary>Decline award.</summary>
    DeclineAward,
    /// <summary>Schedule disbursements.</summary>
    ScheduleDisbursements,
    /// <summary>Meet condition.</summary>
    MeetCondition,
    /// <summary>Waive condition.</summary>
    WaiveCondition,
    /// <summary>Hold disbursement.</summary>
    HoldDisbursement,
    /// <summary>Release disbursement.</summary>
    ReleaseDisbursement,
    /// <summary>Confirm payment.</summary>
    ConfirmPayment,
    /// <summary>Suspend award.</summary>
    SuspendAward,
    /// <summary>Resume award.</summary>
    ResumeAward,
    /// <summary>Terminate award.</summary>
    TerminateAward,
    /// <summary>Close award.</summary>
    CloseAward,
    /// <summary>Plan visits.</summary>
    PlanVisits,
    /// <summary>Announce visit.</summary>
    AnnounceVisit,
    /// <summary>Confirm visit.</summary>
    ConfirmVisit,
    /// <summary>Record visit.</summary>
    RecordVisit,
    /// <summary>Miss visit.</summary>
    MissVisit,
    /// <summary>Raise finding.</summary>
    RaiseFinding,
    /// <summary>Resolve finding.</summary>
    ResolveFinding,
    /// <summary>Change risk.</summary>
    ChangeRisk,
    /// <summary>Set milestones.</summary>
    SetMilestones,
    /// <summary>Report milestone.</summary>
    ReportMilestone,
    /// <summary>Record actual.</summary>
    RecordActual,
    /// <summary>See report.</summary>
    SeeReport,
    /// <summary>See a report before it is accepted.</summary>
    SeeOpenReport,
    /// <summary>Plan reports.</summary>
    PlanReports,
    /// <summary>Request report.</summary>
    RequestReport,
    /// <summary>Save report.</summary>
    SaveReport,
    /// <summary>Submit report.</summary>
    SubmitReport,
    /// <summary>Return report.</summary>
    ReturnReport,
    /// <summary>Accept report.</summary>
    AcceptReport,
    /// <summary>Waive report.</summary>
    WaiveReport,
    /// <summary>See what was attached to due diligence.</summary>
    SeeEvidence,
    /// <summary>See an organisation's bank account, masked.</summary>
    SeeBankAccount,
    /// <summary>Enter bank account.</summary>
    EnterBankAccount,
    /// <summary>See bank facts in full; goes on record.</summary>
    SeeBankFacts,
    /// <summary>Verify or refuse a bank account.</summary>
    JudgeBankAccount,
    /// <summary>See where and who an organisation at risk is.</summary>
    SeeAtRisk,
    /// <summary>Mark or unmark an organisation as at risk.</summary>
    MarkAtRisk,
    /// <summary>Keep an organisation or award out of what is published, or let it in again.</summary>
    ExcludeFromPublication,
    /// <summary>Load down what is held about another person.</summary>
    SeeHeld,
    /// <summary>Erase person.</summary>
    ErasePerson,
    /// <summary>See how long what is kept, and what was removed.</summary>
    SeeRetention,
    /// <summary>Set how long what is kept.</summary>
    SetRetention,
    /// <summary>Share a health report, or take that back.</summary>
    ShareHealthReport,
    /// <summary>See a health report that its organisation shares with one.</summary>
    SeeSharedHealthReport,
}
