using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.People;

/// <summary>Everybody who has an account.</summary>
[Does(Act.SeePeople)]
sealed class PeoplePage(GrantFlowDb db) : FlowPage
{
    /// <summary>Rows a page.</summary>
    public const int Rows = 50;

    /// <summary>One person.</summary>
    public sealed record Line(Guid Id, string Name, string Email, bool Factor);

    /// <summary>Part of the name or address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Search { get; set; }

    /// <summary>The page, from 1.</summary>
    [BindProperty(SupportsGet = true)]
    public int Number { get; set; } = 1;

    /// <summary>Those that fit, by name.</summary>
    public IReadOnlyList<Line> People { get; private set; } = [];

    /// <summary>How many fit in all.</summary>
    public int Total { get; private set; }

    /// <summary>Reads the list.</summary>
    public async Task OnGetAsync(CancellationToken ct)
    {
        var people = db.Users.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(Search))
        {
            var pattern = $"%{Search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}%";
            people = people.Where(p => EF.Functions.ILike(p.FullName, pattern) || EF.Functions.ILike(p.Email!, pattern));
        }

        Total = await people.CountAsync(ct);
        Number = Math.Clamp(Number, 1, new PageTurner(1, Total, Rows).Last);
        People = await people.OrderBy(p => p.FullName).ThenBy(p => p.Id).Skip((Number - 1) * Rows).Take(Rows)
            .Select(p => new Line(
                p.Id, p.FullName, p.Email!,
                db.Set<Authenticator>().Any(a => a.PersonId == p.Id && a.Secret != null))).ToListAsync(ct);
    }
}
