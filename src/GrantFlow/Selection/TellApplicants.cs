using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Selection;

/// <summary>Applicants were told the decision.</summary>
public sealed record ApplicantsTold(Guid CompetitionId, int Told);

/// <summary>Tells every applicant of a decided competition how it came out, those refused with the reason.</summary>
/// <remarks>
/// Refuses: <c>forbidden</c>, <c>competition-not-decided</c>. Mails: <c>application-selected</c>, <c>application-reserved</c>,
/// <c>application-not-selected</c>. Each is told once: safe to repeat.
/// </remarks>
public static class TellApplicants
{
    internal static readonly Refusal NotDecided = new("competition-not-decided", "The decision isn't approved.");

    static readonly Dictionary<string, LocalText> Reasons = new()
    {
        ["ranked-lower"] = Text(
            "Այլ հայտեր ավելի բարձր միավոր են ստացել, և տեղերը դրանց են հատկացվել", "Башка өтүнмөлөр жогорураак балл алып, орундар ошолорго берилди",
            "Другие заявки получили более высокий балл, и места достались им", "Other applications scored higher and took the places"),
        ["region-cap"] = Text(
            "Ձեր մարզին հատկացված տեղերը լրացել են", "Сиздин аймакка бөлүнгөн орундар толду",
            "Места, отведённые вашему региону, заполнены", "The places for your region are taken"),
        ["budget"] = Text(
            "Մրցույթի միջոցները չեն բավարարել", "Сынактын каражаты жетишкен жок",
            "Средств конкурса не хватило", "The competition's money didn't reach that far"),
    };

    /// <summary>Tells them.</summary>
    public static async Task<Verdict<ApplicantsTold>> Execute(
        GrantFlowDb db, Actor actor, Guid competitionId, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Competitions.FindAsync([competitionId], ct) is not { } competition) return Refusal.NotFound;
        if (!actor.May(Act.TellApplicants, competition.ProgrammeId)) return Refusal.Forbidden;
        if (Decide(competition) is { } refusal) return refusal;
        var now = clock.GetUtcNow();
        var applications = await db.Applications
            .Where(a => a.ProgrammeId == competition.ProgrammeId && a.CompetitionId == competitionId && a.ToldAt == null
                && (a.State == ApplicationState.Selected || a.State == ApplicationState.Reserved || a.State == ApplicationState.Refused))
            .OrderBy(a => a.Number)
            .ToListAsync(ct);
        var reasons = await db.Rankings
            .Join(db.Decisions.Where(d => d.CompetitionId == competitionId && d.State == DecisionState.Approved), r => r.DecisionId, d => d.Id, (r, _) => r)
            .ToDictionaryAsync(r => r.ApplicationId, r => r.Reason, ct);
        var ids = applications.Select(a => a.OrganisationId).ToList();
        var organisations = await db.Organisations.Where(o => ids.Contains(o.Id)).ToDictionaryAsync(o => o.Id, ct);
        foreach (var application in applications)
        {
            Dictionary<string, string> values = new()
            {
                ["competition"] = MailValue.Text(competition.Title),
                ["amount"] = MailValue.Money(application.RequestedAmount, competition.Currency),
                ["reason"] = MailValue.Text(ReasonOf(reasons[application.Id])),
                ["link"] = $"/applications/{application.Id}",
            };
            await db.TellAsync(organisations[application.OrganisationId], TemplateOf(application.State), application.Subject, "decided", values, now, ct);
            application.ToldAt = now;
        }

        var fact = new ApplicantsTold(competitionId, applications.Count);
        if (applications.Count > 0) db.Record(actor, competition.ProgrammeId, competition.Subject, fact, now);
        await db.SaveChangesAsync(ct);
        return fact;
    }

    internal static Refusal? Decide(Competition competition) => competition.State == CompetitionState.Decided ? null : NotDecided;

    /// <summary>What a refused applicant reads for a ranking's reason.</summary>
    internal static LocalText ReasonOf(string reason) => Reasons.GetValueOrDefault(reason, Reasons["ranked-lower"]);

    static string TemplateOf(ApplicationState state) =>
        state == ApplicationState.Selected ? "application-selected"
        : state == ApplicationState.Reserved ? "application-reserved"
        : "application-not-selected";

    static LocalText Text(string hy, string ky, string ru, string en) =>
        new([new("hy", hy), new("ky", ky), new("ru", ru), new("en", en)]);
}
