using GrantFlow.Accounts;
using GrantFlow.Notifications;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Mails;

/// <summary>The outbox: what was written to whom, and what became of it.</summary>
[Does(Act.SeeMails)]
sealed class MailsPage(GrantFlowDb db) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int Rows = 50;

    /// <summary>Part of the title, the receiver's name or address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>Only in this state.</summary>
    [BindProperty(SupportsGet = true)]
    public MailState? State { get; set; }

    /// <summary>Only of this kind.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Kind { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>Mails that fit, newest first.</summary>
    public IReadOnlyList<Mail> Mails { get; private set; } = [];

    /// <summary>How many fit in all.</summary>
    public int Total { get; private set; }

    /// <summary>How many are in each state.</summary>
    public IReadOnlyList<(MailState State, int Count)> Counts { get; private set; } = [];

    /// <summary>The kinds there are.</summary>
    public IReadOnlyList<string> Kinds { get; private set; } = [];

    /// <summary>Reads the outbox as far as the reader manages it.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        var mails = VisibleTo(db, Actor);
        Counts = [.. (await mails.GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct))
            .OrderBy(g => g.Key).Select(g => (g.Key, g.Count))];
        Kinds = await mails.Select(m => m.Kind).Distinct().OrderBy(k => k).ToListAsync(ct);
        if (State is { } state) mails = mails.Where(m => m.State == state);
        if (!string.IsNullOrEmpty(Kind)) mails = mails.Where(m => m.Kind == Kind);
        if (!string.IsNullOrWhiteSpace(Search))
        {
            var pattern = $"%{Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            mails = mails.Where(m => EF.Functions.ILike(m.Title, pattern) || EF.Functions.ILike(m.ReceiverEmail, pattern) || EF.Functions.ILike(m.ReceiverName, pattern));
        }

        Total = await mails.CountAsync(ct);
        Number = Math.Clamp(Number, 1, new PageTurner(1, Total, Rows).Last);
        Mails = await mails.OrderByDescending(m => m.Id).Skip((Number - 1) * Rows).Take(Rows).ToListAsync(ct);
    }

    /// <summary>The mails a manager may read: those of their programmes; an administrator's are all.</summary>
    public static IQueryable<Mail> VisibleTo(GrantFlowDb db, Actor actor)
    {
        var mails = db.Set<Mail>().AsNoTracking();
        if (actor.May(Act.SeeMails, Guid.Empty)) return mails;
        var mine = actor.Grants.Select(g => g.Programme).Distinct().Where(p => actor.May(Act.SeeMails, p)).ToList();
        return mails.Where(m => m.ProgrammeId != null && mine.Contains(m.ProgrammeId.Value));
    }
}
