using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GrantFlow.Benchmarks;

/// <summary>An SMTP server that takes everything and keeps nothing but the count: the limit beside which a transport is measured.</summary>
sealed class SmtpSink : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    int _received;

    public SmtpSink()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Received => _received;

    public void Dispose() => _listener.Dispose();

    async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The bench is over.
        }
    }

    async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                await SayAsync("220 sink");
                while (await reader.ReadLineAsync() is { } line)
                {
                    var verb = line.Split(' ', ':')[0].ToUpperInvariant();
                    if (verb == "DATA")
                    {
                        await SayAsync("354 go on");
                        while (await reader.ReadLineAsync() is { } text && text != ".")
                        {
                        }

                        Interlocked.Increment(ref _received);
                    }

                    await SayAsync(verb == "QUIT" ? "221 bye" : verb == "EHLO" ? "250-sink\r\n250 8BITMIME" : "250 ok");
                }
            }
            catch (IOException)
            {
                // The client went away.
            }
        }

        async Task SayAsync(string answer) => await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer + "\r\n"));
    }
}
