using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using FluentAssertions;
using GrantFlow.Notifications;
using GrantFlow.Tests.Notifications;
using Xunit;

namespace GrantFlow.Tests.Ports;

/// <summary>What every implementation of the mail port has to do, seen from a real server.</summary>
public abstract class MailTransportContract(SmtpServer server)
{
    // For a server that answers: a busy machine may be slow.
    static readonly TimeSpan Ample = TimeSpan.FromMinutes(1);

    /// <summary>The implementation under test, talking to a port of this machine without TLS.</summary>
    protected abstract IMailTransport Connect(int port, TimeSpan timeout);

    [Theory]
    [InlineData("hy")]
    [InlineData("ky")]
    [InlineData("ru")]
    [InlineData("en")]
    public async Task A_mail_arrives_word_for_word_in_its_script(string language)
    {
        var mail = Mail($"{language}-reader@example.org", language);

        var answer = await Connect(server.Port, Ample).SendAsync(mail, CancellationToken.None);

        (answer.Verdict, answer.Code).Should().Be((MailVerdict.Accepted, 250));
        var received = server.ReceivedBy(mail.ReceiverEmail).Should().ContainSingle().Subject;
        received.Type.Should().Be("multipart/alternative");
        received.Headers["subject"].Should().Be(mail.Title);
        received.ToName.Should().Be(mail.ReceiverName);
        received.Parts.Keys.Should().Equal("text/plain", "text/html");
        received.Parts["text/plain"].TrimEnd().Should().Be(mail.TextBody.TrimEnd());
        received.Parts["text/html"].TrimEnd().Should().Be(mail.HtmlBody.TrimEnd());
    }

    [Fact]
    public async Task The_headers_identify_the_mail_and_say_that_a_service_wrote_it()
    {
        var mail = Mail("headers@example.org");

        await Connect(server.Port, Ample).SendAsync(mail, CancellationToken.None);

        var headers = server.ReceivedBy(mail.ReceiverEmail).Single().Headers;
        headers["message-id"].Should().Be($"<{mail.MessageId}>");
        DateTimeOffset.TryParse(headers["date"], System.Globalization.CultureInfo.InvariantCulture, out _).Should().BeTrue();
        headers["auto-submitted"].Should().Be("auto-generated");
        headers["content-language"].Should().Be("en");
        headers["list-unsubscribe"].Should().StartWith("<mailto:");
        server.ReceivedBy(mail.ReceiverEmail).Single().HeaderCounts.Values.Should().OnlyContain(n => n == 1);
    }

    [Theory]
    [InlineData("refused@example.org", MailVerdict.Refused, 550)]
    [InlineData("spam@example.org", MailVerdict.Refused, 554)]
    [InlineData("later@example.org", MailVerdict.Deferred, 451)]
    [InlineData("closing@example.org", MailVerdict.Deferred, 0)]
    [InlineData("not an address", MailVerdict.Refused, 0)]
    public async Task What_the_server_says_is_the_answer(string address, MailVerdict verdict, int code)
    {
        var answer = await Connect(server.Port, Ample).SendAsync(Mail(address), CancellationToken.None);

        (answer.Verdict, answer.Code).Should().Be((verdict, code), answer.Text);
        answer.Text.Should().NotBeEmpty().And.NotContain("\n");
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_given_up_in_time()
    {
        var watch = Stopwatch.StartNew();

        var answer = await Connect(server.Port, TimeSpan.FromSeconds(1)).SendAsync(Mail("hanging@example.org"), CancellationToken.None);

        (answer.Verdict, answer.Code).Should().Be((MailVerdict.Deferred, 0));
        watch.Elapsed.Should().BeLessThan(Ample, "it hangs for ten minutes");
    }

    [Fact]
    public async Task A_server_that_never_greets_costs_neither_patience_nor_the_pools_threads()
    {
        using var mute = new TcpListener(IPAddress.Loopback, 0);
        mute.Start();
        var transport = Connect(((IPEndPoint)mute.LocalEndpoint).Port, TimeSpan.FromSeconds(2));
        var threads = ThreadPool.ThreadCount;
        var watch = Stopwatch.StartNew();

        var answers = Task.WhenAll(Enumerable.Range(0, 24).Select(i => transport.SendAsync(Mail($"{i}@example.org"), CancellationToken.None)));
        await Task.Delay(1500);
        var more = ThreadPool.ThreadCount - threads;

        (await answers).Should().OnlyContain(a => a.Verdict == MailVerdict.Deferred && a.Code == 0);
        watch.Elapsed.Should().BeLessThan(Ample, "it never greets");
        more.Should().BeLessThan(16);
    }

    [Fact]
    public async Task No_server_at_all_is_an_answer_too()
    {
        var answer = await Connect(1, TimeSpan.FromSeconds(5)).SendAsync(Mail("anybody@example.org"), CancellationToken.None);

        (answer.Verdict, answer.Code).Should().Be((MailVerdict.Deferred, 0));
    }

    [Fact]
    public async Task After_a_bad_mail_the_next_one_goes()
    {
        // Short for the one that hangs, and long enough for the good one on a busy machine.
        var transport = Connect(server.Port, TimeSpan.FromSeconds(5));

        foreach (var bad in new[] { "refused", "later", "closing", "spam", "hanging" })
            await transport.SendAsync(Mail($"{bad}@example.org"), CancellationToken.None);
        var answer = await transport.SendAsync(Mail("after-bad@example.org"), CancellationToken.None);

        answer.Verdict.Should().Be(MailVerdict.Accepted);
        server.ReceivedBy("after-bad@example.org").Should().ContainSingle();
    }

    [Fact]
    public async Task Many_at_once_all_arrive_once()
    {
        var transport = Connect(server.Port, Ample);
        var addresses = Enumerable.Range(0, 60).Select(i => $"many-{i}@example.org").ToList();

        await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (address, ct) =>
            (await transport.SendAsync(Mail(address), ct)).Verdict.Should().Be(MailVerdict.Accepted));

        server.Received().SelectMany(m => m.To).Where(a => a.StartsWith("many-", StringComparison.Ordinal))
            .Should().BeEquivalentTo(addresses);
    }

    [Fact]
    public async Task A_cancelled_send_throws()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        var act = () => Connect(server.Port, TimeSpan.FromSeconds(30)).SendAsync(Mail("hanging@example.org"), cancelled.Token);

        await act.Should().ThrowAsync<OperationCanceledException>();
    }

    static OutgoingMail Mail(string address, string language = "en")
    {
        var written = Outbox.Compose(SomeMail.Request($"contract:{address}", language), SomeMail.Now);
        return new OutgoingMail(
            written.MessageId, address, written.ReceiverName, language, written.Title, written.TextBody, written.HtmlBody);
    }
}
