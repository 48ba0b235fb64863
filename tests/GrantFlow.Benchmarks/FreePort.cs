using System.Net.NetworkInformation;

namespace GrantFlow.Benchmarks;

/// <summary>A port for a program of its own, which is told its address before it starts.</summary>
public static class FreePort
{
    // Below those that the system hands out by itself: one of these may be any connection's by the time the program listens.
    const int First = 12_000;
    const int Last = 31_999;

    /// <summary>One that nobody listens on.</summary>
    public static int Take()
    {
        while (true)
        {
            var port = Random.Shared.Next(First, Last + 1);
            var network = IPGlobalProperties.GetIPGlobalProperties();
            if (network.GetActiveTcpListeners().All(l => l.Port != port) && network.GetActiveTcpConnections().All(c => c.LocalEndPoint.Port != port)) return port;
        }
    }
}
