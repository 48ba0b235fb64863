using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Organisations;

/// <summary>Where an offer or a request stands.</summary>
public enum OfferState
{
    /// <summary>Waits for an answer.</summary>
    Open,

    /// <summary>Taken up.</summary>
    Accepted,

    /// <summary>Turned down.</summary>
    Declined,

    /// <summary>Taken back, or overtaken.</summary>
    Withdrawn,
}

/// <summary>The head offers the lead of the organisation to a colleague; one at a time.</summary>
public sealed class HeadshipOffer
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>The head.</summary>
    public Guid FromPersonId { get; init; }

    /// <summary>The colleague.</summary>
    public Guid ToPersonId { get; init; }

    /// <summary>Where it stands.</summary>
    public OfferState State { get; internal set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was answered or taken back, UTC.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }
}

sealed class HeadshipOfferMap : IEntityTypeConfiguration<HeadshipOffer>
{
    public void Configure(EntityTypeBuilder<HeadshipOffer> builder) => builder.ToTable("headship_offers");
}

/// <summary>Somebody asks to act for an organisation; its head decides.</summary>
public sealed class JoinRequest
{
    /// <summary>Sorts by time.</summary>
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>The programme.</summary>
    public Guid ProgrammeId { get; init; }

    /// <summary>The organisation.</summary>
    public Guid OrganisationId { get; init; }

    /// <summary>Who asks.</summary>
    public Guid PersonId { get; init; }

    /// <summary>What they say to the head.</summary>
    [Personal]
    public string Message { get; init; } = "";

    /// <summary>Where it stands.</summary>
    public OfferState State { get; internal set; }

    /// <summary>When it was made, UTC.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was answered, UTC.</summary>
    public DateTimeOffset? EndedAt { get; internal set; }

    /// <summary>Who answered.</summary>
    public Guid? EndedBy { get; internal set; }
}

sealed class JoinRequestMap : IEntityTypeConfiguration<JoinRequest>
{
    public void Configure(EntityTypeBuilder<JoinRequest> builder) => builder.ToTable("join_requests");
}
