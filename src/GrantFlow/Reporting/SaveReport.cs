using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;

namespace GrantFlow.Reporting;

/// <summary>A report's draft was kept.</summary>
public sealed record ReportSaved(Guid AwardId, Guid ReportId, int Number, decimal? Spent);

/// <summary>Those who act for the organisation write in a report; it stays with them until they send it in.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>report-not-yours</c>, <c>content-not-object</c>, <c>amount-negative</c>. Signals: none.
/// </remarks>
public static class SaveReport
{
    /// <summary>What is kept.</summary>
    /// <param name="Content">The answers: a JSON object by question code.</param>
    /// <param name="Spent">What was spent in the period; ignored when there are lines, null when there are no figures.</param>
    /// <param name="Lines">The financial part; null or empty for none.</param>
    public sealed record Request(JsonElement Content, decimal? Spent = null, IReadOnlyList<Line>? Lines = null);

    /// <summary>One line of the financial part.</summary>
    /// <param name="Heading">What the money was for.</param>
    /// <param name="Budgeted">What the budget has for it over the whole grant.</param>
    /// <param name="Spent">What was spent in the period.</param>
    public sealed record Line([Required, StringLength(300)] string Heading, decimal Budgeted, decimal Spent);

    internal static readonly Refusal NotYours = new("report-not-yours", "The report isn't with the organisation now: it wasn't asked for yet, or was sent in.");
    internal static readonly Refusal NotObject = new("content-not-object", "The answers must be a JSON object.", nameof(Request.Content));
    internal static readonly Refusal Negative = new("amount-negative", "An amount is below zero, or has parts of a hundredth.", nameof(Request.Lines));

    /// <summary>Keeps it.</summary>
    public static async Task<Verdict<ReportSaved>> Execute(
        GrantFlowDb db, Actor actor, Guid reportId, Request request, TimeProvider clock, CancellationToken ct)
    {
        await using var own = await OwnTransaction.BeginAsync(db, ct);
        if (await ReportRow.LockAsync(db, reportId, ct) is not var (award, report)) return Refusal.NotFound;
        if (!actor.May(Act.SaveReport, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award, report, request).Allows(out var fact, out var refusal)) return refusal;

        report.Write(request.Content.GetRawText(), fact.Spent);
        db.RemoveRange(report.Lines);
        report.Lines.Clear();
        await db.SaveChangesAsync(ct);
        db.AddRange((request.Lines ?? []).Select((l, i) => new ReportLine
        {
            ReportId = reportId,
            Number = i + 1,
            Heading = l.Heading,
            Budgeted = l.Budgeted,
            Spent = l.Spent,
        }));
        db.Record(actor, award.ProgrammeId, report.Subject, fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        await own.CommitAsync(ct);
        return fact;
    }

    internal static Verdict<ReportSaved> Decide(Award award, Report report, Request request)
    {
        if (!report.IsWithGrantee) return NotYours;
        if (request.Content.ValueKind != JsonValueKind.Object) return NotObject;
        var lines = request.Lines ?? [];
        var spent = lines.Count > 0 ? lines.Sum(l => l.Spent) : request.Spent;
        if (lines.Any(l => !IsMoney(l.Spent) || !IsMoney(l.Budgeted)) || spent is { } s && !IsMoney(s)) return Negative;
        return new ReportSaved(award.Id, report.Id, report.Number, spent);
    }

    static bool IsMoney(decimal amount) => amount >= 0 && decimal.Round(amount, 2) == amount;
}
