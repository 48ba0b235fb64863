using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Competitions;

/// <summary>Where a competition is.</summary>
public enum CompetitionState
{
    /// <summary>Being prepared.</summary>
    Draft,

    /// <summary>Announced, not yet open.</summary>
    Published,

    /// <summary>Takes applications.</summary>
    Open,

    /// <summary>Takes no more.</summary>
    Closed,

    /// <summary>Eligibility is judged.</summary>
    Screened,

    /// <summary>Ranked; a selection is proposed.</summary>
    Selected,

    /// <summary>The decision is approved.</summary>
    Decided,

    /// <summary>Called off.</summary>
    Cancelled,
}

/// <summary>One criterion that reviewers score.</summary>
/// <param name="Code">Unique in the competition.</param>
/// <param name="Name">Shown to applicants and reviewers.</param>
/// <param name="MaxPoints">Points run from 0 to this.</param>
/// <param name="Weight">Parts of the whole; the weights of a competition need not add up to 100.</param>
public sealed record Criterion(string Code, LocalText Name, int MaxPoints, decimal Weight);

/// <summary>A grant competition of a cohort.</summary>
public sealed class Competition
{
    /// <summary>Sorts by time of birth.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The cohort it fills.</summary>
    public Guid CohortId { get; init; }

    /// <summary>The title.</summary>
    public LocalText Title { get; internal set; } = LocalText.Empty;

    /// <summary>What is asked for and offered.</summary>
    public LocalText Description { get; internal set; } = LocalText.Empty;

    /// <summary>Where it is.</summary>
    public CompetitionState State { get; internal set; }

    /// <summary>First instant applications are taken, UTC.</summary>
    public DateTimeOffset OpensAt { get; internal set; }

    /// <summary>Last instant that counts, UTC.</summary>
    public DateTimeOffset ClosesAt { get; internal set; }

    /// <summary>IANA zone its times are told in.</summary>
    public string TimeZone { get; init; } = "";

    /// <summary>The money there is, in <see cref="Currency"/>.</summary>
    public decimal Budget { get; init; }

    /// <summary>The most one application may ask for.</summary>
    public decimal MaxAward { get; init; }

    /// <summary>ISO 4217.</summary>
    public string Currency { get; init; } = "";

    /// <summary>How many are selected at most.</summary>
    public int Places { get; init; }

    /// <summary>How many are kept in reserve after them.</summary>
    public int ReserveSize { get; init; }

    /// <summary>True when only entitled organisations may submit.</summary>
    public bool EntitlementRequired { get; init; }

    /// <summary>The most selected from one region, or null for no limit (A8.7).</summary>
    public int? RegionCap { get; init; }

    /// <summary>Reviews each application gets.</summary>
    public int ReviewersPerApplication { get; init; } = 2;

    /// <summary>What reviewers score.</summary>
    public List<Criterion> Criteria { get; internal set; } = [];

    /// <summary>The version of the application form.</summary>
    public Guid FormId { get; init; }

    /// <summary>When it was entered, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was published, UTC.</summary>
    public DateTimeOffset? PublishedAt { get; internal set; }

    /// <summary><c>competition:id</c>.</summary>
    public string Subject => $"competition:{Id}";

    /// <summary>True when an application counts at that instant, whether or not a job has moved the state yet.</summary>
    public bool TakesApplicationsAt(DateTimeOffset at) =>
        State is CompetitionState.Published or CompetitionState.Open && OpensAt <= at && at <= ClosesAt;

    /// <summary>True for everybody once it is announced; a draft is for those who prepare it, one called off also for those who decide.</summary>
    public bool MayBeSeenBy(Actor actor) =>
        State is not (CompetitionState.Draft or CompetitionState.Cancelled)
        || actor.May(Act.SeeCompetitionDraft, ProgrammeId)
        || (State == CompetitionState.Cancelled && actor.May(Act.SeeDecision, ProgrammeId));
}

sealed class CompetitionMap : IEntityTypeConfiguration<Competition>
{
    public void Configure(EntityTypeBuilder<Competition> builder)
    {
        builder.ToTable("competitions");
        builder.Ignore(c => c.Subject);
        builder.Property(c => c.Criteria).IsJson();
        builder.HasRowVersion();
    }
}
