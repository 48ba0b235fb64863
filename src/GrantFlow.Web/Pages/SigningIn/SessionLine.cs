using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.SigningIn;

/// <summary>A session as a list shows it.</summary>
sealed record SessionLine(Guid Id, SessionKind Kind, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, string Address, string Agent, SecondFactor? SecondFactor)
{
    static readonly (string Mark, string Name)[] Browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("YaBrowser", "Yandex"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")];

    /// <summary>The open sessions of a person, the newest use first.</summary>
    public static async Task<IReadOnlyList<SessionLine>> OfAsync(GrantFlowDb db, Guid person, DateTimeOffset now, CancellationToken ct) =>
        [.. (await db.OpenSessions(person, now).AsNoTracking().OrderByDescending(s => s.LastSeenAt).Take(100).ToListAsync(ct))
            .Select(s => new SessionLine(s.Id, s.Kind, s.CreatedAt, s.LastSeenAt, s.Address, Short(s.UserAgent), s.SecondFactor))];

    // The words people know their devices by, out of the line that browsers send.
    static string Short(string agent)
    {
        var words = new[] { Browsers, Systems }.Select(t => t.FirstOrDefault(m => agent.Contains(m.Mark, StringComparison.Ordinal)).Name).OfType<string>().ToList();
        return words.Count > 0 ? string.Join(" · ", words) : agent.Length == 0 ? "?" : agent.Split(' ', '/')[0];
    }
}

/// <summary>Sessions, and which of them the reader sits in.</summary>
sealed record SessionList(IReadOnlyList<SessionLine> Sessions, Guid? Here);
