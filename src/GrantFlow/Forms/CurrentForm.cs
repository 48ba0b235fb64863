using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Forms;

/// <summary>Finds the version of a form that new answers are given to.</summary>
public static class CurrentForm
{
    /// <summary>The newest version.</summary>
    /// <exception cref="InvalidOperationException">The programme was entered without forms, which creating one never does.</exception>
    public static async Task<Form> OfAsync(GrantFlowDb db, Guid programmeId, FormPurpose purpose, CancellationToken ct) =>
        await db.Forms.Where(f => f.ProgrammeId == programmeId && f.Purpose == purpose).OrderByDescending(f => f.Version).FirstOrDefaultAsync(ct)
        ?? throw new InvalidOperationException($"The programme {programmeId} has no form for {purpose}.");
}
