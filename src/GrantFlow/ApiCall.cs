using GrantFlow.Accounts;
using GrantFlow.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace GrantFlow;

/// <summary>What a call of the JSON API has at hand: it lets a use case decide and hands its verdict on.</summary>
/// <remarks>Its members aren't public: the judge of requests walks into whatever public members a route's parameters have.</remarks>
public sealed class ApiCall
{
    readonly ActorAccessor _actors;
    readonly HttpContext _context;

    ApiCall(HttpContext context) =>
        (_context, _actors, Db, Clock) = (
            context,
            context.RequestServices.GetRequiredService<ActorAccessor>(),
            context.RequestServices.GetRequiredService<GrantFlowDb>(),
            context.RequestServices.GetRequiredService<TimeProvider>());

    /// <summary>A context of the request's own.</summary>
    internal GrantFlowDb Db { get; }

    /// <summary>Now.</summary>
    internal TimeProvider Clock { get; }

    /// <summary>Ends with the request.</summary>
    internal CancellationToken Ct => _context.RequestAborted;

    /// <summary>Called by the framework for each request.</summary>
    public static ValueTask<ApiCall> BindAsync(HttpContext context) => new(new ApiCall(context));

    /// <summary>Runs a use case as whoever asks; its fact is the answer, or its refusal as a problem.</summary>
    /// <param name="act">The use case.</param>
    public async Task<IResult> Answer<T>(Func<Actor, Task<Verdict<T>>> act)
        where T : notnull =>
        (await act(await _actors.OfAsync(_context.User, Ct))).Answer();

    /// <summary>Answers a question; what the asker may not see isn't there for them.</summary>
    /// <param name="ask">The query; null when there is nothing that this actor may see.</param>
    public async Task<IResult> Tell<T>(Func<Actor, Task<T?>> ask)
        where T : class =>
        await ask(await _actors.OfAsync(_context.User, Ct)) is { } found ? TypedResults.Ok(found) : Refusal.NotFound.ToProblem();
}

/// <summary>What the JSON API needs.</summary>
public static class ApiServices
{
    /// <summary>Judges requests by their annotations before a use case sees them.</summary>
    /// <remarks>The call stands in this assembly because the judge is generated for the routes of the assembly that calls it, and the stages map theirs here.</remarks>
    public static IServiceCollection AddApi(this IServiceCollection services) => services.AddValidation();
}
