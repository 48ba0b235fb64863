using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Competitions;

/// <summary>Where an application is.</summary>
public enum ApplicationState
{
    /// <summary>Being written.</summary>
    Draft,

    /// <summary>Sent in and sealed.</summary>
    Submitted,

    /// <summary>Taken back by the applicant.</summary>
    Withdrawn,

    /// <summary>Failed a rule of eligibility; told which.</summary>
    Ineligible,

    /// <summary>Passed the rules.</summary>
    Eligible,

    /// <summary>With reviewers.</summary>
    UnderReview,

    /// <summary>Has its place in the ranking.</summary>
    Ranked,

    /// <summary>Won.</summary>
    Selected,

    /// <summary>Next in line.</summary>
    Reserved,

    /// <summary>Didn't win.</summary>
    Refused,
}

/// <summary>Who may read an application.</summary>
public static class ApplicationAccess
{
    extension(ApplicationState state)
    {
        /// <summary>The row of the matrix that decides; reviewers read besides what was given to them.</summary>
        public Act ReadBy => state == ApplicationState.Draft ? Act.SeeDraftApplication : Act.SeeApplication;
    }
}

/// <summary>What one rule of eligibility says of an application.</summary>
/// <param name="Rule">The rule's stable code.</param>
/// <param name="Passed">Whether it is met.</param>
/// <param name="Seen">The fact it was judged by, in plain words.</param>
public sealed record EligibilityFinding(string Rule, bool Passed, string Seen);

/// <summary>An organisation's application to a competition.</summary>
public sealed class Application
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The competition.</summary>
    public Guid CompetitionId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>Quoted by people: <c>CSO4P-2021-017</c>.</summary>
    public string Number { get; init; } = "";

    /// <summary>The project's title.</summary>
    public string Title { get; internal set; } = "";

    /// <summary>The project in short.</summary>
    public string Summary { get; internal set; } = "";

    /// <summary>The language it is written in.</summary>
    public string Language { get; internal set; } = "en";

    /// <summary>Answers by question code.</summary>
    [Personal]
    public Dictionary<string, string> Answers { get; internal set; } = [];

    /// <summary>What is asked for, in the competition's currency.</summary>
    public decimal RequestedAmount { get; internal set; }

    /// <summary>Where it is.</summary>
    public ApplicationState State { get; internal set; }

    /// <summary>When it was begun, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last saved, UTC.</summary>
    public DateTimeOffset SavedAt { get; internal set; }

    /// <summary>When it was sent in, UTC.</summary>
    public DateTimeOffset? SubmittedAt { get; internal set; }

    /// <summary>Exactly what was sent in, as JSON text; never changes.</summary>
    [Personal]
    public string? Snapshot { get; internal set; }

    /// <summary>SHA-256 of the snapshot's UTF-8 bytes, lower-case hex; on the receipt.</summary>
    public string? SnapshotHash { get; internal set; }

    /// <summary>What each rule of eligibility said; empty before screening.</summary>
    public List<EligibilityFinding> Eligibility { get; internal set; } = [];

    /// <summary>When the applicant was told the decision, UTC; null before.</summary>
    public DateTimeOffset? ToldAt { get; internal set; }

    /// <summary><c>application:id</c>.</summary>
    public string Subject => $"application:{Id}";
}

sealed class ApplicationMap : IEntityTypeConfiguration<Application>
{
    public void Configure(EntityTypeBuilder<Application> builder)
    {
        builder.ToTable("applications");
        builder.Ignore(a => a.Subject);
        builder.Property(a => a.Answers).IsJson();
        builder.Property(a => a.Eligibility).IsJson();
        builder.HasRowVersion();
    }
}
