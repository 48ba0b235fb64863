using FluentAssertions;
using GrantFlow.Accounts;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class TotpTests
{
    // RFC 6238, appendix B: the ASCII secret 12345678901234567890, its codes' last six digits.
    const string Secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Totp.CodeOf(Secret, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))).Should().Be(code);

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void A_clock_may_be_half_a_minute_wrong(int steps, bool fits)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_015);

        var found = Totp.StepThatFits(Secret, Totp.CodeOf(Secret, Totp.StepOf(now) + steps), now);

        found.Should().Be(fits ? Totp.StepOf(now) + steps : null);
    }

    [Fact]
    public void A_new_secret_has_160_bits_and_no_two_are_alike()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => Totp.NewSecret()).ToList();

        secrets.Should().OnlyHaveUniqueItems().And.AllSatisfy(s => s.Should().MatchRegex("^[A-Z2-7]{32}$"));
    }
}
