using GrantFlow.Notifications;
using GrantFlow.Persistence;

namespace GrantFlow.Accounts;

/// <summary>Tells a person by mail that something about their sign-in was changed, in case it wasn't they who did it.</summary>
static class SignInNotice
{
    internal static readonly LocalText Password = new(new Dictionary<string, string>
    {
        ["en"] = "your password was changed",
        ["hy"] = "Ձեր գաղտնաբառը փոխվել է",
        ["ky"] = "сырсөзүңүз өзгөртүлдү",
        ["ru"] = "изменён пароль",
    });

    internal static readonly LocalText Authenticator = new(new Dictionary<string, string>
    {
        ["en"] = "an authenticator app was set up",
        ["hy"] = "միացվել է կոդեր ստեղծող հավելված",
        ["ky"] = "код чыгаруучу колдонмо туташтырылды",
        ["ru"] = "подключено приложение с одноразовыми кодами",
    });

    internal static readonly LocalText Passkey = new(new Dictionary<string, string>
    {
        ["en"] = "a passkey was added",
        ["hy"] = "ավելացվել է մուտքի բանալի",
        ["ky"] = "кирүү ачкычы кошулду",
        ["ru"] = "добавлен ключ доступа",
    });

    /// <summary>Queues the mail.</summary>
    /// <param name="db">The database.</param>
    /// <param name="personId">Whose sign-in.</param>
    /// <param name="change">What was changed.</param>
    /// <param name="occasion">Names the occasion: the same one is told once.</param>
    /// <param name="now">UTC.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task TellAsync(GrantFlowDb db, Guid personId, LocalText change, string occasion, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Users.FindAsync([personId], ct) is not { Email.Length: > 0 } person) return;
        db.QueueMail(
            new MailRequest(
                $"sign-in-changed:{personId}:{occasion}", "sign-in-changed", null, person.Subject,
                new Receiver(person.Email, person.FullName, person.Language, personId),
                new Dictionary<string, string> { ["change"] = MailValue.Text(change), ["link"] = "/me/security" }),
            now);
    }
}
