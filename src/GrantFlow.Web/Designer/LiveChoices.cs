using GrantFlow.Accounts;
using GrantFlow.Competitions;
using GrantFlow.Notifications;
using GrantFlow.Programmes;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Designer;

/// <summary>The lists that activities' inputs draw their choices from, as they stand now and as far as the reader may see them.</summary>
static class LiveChoices
{
    // A longer list helps nobody; the newest are what somebody draws for.
    const int Most = 200;

    static readonly (string Holder, string Text)[] Holders =
    [
        (HolderRole.Contacts, "designer.holders-contacts"), (HolderRole.Reviewers, "designer.holders-reviewers"), (HolderRole.Assessors, "designer.holders-assessors"),
    ];

    /// <summary>The choices of a list that an input names.</summary>
    /// <param name="call">Who asks, and from which programme's page.</param>
    /// <param name="list">The list's name, as on the input.</param>
    /// <param name="optional">A first choice leaves the input empty.</param>
    /// <returns>Captions in the reader's language; empty for a list that nobody knows.</returns>
    public static async Task<IReadOnlyList<Option>> OfAsync(StudioCall call, string list, bool optional)
    {
        IReadOnlyList<Option> choices = list switch
        {
            "roles" => [.. Roles(call)],
            "receivers" => [.. Holders.Select(h => new Option(call.Texts[h.Text], h.Holder)), .. Roles(call)],
            "ladders" => [.. ReminderLadder.Names.Order(StringComparer.Ordinal).Select(n => new Option(n, n))],
            "mail-templates" => [.. MailTemplates.Names.Select(n => new Option($"{call.Texts.Find($"mailkind.{n}", n)} ({n})", n)).OrderBy(o => o.Text, StringComparer.Ordinal)],
            "people" => await PeopleAsync(call),
            "competitions" => await CompetitionsAsync(call),
            "cohorts" => await CohortsAsync(call),
            _ => [],
        };
        return optional && list is "people" or "competitions" or "cohorts" ? [new(call.Texts["designer.none-chosen"], ""), .. choices] : choices;
    }

    static IEnumerable<Option> Roles(StudioCall call) => Enum.GetValues<Role>().Where(r => r != Role.Applicant).Select(r => new Option(call.Texts.Word(r), r.ToString()));

    static async Task<IReadOnlyList<Option>> PeopleAsync(StudioCall call)
    {
        var programmes = await ProgrammesAsync(call);
        var people = await call.Db.ProgrammeRoles.AsNoTracking()
            .Where(r => r.Role != Role.Applicant && (programmes.Contains(r.ProgrammeId) || r.ProgrammeId == Guid.Empty))
            .Join(call.Db.Users, r => r.PersonId, p => p.Id, (_, p) => new { p.Id, p.FullName }).Distinct().OrderBy(p => p.FullName).Take(Most).ToListAsync(call.Ct);
        return [.. people.Select(p => new Option(p.FullName, p.Id.ToString()))];
    }

    static async Task<IReadOnlyList<Option>> CompetitionsAsync(StudioCall call)
    {
        var programmes = await ProgrammesAsync(call);
        var rows = await call.Db.Competitions.AsNoTracking().Where(c => programmes.Contains(c.ProgrammeId)).OrderByDescending(c => c.Id).Take(Most).Select(c => new { c.Id, c.Title }).ToListAsync(call.Ct);
        return [.. rows.Select(c => new Option(c.Title.In(call.Texts.Language), c.Id.ToString()))];
    }

    static async Task<IReadOnlyList<Option>> CohortsAsync(StudioCall call)
    {
        var programmes = await ProgrammesAsync(call);
        var rows = await call.Db.Cohorts.AsNoTracking().Where(c => programmes.Contains(c.ProgrammeId)).OrderByDescending(c => c.Id).Take(Most).Select(c => new { c.Id, c.Name }).ToListAsync(call.Ct);
        return [.. rows.Select(c => new Option(c.Name.In(call.Texts.Language), c.Id.ToString()))];
    }

    // The page's programme where it has one; else every one whose definitions the reader may see.
    static async Task<Guid[]> ProgrammesAsync(StudioCall call)
    {
        if (call.Programme is { } one) return call.Actor.May(Act.SeeDesigns, one) ? [one] : [];
        var all = await call.Db.Programmes.Select(p => p.Id).ToListAsync(call.Ct);
        return [.. all.Where(p => call.Actor.May(Act.SeeDesigns, p))];
    }
}
