namespace GrantFlow.Import;

/// <summary>What an import did.</summary>
/// <param name="ProgrammeId">The historic programme.</param>
/// <param name="Rows">Grants in the file.</param>
/// <param name="Organisations">Recipients, each organisation once.</param>
/// <param name="Awards">Awards.</param>
/// <param name="Rejected">Rows that were left out, in the file's order.</param>
/// <param name="Mended">Rows that were taken although something in them was wrong, in the file's order.</param>
public sealed record ImportSummary(
    Guid ProgrammeId, int Rows, OrganisationCount Organisations, AwardCount Awards,
    IReadOnlyList<RejectedRow> Rejected, IReadOnlyList<RejectedRow> Mended);

/// <summary>How many organisations.</summary>
/// <param name="New">Entered now.</param>
/// <param name="Known">There already.</param>
public sealed record OrganisationCount(int New, int Known);

/// <summary>How many awards.</summary>
/// <param name="New">Entered now.</param>
/// <param name="Known">There already and the same.</param>
/// <param name="Changed">There already and brought up to date.</param>
public sealed record AwardCount(int New, int Known, int Changed);

/// <summary>One row of the file and what is wrong with it.</summary>
/// <param name="Row">Counts from 1 in the list of grants.</param>
/// <param name="Id">The grant's published identifier, or null when it has none.</param>
/// <param name="Reason">One English sentence.</param>
public sealed record RejectedRow(int Row, string? Id, string Reason);
