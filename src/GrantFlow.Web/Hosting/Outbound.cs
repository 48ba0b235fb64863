using System.Net;
using System.Net.Sockets;

namespace GrantFlow.Web.Hosting;

/// <summary>The one way in which the service calls an address that somebody else gave it.</summary>
/// <remarks>
/// The name is looked up here, every address it has is judged, and the connection goes to the judged address itself: a name
/// that answers differently the next time gains nothing, nor does a redirect, which comes through the same door. No proxy is
/// used, because a proxy would look the name up again. Addresses that the operator configures, such as a provider of sign-ins,
/// may be inside and don't come this way.
/// </remarks>
static class Outbound
{
    /// <summary>The name under which <see cref="IHttpClientFactory"/> makes its clients.</summary>
    public const string Client = "outbound";

    /// <summary>Registers it.</summary>
    public static void Add(IServiceCollection services) => services.AddHttpClient(Client, c =>
    {
        c.Timeout = TimeSpan.FromSeconds(15);
        c.MaxResponseContentBufferSize = 4 << 20;
    }).ConfigurePrimaryHttpMessageHandler(Handler);

    /// <summary>A handler that connects to public addresses only.</summary>
    public static SocketsHttpHandler Handler() => new()
    {
        UseProxy = false,
        UseCookies = false,
        MaxAutomaticRedirections = 3,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        ConnectCallback = ConnectAsync,
    };

    static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var found = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        // One private address among public ones is enough: which of them is taken is nobody's promise.
        if (found.Length == 0 || !found.All(IsPublic)) throw new HttpRequestException($"{host} isn't a public address.");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>True for an address that anybody on the internet could reach.</summary>
    /// <remarks>Source: IANA's special-purpose address registries (RFC 6890 and its updates).</remarks>
    public static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) return IsPublic(address.MapToIPv4());
        if (IPAddress.IsLoopback(address)) return false;
        var b = address.GetAddressBytes();
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            // Global unicast is 2000::/3; of it, 2001::/23 (protocols), 2001:db8::/32 (documents), 2002::/16 and 64:ff9b:: wrap an IPv4 address.
            if ((b[0] & 0xe0) != 0x20) return false;
            if (b[0] == 0x20 && b[1] == 0x01 && ((b[2] & 0xfe) == 0 || (b[2] == 0x0d && b[3] == 0xb8))) return false;
            return !(b[0] == 0x20 && b[1] == 0x02);
        }

        return b switch
        {
            [0 or 10 or 127 or >= 224, ..] => false,
            [100, >= 64 and <= 127, ..] => false,
            [169, 254, ..] => false,
            [172, >= 16 and <= 31, ..] => false,
            [192, 168, ..] or [192, 0, 0 or 2, _] or [192, 88, 99, _] => false,
            [198, 18 or 19, ..] or [198, 51, 100, _] or [203, 0, 113, _] => false,
            _ => true,
        };
    }
}
