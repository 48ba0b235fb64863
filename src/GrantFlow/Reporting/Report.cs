using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Reporting;

/// <summary>What a report tells.</summary>
public enum ReportKind
{
    /// <summary>What was done.</summary>
    Narrative,

    /// <summary>What was spent.</summary>
    Financial,

    /// <summary>Both.</summary>
    Combined,

    /// <summary>Both, over the whole grant; the last one.</summary>
    Final,
}

/// <summary>Where a report stands.</summary>
public enum ReportState
{
    /// <summary>In the plan.</summary>
    Planned,

    /// <summary>The organisation was asked for it.</summary>
    Requested,

    /// <summary>Sent in; waits for the grant manager.</summary>
    Submitted,

    /// <summary>Given back with reasons; waits for the organisation.</summary>
    Returned,

    /// <summary>Accepted.</summary>
    Accepted,

    /// <summary>Not needed, with a reason.</summary>
    Waived,
}

/// <summary>Who may read a report.</summary>
public static class ReportAccess
{
    extension(ReportState state)
    {
        /// <summary>Nothing more is expected.</summary>
        public bool IsSettled => state is ReportState.Accepted or ReportState.Waived;

        /// <summary>The row of the matrix that decides: one on its way is between the organisation and its manager, the donor reads it when accepted.</summary>
        public Act ReadBy => state.IsSettled ? Act.SeeReport : Act.SeeOpenReport;
    }
}

/// <summary>One report from a grantee.</summary>
public sealed class Report
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The award.</summary>
    public Guid AwardId { get; init; }

    /// <summary>Counts from 1 within the award.</summary>
    public int Number { get; init; }

    /// <summary>What it tells.</summary>
    public ReportKind Kind { get; init; }

    /// <summary>First day it covers.</summary>
    public DateOnly PeriodStart { get; init; }

    /// <summary>Last day it covers.</summary>
    public DateOnly PeriodEnd { get; internal set; }

    /// <summary>The last day to send it in, in the programme's zone.</summary>
    public DateOnly DueOn { get; private set; }

    /// <summary>The end of that day, UTC: what arrives at this instant or later is late.</summary>
    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Where it stands.</summary>
    public ReportState State { get; private set; }

    /// <summary>When it was asked for, UTC, or null.</summary>
    public DateTimeOffset? RequestedAt { get; private set; }

    /// <summary>When it last came in, UTC, or null.</summary>
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>Who sent it in, or null.</summary>
    public Guid? SubmittedBy { get; private set; }

    /// <summary>When it was accepted or waived, UTC, or null.</summary>
    public DateTimeOffset? AcceptedAt { get; private set; }

    /// <summary>Who accepted or waived it, or null.</summary>
    public Guid? AcceptedBy { get; private set; }

    /// <summary>True once it came in after its due instant, even if a later version was in time.</summary>
    public bool Late { get; private set; }

    /// <summary>How often it was given back.</summary>
    public int TimesReturned { get; private set; }

    /// <summary>When somebody was last told that it is overdue, UTC, or null.</summary>
    public DateTimeOffset? EscalatedAt { get; internal set; }

    /// <summary>The answers as JSON.</summary>
    [Personal]
    public string Content { get; private set; } = "{}";

    /// <summary>What was spent in the period, in the award's currency; null in a report without figures.</summary>
    public decimal? Spent { get; private set; }

    /// <summary>The financial part.</summary>
    public IList<ReportLine> Lines { get; } = [];

    /// <summary>What the record calls it.</summary>
    public string Subject => $"report:{Id:D}";

    /// <summary>True when the organisation may write in it.</summary>
    public bool IsWithGrantee => State is ReportState.Requested or ReportState.Returned;

    /// <summary>True when nothing more is expected.</summary>
    public bool IsSettled => State.IsSettled;

    internal void Due(DateOnly on, DateTimeOffset at) => (DueOn, DueAt) = (on, at);

    internal void Request(DateTimeOffset at) => (State, RequestedAt) = (ReportState.Requested, at);

    internal void Write(string content, decimal? spent) => (Content, Spent) = (content, spent);

    internal void Submit(Guid by, DateTimeOffset at)
    {
        (State, SubmittedBy, SubmittedAt) = (ReportState.Submitted, by, at);
        Late |= at >= DueAt;
    }

    internal void Return()
    {
        State = ReportState.Returned;
        TimesReturned++;
        EscalatedAt = null;
    }

    internal void Settle(ReportState state, Guid by, DateTimeOffset at) => (State, AcceptedBy, AcceptedAt) = (state, by, at);
}

/// <summary>One line of a report's financial part.</summary>
public sealed class ReportLine
{
    /// <summary>The report.</summary>
    public Guid ReportId { get; init; }

    /// <summary>Counts from 1 within the report.</summary>
    public int Number { get; init; }

    /// <summary>What the money was for.</summary>
    public string Heading { get; init; } = "";

    /// <summary>What the budget has for it over the whole grant.</summary>
    public decimal Budgeted { get; init; }

    /// <summary>What was spent in the period.</summary>
    public decimal Spent { get; init; }
}

/// <summary>One answer of a grant manager to a report.</summary>
public sealed class ReportReview
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The report.</summary>
    public Guid ReportId { get; init; }

    /// <summary>Accepted, Returned or Waived.</summary>
    public ReportState Outcome { get; init; }

    /// <summary>Why; empty when accepted without remark.</summary>
    public string Reasons { get; init; } = "";

    /// <summary>The new last day when returned, or null.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>Who.</summary>
    public Guid ById { get; init; }

    /// <summary>When, UTC.</summary>
    public DateTimeOffset At { get; init; }
}

sealed class ReportTable : IEntityTypeConfiguration<Report>
{
    public void Configure(EntityTypeBuilder<Report> builder)
    {
        builder.ToTable("reports");
        builder.HasRowVersion();
        builder.Property(r => r.Content).HasColumnType("jsonb");
        builder.HasMany(r => r.Lines).WithOne().HasForeignKey(l => l.ReportId);
    }
}

sealed class ReportLineTable : IEntityTypeConfiguration<ReportLine>
{
    public void Configure(EntityTypeBuilder<ReportLine> builder) =>
        builder.ToTable("report_lines").HasKey(l => new { l.ReportId, l.Number });
}

sealed class ReportReviewTable : IEntityTypeConfiguration<ReportReview>
{
    public void Configure(EntityTypeBuilder<ReportReview> builder) => builder.ToTable("report_reviews");
}
