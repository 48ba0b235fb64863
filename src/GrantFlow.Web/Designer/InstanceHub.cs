using GrantFlow.Accounts;
using GrantFlow.Designer;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.SignalR;

namespace GrantFlow.Web.Designer;

/// <summary>Where Studio's viewer asks to be told of an instance's changes.</summary>
sealed class InstanceHub(InstanceWatch watch, GrantFlowDb db, ActorAccessor actors) : Hub
{
    /// <summary>Says how an instance stands and observes it from now on; one that isn't the reader's to see is refused.</summary>
    public async Task ObserveInstanceAsync(string instanceId)
    {
        if (!Guid.TryParse(instanceId, out var id) || !await MayAsync(id)) throw new HubException("There is no such instance here, or it isn't yours to see.");
        watch.Observe(Context, id);
    }

    /// <inheritdoc/>
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watch.Forget(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    async Task<bool> MayAsync(Guid id)
    {
        // Studio observes by itself, whenever the socket opens.
        actors.Unattended = true;
        var owner = await InstanceAccess.OwnerAsync(db, id, Context.ConnectionAborted);
        return owner is not null && (await actors.OfAsync(Context.User!, Context.ConnectionAborted)).May(Act.SeeWorkflows, owner.ProgrammeId);
    }
}
