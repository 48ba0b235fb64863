using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Web.Pages.Record;

/// <summary>What was done to one object, by whom and when; for those who run its programme.</summary>
[OpenTo(Role.GrantManager)]
sealed class RecordPage(GrantFlowDb db) : FlowPage
{
    /// <summary>The object, as <c>kind:id</c>.</summary>
    public string Subject { get; private set; } = "";

    /// <summary>Newest first, at most five hundred.</summary>
    public IReadOnlyList<AuditFact> Facts { get; private set; } = [];

    /// <summary>Reads the record; of other programmes the reader sees nothing.</summary>
    public async Task<IActionResult> OnGetAsync(string subject, CancellationToken ct)
    {
        Subject = subject;
        var facts = await db.AuditFacts.AsNoTracking().Where(f => f.Subject == subject)
            .OrderByDescending(f => f.At).ThenByDescending(f => f.Id).Take(500).ToListAsync(ct);
        Facts = [.. facts.Where(f => f.ProgrammeId is { } programme ? Actor.Is(programme, Role.GrantManager) : Actor.Is(Guid.Empty))];
        return Facts.Count == 0 && facts.Count > 0 ? NotFound() : Page();
    }
}
