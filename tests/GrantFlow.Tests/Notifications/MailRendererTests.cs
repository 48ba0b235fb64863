using FluentAssertions;
using GrantFlow.Notifications;
using Xunit;

namespace GrantFlow.Tests.Notifications;

public sealed class MailRendererTests
{
    [Theory]
    [InlineData("hy", "2027\u00a0թ. ապրիլի 15, ժամը 18:00 (Երևանի ժամանակով)")]
    [InlineData("ky", "2027-жылдын 15-апрели, саат 18:00 (Ереван убактысы боюнча)")]
    [InlineData("ru", "15 апреля 2027 года, 18:00 (по ереванскому времени)")]
    [InlineData("en", "15 April 2027, 18:00 (Yerevan time)")]
    public void A_date_is_written_with_its_hour_and_whose_time_it_is(string language, string expected) =>
        LocalForm.Date("2027-04-15T18:00[Asia/Yerevan]", language).Should().Be(expected);

    [Theory]
    [InlineData("hy", "1250000.00 AMD", "1\u00a0250\u00a0000\u00a0ՀՀ\u00a0դրամ")]
    [InlineData("ky", "98500.50 KGS", "98\u00a0500,50\u00a0сом")]
    [InlineData("ru", "1250000.00 USD", "1\u00a0250\u00a0000\u00a0USD")]
    [InlineData("en", "1250000.50 AMD", "AMD\u00a01,250,000.50")]
    public void Money_has_the_languages_separators(string language, string value, string expected) =>
        LocalForm.Money(value, language).Should().Be(expected);

    [Fact]
    public void A_text_known_in_several_languages_reaches_each_reader_in_their_own()
    {
        var values = SomeMail.Values("en");
        values["competition"] = MailValue.Text(new LocalText([new("hy", "Մրցույթ Ա"), new("en", "Competition A")]));

        var armenian = MailRenderer.Render("competition-announced", "hy", "Ա", values);
        var kyrgyz = MailRenderer.Render("competition-announced", "ky", "А", values);

        armenian.Title.Should().Contain("Մրցույթ Ա");
        kyrgyz.Title.Should().Contain("Competition A", "there is no Kyrgyz title, and English is the nearest");
    }

    [Fact]
    public void Values_can_forge_neither_markup_nor_headers()
    {
        var values = SomeMail.Values("en");
        values["report"] = "Q1\r\nBcc: everybody@example.org <script>alert('x')</script> & \"co\"";

        var mail = MailRenderer.Render("report-requested", "en", "<b>Eve</b>\n", values);

        mail.Title.Should().NotContainAny("\r", "\n");
        mail.Html.Should().NotContain("<script>").And.NotContain("<b>Eve").And.Contain("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;co&quot;");
        mail.Text.Should().Contain("<script>alert('x')</script> & \"co\"").And.NotContain("\r");
    }

    [Theory]
    [InlineData("en", "The budget isn't explained.", "one thing is needed: The budget isn't explained.\n")]
    [InlineData("en", "the budget isn't explained", "one thing is needed: the budget isn't explained.\n")]
    [InlineData("en", "Where are the receipts?", "one thing is needed: Where are the receipts?\n")]
    [InlineData("hy", "Բացակայում է հիմնավորումը։", "հետևյալը՝ Բացակայում է հիմնավորումը։\n")]
    [InlineData("hy", "հիմնավորում", "հետևյալը՝ հիմնավորում։\n")]
    [InlineData("ky", "Негиздемеси жок.", "төмөнкү керек: Негиздемеси жок.\n")]
    [InlineData("ru", "Нет обоснования.", "нужно следующее: Нет обоснования.\n")]
    public void A_sentence_of_somebodys_own_keeps_its_one_end(string language, string reason, string expected)
    {
        var values = SomeMail.Values(language);
        values["reason"] = reason;

        var mail = MailRenderer.Render("report-returned", language, "A", values);

        mail.Text.Should().Contain(expected);
        mail.Html.Should().Contain(expected.TrimEnd('\n').Split(": ")[^1].Replace("'", "&#39;", StringComparison.Ordinal) + "</p>");
    }

    [Theory]
    [InlineData("hy", "«Լույս» հասարակական կազմակերպություն", "«Լույս» հասարակական կազմակերպության դրամաշնորհի")]
    [InlineData("hy", "«Լույս» ՀԿ", "«Լույս» ՀԿ-ի դրամաշնորհի")]
    [InlineData("hy", "«Լույս» նախաձեռնող խումբ", "«Լույս» նախաձեռնող խմբի դրամաշնորհի")]
    [InlineData("hy", "Bright Voices", "Bright Voices կազմակերպության դրամաշնորհի")]
    [InlineData("ky", "«Жарык» коомдук уюму", "«Жарык» коомдук уюмунун грант")]
    [InlineData("ky", "«Жарык» коомдук фонду", "«Жарык» коомдук фондунун грант")]
    [InlineData("ky", "«Жарык» коомдук бирикмеси", "«Жарык» коомдук бирикмесинин грант")]
    [InlineData("ky", "ОФ «Рассвет»", "ОФ «Рассвет» уюмунун грант")]
    [InlineData("ru", "ОФ «Рассвет»", "организации ОФ «Рассвет»")]
    public void An_organisation_is_called_one_only_once_and_declined_as_what_it_is(string language, string name, string expected)
    {
        var values = SomeMail.Values(language);
        values["organisation"] = name;

        MailRenderer.Render("agreement-to-sign", language, "A", values).Title.Should().Contain(expected);
    }

    [Fact]
    public void A_missing_value_is_named()
    {
        var values = SomeMail.Values("en");
        values.Remove("dueDate");

        var act = () => MailRenderer.Render("report-requested", "en", "Eve", values);

        act.Should().Throw<ArgumentException>().WithMessage("*'report-requested'*'dueDate'*");
    }

    [Fact]
    public void A_reader_of_another_language_gets_english() =>
        MailRenderer.Render("report-accepted", "de", "Eva", SomeMail.Values("en")).Language.Should().Be("en");

    [Fact]
    public void A_mails_id_depends_on_its_key_alone()
    {
        MailRenderer.MessageIdOf("a").Should().Be(MailRenderer.MessageIdOf("a")).And.NotBe(MailRenderer.MessageIdOf("b"));
        MailRenderer.MessageIdOf("a").Should().EndWith("@[127.0.0.1]");
    }
}
