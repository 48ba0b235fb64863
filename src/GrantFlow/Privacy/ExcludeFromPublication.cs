using System.ComponentModel.DataAnnotations;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Organisations;
using GrantFlow.Persistence;

namespace GrantFlow.Privacy;

/// <summary>An organisation or award was kept out of what is published, or let in again.</summary>
/// <param name="Subject">As <c>kind:id</c>.</param>
/// <param name="Excluded">True from now on.</param>
/// <param name="Reason">Why; not on record, for it may say what must not be known.</param>
public sealed record PublicationChanged(string Subject, bool Excluded, [property: Personal] string Reason);

/// <summary>Keeps an organisation with all its awards, or one award, out of everything that is published.</summary>
/// <remarks>Refuses: <c>not-found</c>, <c>forbidden</c>, <c>reason-missing</c>, <c>publication-same</c>. Source: 360Giving's guidance on excluding sensitive grants.</remarks>
public static class ExcludeFromPublication
{
    /// <summary>What is sent.</summary>
    /// <param name="Excluded">True keeps it out.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Request(bool Excluded, [Required, StringLength(1000)] string Reason);

    internal static readonly Refusal Same = new("publication-same", "It is so already.");

    /// <summary>For an organisation.</summary>
    public static async Task<Verdict<PublicationChanged>> ForOrganisation(
        GrantFlowDb db, Actor actor, Guid organisationId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Organisations.FindAsync([organisationId], ct) is not { } organisation) return Refusal.NotFound;
        if (!actor.May(Act.ExcludeFromPublication, organisation.ProgrammeId, organisationId)) return Refusal.Forbidden;
        if (!Decide(organisation.Subject, organisation.NotPublished, request).Allows(out var fact, out var refusal)) return refusal;
        organisation.NotPublished = fact.Excluded ? fact.Reason : null;
        return await SaveAsync(db, actor, organisation.ProgrammeId, fact, clock, ct);
    }

    /// <summary>For one award.</summary>
    public static async Task<Verdict<PublicationChanged>> ForAward(
        GrantFlowDb db, Actor actor, Guid awardId, Request request, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Awards.FindAsync([awardId], ct) is not { } award) return Refusal.NotFound;
        if (!actor.May(Act.ExcludeFromPublication, award.ProgrammeId, award.OrganisationId)) return Refusal.Forbidden;
        if (!Decide(award.Subject, award.NotPublished, request).Allows(out var fact, out var refusal)) return refusal;
        award.NotPublished = fact.Excluded ? fact.Reason : null;
        return await SaveAsync(db, actor, award.ProgrammeId, fact, clock, ct);
    }

    internal static Verdict<PublicationChanged> Decide(string subject, string? before, Request request)
    {
        if (string.IsNullOrWhiteSpace(request.Reason)) return JudgeBankAccount.ReasonMissing;
        return before is not null == request.Excluded ? Same : new PublicationChanged(subject, request.Excluded, request.Reason.Trim());
    }

    static async Task<Verdict<PublicationChanged>> SaveAsync(
        GrantFlowDb db, Actor actor, Guid programme, PublicationChanged fact, TimeProvider clock, CancellationToken ct)
    {
        db.Record(actor, programme, fact.Subject, fact, clock.GetUtcNow());
        await db.SaveChangesAsync(ct);
        return fact;
    }
}

/// <summary>What may be told to everybody.</summary>
public static class Publication
{
    extension(GrantFlowDb db)
    {
        /// <summary>Organisations that may be named in public: neither kept out nor at risk.</summary>
        public IQueryable<Organisation> PublishedOrganisations => db.Organisations.Where(o => o.NotPublished == null && !o.AtRisk);

        /// <summary>Awards that may be told of in public: not kept out, and given to an organisation that may be named.</summary>
        public IQueryable<Award> PublishedAwards =>
            db.Awards.Where(a => a.NotPublished == null && db.Set<Organisation>().Any(o => o.Id == a.OrganisationId && o.NotPublished == null && !o.AtRisk));
    }
}
