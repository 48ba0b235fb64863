using FluentAssertions;
using GrantFlow.Accounts;
using Xunit;

namespace GrantFlow.Tests.Accounts;

public sealed class PasswordRulesTests
{
    [Theory]
    [InlineData("korotkiy", "password-short")]
    [InlineData("11 letters!", "password-short")]
    [InlineData("qwerty123456", "password-common")]
    [InlineData("1qaz2wsx3edc", "password-common")]
    [InlineData("Password2026!", "password-common")]
    [InlineData("P@ssw0rd1234", "password-common")]
    [InlineData("dragon123456789", "password-common")]
    [InlineData("qwertyqwertyqwerty", "password-common")]
    [InlineData("aaaaaaaaaaaaaaaa", "password-common")]
    [InlineData("abcdefghijklmnop", "password-common")]
    [InlineData("123456789012345", "password-common")]
    [InlineData("nare likes mountains", "password-personal")]
    [InlineData("Melkonyan wrote it", "password-personal")]
    [InlineData("my aghbyur account", "password-personal")]
    [InlineData("grantflow is ours", "password-personal")]
    public void A_guessers_password_is_refused(string password, string code) =>
        PasswordRules.Judge(password, "Nare Melkonyan", "n.m@aghbyur.example")!.Code.Should().Be(code);

    [Theory]
    [InlineData("correct horse battery staple")]
    [InlineData("լեռը գիշերը լուռ է")]
    [InlineData("тоодо кар жаады")]
    [InlineData("a password for tests")]
    public void Words_that_do_not_belong_together_will_do(string password) =>
        PasswordRules.Judge(password, "Nare Melkonyan", "n.m@aghbyur.example").Should().BeNull();
}
