using Xunit;

namespace GrantFlow.Journeys;

/// <summary>What people do with the pages. After each test their browsers are closed: Studio left open goes on asking and drawing.</summary>
public abstract class Journey(HostProcess host) : IAsyncLifetime
{
    protected HostProcess Host { get; } = host;

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync() => Host.CloseAsync();
}
