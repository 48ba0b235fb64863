namespace GrantFlow.Simulation;

/// <summary>The clock of a simulated programme: stands still while people act, then jumps to the next due instant.</summary>
sealed class SimulationClock(DateTimeOffset start) : TimeProvider
{
    DateTimeOffset _now = start.ToUniversalTime();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _now;

    /// <summary>Sets it for a new play on the same services.</summary>
    public void BeginAt(DateTimeOffset at) => _now = at.ToUniversalTime();

    /// <summary>Goes forward; an instant already past leaves the clock where it is.</summary>
    public void AdvanceTo(DateTimeOffset at)
    {
        if (at > _now) _now = at.ToUniversalTime();
    }
}
