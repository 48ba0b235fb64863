using System.Security.Claims;
using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace GrantFlow.Accounts;

/// <summary>People, sign-in, roles and the record.</summary>
public static class AccountsStage
{

    /// <summary>Registers Identity on PostgreSQL, the cookie for pages, the bearer token for the API, and the actor.</summary>
    public static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<Person>(o =>
        {
            o.User.RequireUniqueEmail = true;
            // The third has passkeys.
            o.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
            o.Password.RequiredLength = 12;
            o.Password.RequireDigit = o.Password.RequireUppercase = o.Password.RequireLowercase = o.Password.RequireNonAlphanumeric = false;
        }).AddEntityFrameworkStores<GrantFlowDb>();
        services.AddAuthentication(IdentityConstants.ApplicationScheme)
            .AddCookie(IdentityConstants.ApplicationScheme, o =>
            {
                o.Cookie.Name = "grantflow";
                o.Cookie.SameSite = SameSiteMode.Lax;
                o.LoginPath = "/sign-in";
                o.AccessDeniedPath = "/forbidden";
                o.ReturnUrlParameter = "to";
                (o.ExpireTimeSpan, o.SlidingExpiration) = (Session.Idle, true);
                o.Events.OnCheckSlidingExpiration = c =>
                {
                    c.ShouldRenew &= !Unattended.Is(c.HttpContext);
                    return Task.CompletedTask;
                };
            })
            .AddBearerToken(IdentityConstants.BearerScheme, o => o.BearerTokenExpiration = Session.Idle);
        services.AddAuthorization();
        services.AddDataProtection().SetApplicationName("GrantFlow");
        services.AddOptions<KeyManagementOptions>().Configure<NpgsqlDataSource, TimeProvider>(
            (o, database, clock) => (o.XmlRepository, o.XmlEncryptor) = (new KeysInDatabase(database, clock), new SealedKeyEncryptor()));
        // The device asks for finger, face or PIN, and keeps whose passkey it is: that makes it a second factor, and a sign-in without typing.
        services.Configure<IdentityPasskeyOptions>(o => (o.UserVerificationRequirement, o.ResidentKeyRequirement) = ("required", "required"));
        services.AddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>();
        services.AddSingleton<Secrets>();
        services.AddScoped<ActorAccessor>();
        return services;
    }

    /// <summary>Maps <c>POST /sign-in</c>: e-mail address, password and code for a bearer token; and <c>GET /me</c>: who the token is.</summary>
    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInForToken).AllowAnonymous().Does(Act.UseService);
        routes.MapGet("/me", (Actor actor) => actor.IsSomebody
            ? Results.Ok(new Me(actor.PersonId, actor.Name, RolesOf(actor), [.. actor.Organisations.Order()]))
            : Results.Unauthorized()).Does(Act.SeeSelf);
    }

    /// <summary>The claims that a cookie or token carries: who, in which session, and under which security stamp.</summary>
    public static ClaimsPrincipal TicketOf(Person person, Guid session, string scheme) => new(new ClaimsIdentity(
        [
            new(ClaimTypes.NameIdentifier, person.Id.ToString()),
            new(ClaimTypes.Name, person.FullName),
            new(ActorAccessor.StampClaim, person.SecurityStamp ?? ""),
            new(ActorAccessor.SessionClaim, session.ToString()),
        ],
        scheme));

    static async Task<IResult> SignInForToken(
        SignIn.Request request, HttpContext context, GrantFlowDb db, UserManager<Person> people, Secrets secrets, ActorAccessor actors,
        IOptionsMonitor<BearerTokenOptions> options, TimeProvider clock, CancellationToken ct)
    {
        if (string.IsNullOrWhiteSpace(request.Email) || string.IsNullOrEmpty(request.Password)) return Refused(CheckPassword.Wrong);
        var verdict = await SignIn.Execute(db, people, secrets, request, Whence.Of(context), clock, ct);
        if (!verdict.Allows(out var signedIn, out var refusal)) return Refused(refusal);
        var scheme = IdentityConstants.BearerScheme;
        var expires = clock.GetUtcNow() + Session.Idle;
        var person = (await db.Users.FindAsync([signedIn.PersonId], ct))!;
        var ticket = new AuthenticationTicket(TicketOf(person, signedIn.SessionId, scheme), new() { ExpiresUtc = expires }, $"{scheme}:AccessToken");
        var actor = await actors.OfPersonAsync(signedIn.PersonId, ct);
        return TypedResults.Ok(new Token(
            options.Get(scheme).BearerTokenProtector.Protect(ticket), expires, signedIn.Name, signedIn.Language,
            RolesOf(actor)));
    }

    static IReadOnlyList<TokenRole> RolesOf(Actor actor) =>
        [.. actor.Grants.OrderBy(g => g.Programme).ThenBy(g => g.Role).Select(g => new TokenRole(g.Role, g.Programme == Guid.Empty ? null : g.Programme))];

    // A field would make it the answer to a malformed request; a sign-in is refused as a whole.
    static IResult Refused(Refusal refusal) => (refusal with { Field = null }).ToProblem(
        refusal == CheckPassword.TooOften ? StatusCodes.Status429TooManyRequests : StatusCodes.Status401Unauthorized);

    /// <summary>A bearer token and whose it is.</summary>
    /// <param name="Value">Sent as <c>Authorization: Bearer …</c>; <c>token</c> in JSON.</param>
    /// <param name="ExpiresAt">When it stops working.</param>
    /// <param name="Name">The person's name.</param>
    /// <param name="Language">The person's language.</param>
    /// <param name="Roles">What the person is.</param>
    sealed record Token(
        [property: System.Text.Json.Serialization.JsonPropertyName("token")] string Value,
        DateTimeOffset ExpiresAt, string Name, string Language, IReadOnlyList<TokenRole> Roles);

    /// <summary>Who a token is.</summary>
    sealed record Me(Guid PersonId, string Name, IReadOnlyList<TokenRole> Roles, IReadOnlyList<Guid> Organisations);

    /// <summary>One role; no programme means all of them.</summary>
    sealed record TokenRole(Role Role, Guid? Programme);
}
