using System.Net;
using GrantFlow.Accounts;
using GrantFlow.Tests.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GrantFlow.Tests.Security;

/// <summary>Lets the people of a scene in at the pages' own door.</summary>
static class SignedIn
{
    /// <summary>A browser in which the person has signed in.</summary>
    public static async Task<HttpClient> AsAsync(this RunningHost host, Actor actor, string language = "en", CookieContainer? cookies = null)
    {
        string email;
        await using (var db = host.Database.Open())
        {
            var person = await db.Users.SingleAsync(p => p.Id == actor.PersonId);
            person.PasswordHash = new PasswordHasher<Person>().HashPassword(person, RunningHost.Password);
            person.SecurityStamp ??= "stamp";
            await SomeSecondFactor.GiveAsync(db, host.Service<Secrets>(), person.Id);
            await db.SaveChangesAsync();
            email = person.Email!;
        }

        return await host.SignInAsync(email, language, cookies);
    }
}
