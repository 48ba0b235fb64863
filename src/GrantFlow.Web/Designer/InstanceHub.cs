using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.SignalR;

namespace GrantFlow.Web.Designer;

/// <summary>Where Studio's viewer asks to be told of an instance's changes.</summary>
sealed class InstanceHub(InstanceWatch watch, GrantFlowDb db, ActorAccessor actors) : Hub
{
    /// <summary>Observes an instance from what the reader's page has seen of it; one that isn't the reader's to see is refused.</summary>
    public async Task ObserveInstanceAsync(string instanceId)
    {
        if (!Guid.TryParse(instanceId, out var id) || await ReaderAsync(id) is not { } person) throw new HubException("There is no such instance here, or it isn't yours to see.");
        await watch.ObserveAsync(Context, person, id, db, Context.ConnectionAborted);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watch.Forget(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    // Who reads; null for whoever may not.
    async Task<Guid?> ReaderAsync(Guid id)
    {
        // Studio observes by itself, whenever the socket opens.
        actors.Unattended = true;
        var owner = await InstanceAccess.OwnerAsync(db, id, Context.ConnectionAborted);
        var reader = await actors.OfAsync(Context.User!, Context.ConnectionAborted);
        return owner is not null && reader.May(Act.SeeWorkflows, owner.ProgrammeId) ? reader.PersonId : null;
    }
}
