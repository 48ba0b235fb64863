namespace GrantFlow;

/// <summary>Where people reach this service: mails are full of it, and they are written deep inside use cases.</summary>
/// <remarks>One process is one service, so this is set once at start, from GRANTFLOW_PUBLIC_URL or GRANTFLOW_URL; it isn't an option handed through every signature.</remarks>
public static class ServiceAddress
{
    /// <summary>The public address, without a path. The default is the address that ops/up serves on.</summary>
    public static Uri Base { get; set; } = new("http://127.0.0.1:5080");

    /// <summary>A path of the service as a full address; a full address stays as it is.</summary>
    /// <param name="pathOrAddress">Begins with a slash, or is a full address.</param>
    public static string Complete(string pathOrAddress) => new Uri(Base, pathOrAddress).AbsoluteUri;
}
