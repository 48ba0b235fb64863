using System.Collections.Frozen;

namespace GrantFlow.Notifications;

/// <summary>Names an organisation in a sentence of Armenian or Kyrgyz, which put the kind of body behind the name and decline it.</summary>
/// <remarks>
/// The templates write <c>{{organisation}} կազմակերպության</c> or <c>{{organisation}} уюмунун</c>, because a name by itself
/// can't be declined. Most names end with a kind of body already; that one is declined then, and no second one follows.
/// </remarks>
static class KindOfBody
{
    static readonly FrozenDictionary<string, string[][]> Kinds = new Dictionary<string, string[][]>
    {
        // As a heading, definite before a consonant and before a vowel, whose, to whom, where. The first kind is the templates' own.
        ["hy"] =
        [
            ["կազմակերպություն", "կազմակերպությունը", "կազմակերպությունն", "կազմակերպության", "կազմակերպությանը", "կազմակերպությունում"],
            ["ՀԿ", "ՀԿ-ն", "ՀԿ-ն", "ՀԿ-ի", "ՀԿ-ին", "ՀԿ-ում"],
            ["հիմնադրամ", "հիմնադրամը", "հիմնադրամն", "հիմնադրամի", "հիմնադրամին", "հիմնադրամում"],
            ["նախաձեռնություն", "նախաձեռնությունը", "նախաձեռնությունն", "նախաձեռնության", "նախաձեռնությանը", "նախաձեռնությունում"],
            ["միություն", "միությունը", "միությունն", "միության", "միությանը", "միությունում"],
            ["ընկերություն", "ընկերությունը", "ընկերությունն", "ընկերության", "ընկերությանը", "ընկերությունում"],
            ["միավորում", "միավորումը", "միավորումն", "միավորման", "միավորմանը", "միավորումում"],
            ["կենտրոն", "կենտրոնը", "կենտրոնն", "կենտրոնի", "կենտրոնին", "կենտրոնում"],
            ["ակումբ", "ակումբը", "ակումբն", "ակումբի", "ակումբին", "ակումբում"],
            ["խումբ", "խումբը", "խումբն", "խմբի", "խմբին", "խմբում"],
        ],
        // Who, whom, whose, to whom, where; all with the ending of possession that a name before them asks for.
        ["ky"] =
        [
            ["уюму", "уюмун", "уюмунун", "уюмуна", "уюмунда"],
            ["фонду", "фондун", "фондунун", "фондуна", "фондунда"],
            ["бирикмеси", "бирикмесин", "бирикмесинин", "бирикмесине", "бирикмесинде"],
            ["мекемеси", "мекемесин", "мекемесинин", "мекемесине", "мекемесинде"],
            ["ассоциациясы", "ассоциациясын", "ассоциациясынын", "ассоциациясына", "ассоциациясында"],
            ["борбору", "борборун", "борборунун", "борборуна", "борборунда"],
            ["жамааты", "жамаатын", "жамаатынын", "жамаатына", "жамаатында"],
            ["клубу", "клубун", "клубунун", "клубуна", "клубунда"],
            ["союзу", "союзун", "союзунун", "союзуна", "союзунда"],
            ["тобу", "тобун", "тобунун", "тобуна", "тобунда"],
        ],
    }.ToFrozenDictionary();

    /// <summary>Whether a word behind a name is the templates' own kind of body, in one of its cases.</summary>
    public static bool IsOwn(string language, string word) => Kinds.TryGetValue(language, out var kinds) && kinds[0].Contains(word);

    /// <summary>The name with its kind of body in the case that the template asks for.</summary>
    /// <param name="name">As the organisation writes it.</param>
    /// <param name="language">hy or ky.</param>
    /// <param name="own">The template's word, which tells the case.</param>
    public static string Write(string name, string language, string own)
    {
        var kinds = Kinds[language];
        var at = name.LastIndexOf(' ') + 1;
        var last = Array.Find(kinds, k => string.Equals(k[0], name[at..], StringComparison.OrdinalIgnoreCase));
        return last is null || at == 0 ? $"{name} {own}" : name[..at] + last[Array.IndexOf(kinds[0], own)];
    }
}
