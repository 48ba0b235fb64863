using GrantFlow.Workflows.Activities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Persistence;

/// <summary>A stage's word that a class belongs into the designer's palette.</summary>
/// <param name="Type">The class; it bears <see cref="ActivityAttribute"/>.</param>
public sealed record ActivityRegistration(Type Type);

/// <summary>How a stage brings its activities along.</summary>
public static class ActivityServices
{
    /// <summary>Registers a host activity; it is resolved from a scope whose <see cref="GrantFlowDb"/> writes in the burst's transaction.</summary>
    /// <typeparam name="T">A class derived from <see cref="HostActivity{TInput}"/> that bears <see cref="ActivityAttribute"/>.</typeparam>
    public static IServiceCollection AddActivity<T>(this IServiceCollection services)
        where T : class, IActivity
    {
        services.TryAddScoped<T>();
        return services.AddSingleton(new ActivityRegistration(typeof(T)));
    }
}
