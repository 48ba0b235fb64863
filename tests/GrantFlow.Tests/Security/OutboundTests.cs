using System.Net;
using FluentAssertions;
using GrantFlow.Tests.House;
using GrantFlow.Tests.Web;
using GrantFlow.Web.Hosting;
using Xunit;

namespace GrantFlow.Tests.Security;

/// <summary>Calls outward never reach inward.</summary>
public sealed class OutboundTests(RunningHost host) : IClassFixture<RunningHost>
{
    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.8.9.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("192.0.2.7", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("ff02::1", false)]
    public void Only_addresses_of_the_internet_are_called(string address, bool isPublic) =>
        Outbound.IsPublic(IPAddress.Parse(address)).Should().Be(isPublic);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    [InlineData("2130706433")] // 127.0.0.1 as one number
    [InlineData("0x7f.1")]
    public async Task A_name_or_number_of_this_machine_is_refused_before_anything_is_sent(string name)
    {
        var client = host.Service<IHttpClientFactory>().CreateClient(Outbound.Client);

        var call = () => client.GetAsync($"http://{name}:{new Uri(host.Address).Port}/health/live");

        (await call.Should().ThrowAsync<HttpRequestException>()).Which.ToString().Should().Contain("isn't a public address");
    }

    [Fact]
    public void Nobody_calls_outward_but_through_that_door()
    {
        var own = Checkout.Code("src").Where(f => !f.EndsWith("Hosting/Outbound.cs", StringComparison.Ordinal))
            .Where(f => Checkout.Read(f) is var text && (text.Contains("new HttpClient(", StringComparison.Ordinal) || text.Contains("HttpClientHandler", StringComparison.Ordinal)
                || text.Contains("SocketsHttpHandler", StringComparison.Ordinal) || text.Contains("WebRequest", StringComparison.Ordinal)));

        own.Should().BeEmpty();
    }
}
