using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Forms;

/// <summary>Forms and their questions.</summary>
public static class FormsStage
{
    extension(GrantFlowDb db)
    {
        /// <summary>Versions of forms.</summary>
        public DbSet<Form> Forms => db.Set<Form>();
    }
}
