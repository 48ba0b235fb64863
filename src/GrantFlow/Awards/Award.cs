using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Awards;

/// <summary>Where an award stands.</summary>
public enum AwardState
{
    /// <summary>Decided; nothing checked yet.</summary>
    Prepared,

    /// <summary>Checks on the organisation are under way.</summary>
    DueDiligence,

    /// <summary>The agreement is out for signature.</summary>
    Offered,

    /// <summary>Both sides have signed.</summary>
    Signed,

    /// <summary>Running: disbursements are scheduled.</summary>
    Active,

    /// <summary>Halted for a time: nothing is paid, nobody is reminded.</summary>
    Suspended,

    /// <summary>Ended before its time.</summary>
    Terminated,

    /// <summary>Everything reported, everything paid.</summary>
    Closed,

    /// <summary>The organisation didn't want it, or wasn't allowed it.</summary>
    Declined,
}

/// <summary>The traffic light of an award.</summary>
public enum Risk
{
    /// <summary>As planned.</summary>
    Green,

    /// <summary>Watch.</summary>
    Amber,

    /// <summary>Act.</summary>
    Red,
}

/// <summary>Money promised to one organisation for one purpose.</summary>
public sealed class Award
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The cohort, or null for none.</summary>
    public Guid? CohortId { get; init; }

    /// <summary>The competition it was won in, or null.</summary>
    public Guid? CompetitionId { get; init; }

    /// <summary>Who receives it.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The application it answers, or null.</summary>
    public Guid? ApplicationId { get; init; }

    /// <summary>The programme's own number, unique in it.</summary>
    public string Number { get; init; } = "";

    /// <summary>What it is for.</summary>
    public LocalText Title { get; internal set; } = LocalText.Empty;

    /// <summary>The whole amount.</summary>
    public decimal Amount { get; internal set; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "";

    /// <summary>What has been released so far; never above the amount.</summary>
    public decimal Committed { get; private set; }

    /// <summary>Where it stands.</summary>
    public AwardState State { get; private set; }

    /// <summary>The traffic light.</summary>
    public Risk Risk { get; internal set; }

    /// <summary>First day.</summary>
    public DateOnly StartsOn { get; internal set; }

    /// <summary>Last day.</summary>
    public DateOnly EndsOn { get; internal set; }

    /// <summary>The day of the decision.</summary>
    public DateOnly AwardedOn { get; internal set; }

    /// <summary>Since when it is suspended, or null.</summary>
    public DateOnly? SuspendedOn { get; private set; }

    /// <summary>The day it was closed, terminated or declined, or null.</summary>
    public DateOnly? EndedOn { get; private set; }

    /// <summary>Why it was terminated or declined, or null.</summary>
    public string? EndReason { get; private set; }

    /// <summary>The award's workflow, or null when none has begun.</summary>
    public Guid? WorkflowInstance { get; internal set; }

    /// <summary>The set of definition versions it keeps, or null.</summary>
    public Guid? Binding { get; init; }

    /// <summary>The identifier in the published data it was imported from, unique in the programme; null otherwise.</summary>
    public string? SourceId { get; init; }

    /// <summary>SHA-256 of the published facts it was made from, lower-case hex; null when it wasn't imported.</summary>
    public string? SourceSha256 { get; internal set; }

    /// <summary>Why it is kept out of what is published; null when it isn't.</summary>
    public string? NotPublished { get; internal set; }

    /// <summary>When the row was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the workflow and the record call it.</summary>
    public string Subject => SubjectOf(Id);

    /// <summary>The whole amount in its currency.</summary>
    public Money Value => new(Amount, Currency);

    /// <summary>True until it is closed, terminated or declined.</summary>
    public bool IsOpen => State is not (AwardState.Closed or AwardState.Terminated or AwardState.Declined);

    /// <summary>The subject of the award by that id.</summary>
    public static string SubjectOf(Guid id) => $"award:{id:D}";

    internal void Correct(LocalText title, decimal amount, DateOnly awardedOn, DateOnly startsOn, DateOnly endsOn, string seal) =>
        (Title, Amount, AwardedOn, StartsOn, EndsOn, SourceSha256) = (title, amount, awardedOn, startsOn, endsOn, seal);

    internal void MoveTo(AwardState state) => State = state;

    internal void Suspend(DateOnly on) => (State, SuspendedOn) = (AwardState.Suspended, on);

    internal void Resume() => (State, SuspendedOn) = (AwardState.Active, null);

    internal void End(AwardState state, DateOnly on, string? reason) =>
        (State, EndedOn, EndReason, SuspendedOn) = (state, on, reason, null);

    internal void Commit(decimal amount) => Committed += amount;
}

sealed class AwardTable : IEntityTypeConfiguration<Award>
{
    public void Configure(EntityTypeBuilder<Award> builder)
    {
        builder.ToTable("awards");
        builder.HasRowVersion();
        builder.Ignore(a => a.Value);
    }
}
