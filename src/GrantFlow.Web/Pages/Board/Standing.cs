using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Organisations;
using GrantFlow.Programmes;

namespace GrantFlow.Web.Pages.Board;

/// <summary>Where an organisation stands on its way from entrance to the end of its grant, in one word.</summary>
enum Standing
{
    /// <summary>Known, not yet invited.</summary>
    Known,

    /// <summary>Invited to fill in its profile, or filling it in.</summary>
    Profiling,

    /// <summary>Profile sent in, no assessment done.</summary>
    Profiled,

    /// <summary>An assessment is offered, accepted or has its day.</summary>
    Assessing,

    /// <summary>Assessed, not entitled.</summary>
    Assessed,

    /// <summary>May apply.</summary>
    Entitled,

    /// <summary>Has a draft.</summary>
    Applying,

    /// <summary>Has an application under way.</summary>
    Applied,

    /// <summary>On the reserve list.</summary>
    Reserved,

    /// <summary>Refused or ineligible.</summary>
    Refused,

    /// <summary>Selected; the grant isn't signed.</summary>
    Awarding,

    /// <summary>Has a grant under way.</summary>
    Granted,

    /// <summary>Its grant is suspended.</summary>
    Suspended,

    /// <summary>Its grant is over.</summary>
    Ended,

    /// <summary>Left the cohort.</summary>
    Left,
}

/// <summary>What the board knows of an organisation; the newest of each.</summary>
sealed record BoardFacts(
    Guid Id, string Number, LocalText Name, string Region, ProfileState? Profile, AssessmentState? Assessment, bool Entitled,
    Guid? ApplicationId, ApplicationState? Application, Guid? AwardId, string? AwardNumber, AwardState? Award, Risk? Risk, decimal? Amount, string? Currency,
    Guid? CohortId, CohortMemberState? Member, int LateReports, int LateVisits, int LateMilestones)
{
    /// <summary>Things that should have come or happened by now.</summary>
    public int Late => LateReports + LateVisits + LateMilestones;

    /// <summary>The latest stage reached decides.</summary>
    public Standing Standing => this switch
    {
        { Member: CohortMemberState.Left } => Standing.Left,
        { Award: AwardState.Closed or AwardState.Terminated or AwardState.Declined } => Standing.Ended,
        { Award: AwardState.Suspended } => Standing.Suspended,
        { Award: AwardState.Signed or AwardState.Active } => Standing.Granted,
        { Award: not null } or { Application: ApplicationState.Selected } => Standing.Awarding,
        { Application: ApplicationState.Reserved } => Standing.Reserved,
        { Application: ApplicationState.Refused or ApplicationState.Ineligible } => Standing.Refused,
        { Application: ApplicationState.Draft } => Standing.Applying,
        { Application: not null and not ApplicationState.Withdrawn } => Standing.Applied,
        { Entitled: true } => Standing.Entitled,
        { Assessment: AssessmentState.Done } => Standing.Assessed,
        { Assessment: AssessmentState.Offered or AssessmentState.Accepted or AssessmentState.Scheduled } => Standing.Assessing,
        { Profile: ProfileState.Submitted } => Standing.Profiled,
        { Profile: not null } => Standing.Profiling,
        _ => Standing.Known,
    };
}
