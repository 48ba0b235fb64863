using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
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

    /// <summary>The stage's part of the JSON API: one line for each act, none of which decides anything.</summary>
    public static void MapForms(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/programmes/{id:guid}/forms", (Guid id, PublishForm.Request request, ApiCall call) =>
            call.Answer(actor => PublishForm.Execute(call.Db, actor, id, request, call.Clock, call.Ct))).Does(Act.PublishForm);
    }
}
