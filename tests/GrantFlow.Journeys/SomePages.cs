using GrantFlow.Tests.Accounts;

namespace GrantFlow.Journeys;

/// <summary>The pages of accounts, rights, record and workflows, and the main ones of the lifecycle, each with somebody who may see it.</summary>
static class SomePages
{
    public static (string Who, string[] Paths)[] Of(SomeScene scene, IReadOnlyCollection<SomeScene.Caller> callers)
    {
        Guid The(string noun) => scene.Things[noun];
        return
        [
            ("nobody", ["/", "/sign-in", "/register", "/register/spent", "/recover", "/recover/spent", "/invitations/spent", $"/competitions/{The("competitions")}", "/status/404"]),
            ("a manager",
            [
                "/me", "/me/security", "/rights", "/programmes", $"/programmes/{The("programmes")}", $"/programmes/{The("programmes")}/staff", $"/organisations/{The("organisations")}/people",
                $"/record/award:{The("awards")}", "/record/chain", $"/seals/award:{The("awards")}", "/board", "/mails", $"/competitions/{The("competitions")}/selection", $"/awards/{The("awards")}",
                $"/organisations/{The("organisations")}", $"/visits/{The("visits")}",
                "/workflows", "/workflows/instances", "/workflows/compare", "/workflows/compare?definition=award", "/workflows/move", "/workflows/move?definition=award", "/workflows/try", "/workflows/try?definition=award",
            ]),
            ("an administrator", ["/people", $"/people/{callers.Single(c => c.Who == "a manager").Actor.PersonId}", "/jobs", "/workflows"]),
            ("its head", ["/me", $"/organisations/{The("organisations")}/people", $"/organisations/join?programme={The("programmes")}", $"/organisations/{The("organisations")}/profile", $"/applications/{The("applications")}", $"/reports/{The("reports")}"]),
            ("the reviewer it was given to", ["/reviews", $"/reviews/{The("reviews")}"]),
        ];
    }
}
