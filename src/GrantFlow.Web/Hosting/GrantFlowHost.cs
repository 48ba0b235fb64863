using System.Text.Json.Serialization;
using GrantFlow.Accounts;
using GrantFlow.Audit;
using GrantFlow.Awards;
using GrantFlow.Capacity;
using GrantFlow.Competitions;
using GrantFlow.Designer;
using GrantFlow.Files;
using GrantFlow.Forms;
using GrantFlow.Monitoring;
using GrantFlow.Notifications;
using GrantFlow.Organisations;
using GrantFlow.Persistence;
using GrantFlow.Persistence.Sealing;
using GrantFlow.Privacy;
using GrantFlow.Programmes;
using GrantFlow.Reporting;
using GrantFlow.Scheduling;
using GrantFlow.Selection;
using GrantFlow.Simulation;
using GrantFlow.Web.Designer;
using GrantFlow.Web.Language;
using GrantFlow.Web.Pages;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace GrantFlow.Web.Hosting;

/// <summary>Puts the host together: every stage's services and routes, pages, sign-in, health.</summary>
static class GrantFlowHost
{
    const long MaxBody = 2 << 20;

    /// <summary>The host, ready to run.</summary>
    public static WebApplication Build(HostSettings settings, string[] args, Action<IServiceCollection>? more = null)
    {
        // The pages' files lie beside the program, wherever it is called from.
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ContentRootPath = AppContext.BaseDirectory,
            // The pages are found by this name, also when another program starts the host, as tests do.
            ApplicationName = typeof(GrantFlowHost).Assembly.GetName().Name,
        });
        builder.WebHost.UseUrls(settings.Url);
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            // What people type fits into this many times over; a route that takes files says so itself.
            k.Limits.MaxRequestBodySize = MaxBody;
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Microsoft.EntityFrameworkCore", LogLevel.Warning)
            // Keys lie in the database beside what they protect; and a start that fails is told in one line by the verb.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical)
            .AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        AddServices(builder.Services, settings);
        builder.Services.AddWorkflowWorker(settings.Database);
        builder.Services.AddScheduling(settings.Database);
        builder.Services.AddOutboxWake(settings.Database);
        builder.Services.AddRecordSealer();
        builder.Services.AddProvider(settings.Provider);
        builder.Services.AddTries(settings.Database);
        builder.Services.AddTryWorker((sandbox, clock) => SimulationHost.OpenSandbox(settings, sandbox, clock));
        AddPages(builder.Services, settings);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        Map(app, settings);
        return app;
    }

    /// <summary>What pages and verbs alike need: the database, the stages.</summary>
    public static void AddServices(IServiceCollection services, HostSettings settings)
    {
        // Port 0 asks the system for any free port: nobody could follow a link to it.
        if (Uri.TryCreate(settings.Url, UriKind.Absolute, out var listens) && listens.Port > 0) ServiceAddress.Base = new Uri(settings.PublicUrl);
        services.AddSingleton(settings);
        Keyring.Use(settings.KeysFile);
        services.AddSingleton(TimeProvider.System);
        Outbound.Add(services);
        services.AddWorkflows(settings.Database);
        services.AddNotifications(settings.Mail);
        services.AddAccounts();
        services.AddAudit();
        services.AddProgrammes();
        services.AddOrganisations();
        services.AddCapacity();
        services.AddCompetitions();
        services.AddSelection();
        services.AddAwards();
        services.AddMonitoring();
        services.AddReporting();
        services.AddPrivacy();
        services.AddDesigner();
    }

    static void AddPages(IServiceCollection services, HostSettings settings)
    {
        services.ConfigureHttpJsonOptions(o =>
        {
            foreach (JsonConverter converter in new JsonConverter[] { new JsonStringEnumConverter(), new SoundJsonText(), new SoundJsonElement(), new SoundJsonNumber(), new SoundJsonList() })
                o.SerializerOptions.Converters.Add(converter);
        });
        services.AddHttpContextAccessor();
        services.AddSingleton(Texts.Html);
        services.AddSingleton<ReaderLanguage>();
        services.AddSingleton<IRefusalTexts>(s => s.GetRequiredService<ReaderLanguage>());
        services.AddScoped(s =>
        {
            var context = s.GetRequiredService<IHttpContextAccessor>().HttpContext;
            return new Texts(context is null ? ReaderLanguage.Default : s.GetRequiredService<ReaderLanguage>().LanguageOf(context));
        });
        services.AddScoped<Pages.SigningIn.Tickets>();
        services.AddScoped<Pages.SigningIn.Passkeys>();
        services.AddRazorPages(o => o.Conventions.ConfigureFilter(new MayEnter()).ConfigureFilter(new SoundForm()).ConfigureFilter(new ReadableValues()));
        services.AddSingleton<IConfigureOptions<MvcOptions>, Unreadable>();
        services.AddAntiforgery(o => o.Cookie.Name = "antiforgery");
        services.Configure<CookieTempDataProviderOptions>(o => o.Cookie.Name = "told");
        CookieRules.Add(services, settings.IsHttps);
        services.AddProblemDetails(o => o.CustomizeProblemDetails = FieldFaults.Translate);
        // A body that can't be read is answered where all faults are, in the reader's language, not by an empty 400.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.AddValidation();
        services.AddApi();
        services.AddElsaApi();
        services.AddHealthChecks().AddCheck<Readiness>("database", tags: ["ready"]);
        services.AddResponseCompression(o =>
        {
            // Only what holds no secret: compressing pages would let a listener guess tokens by size.
            o.MimeTypes = ["text/css", "text/javascript", "application/javascript"];
            o.EnableForHttps = true;
            o.Providers.Add<BrotliCompressionProvider>();
        });
        services.Configure<ForwardedHeadersOptions>(o => o.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
    }

    static void Map(WebApplication app, HostSettings settings)
    {
        app.UseForwardedHeaders();
        // Whoever says that people come by https vouches for the proxy: cookies and forms are then judged as such.
        if (settings.IsHttps)
        {
            app.Use((context, next) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return next(context);
            });
        }

        app.UseMiddleware<SecurityHeaders>();
        app.UseMiddleware<Boundary>();
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions
        {
            OnPrepareResponse = c => c.Context.Response.Headers.CacheControl =
                c.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "public, max-age=3600",
        });
        app.UseMiddleware<StudioFiles>();
        app.UseWhen(
            c => !Boundary.IsApi(c.Request.Path) && !c.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal),
            pages => pages.UseStatusCodePagesWithReExecute("/status/{0}"));
        app.UseMiddleware<SoundRequest>();
        app.UseCookiePolicy();
        app.UseRouting();
        app.UseMiddleware<FittingRequest>();
        app.UseMiddleware<RequestOrigin>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<RightsGate>();
        // Before the door, which asks whether somebody opens a socket.
        app.UseWebSockets();
        app.UseMiddleware<ElsaDoor>();

        Health.Map(app);
        ReaderLanguage.Map(app);
        SecurityContact.Map(app);
        app.MapFiles();
        app.MapPrivacy();
        // Cookies don't open the API: a foreign page could ride on them, a bearer token it doesn't have.
        var api = app.MapGroup("/api").RequireAuthorization(new AuthorizeAttribute { AuthenticationSchemes = IdentityConstants.BearerScheme });
        MapStages(api);
        app.MapElsaApi();
        app.MapStudioAddresses();
        app.MapRazorPages();
    }

    static void MapStages(IEndpointRouteBuilder api)
    {
        api.MapAccounts();
        api.MapProgrammes();
        api.MapForms();
        api.MapOrganisations();
        api.MapCapacity();
        api.MapCompetitions();
        api.MapSelection();
        api.MapAwards();
        api.MapMonitoring();
        api.MapReporting();
    }
}
