using GrantFlow.Accounts;
using GrantFlow.Notifications.Smtp;
using GrantFlow.Persistence;
using GrantFlow.Scheduling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GrantFlow.Notifications;

/// <summary>Deadlines, prompts, mails and tasks.</summary>
public static class NotificationsStage
{
    /// <summary>Registers the mail route, the directory of receivers, the jobs and the activities.</summary>
    /// <param name="services">The host's services, with persistence; scheduling may come before or after.</param>
    /// <param name="mail">The mail server; without a host, mails are kept to be read.</param>
    public static IServiceCollection AddNotifications(this IServiceCollection services, MailOptions mail)
    {
        services.AddSingleton(s => string.IsNullOrWhiteSpace(mail.Host)
            ? new MailRoute(null, 1)
            : new MailRoute(new SmtpTransport(mail, s.GetRequiredService<TimeProvider>()), mail.Connections) { Secrets = s.GetService<Secrets>() });
        services.AddScoped<SubjectDirectory>();
        services.TryAddEnumerable(ServiceDescriptor.Scoped<IOpenWork, TaskWork>());
        return services
            .AddJob<SweepDeadlinesJob>(new RecurringJob("sweep-deadlines", "sweep-deadlines", "0 * * * * ?"))
            .AddJob<DrainOutboxJob>(new RecurringJob("drain-outbox", "drain-outbox", "30 * * * * ?"))
            .AddActivity<AskPersonActivity>()
            .AddActivity<SendMessageActivity>()
            .AddActivity<SetDeadlineActivity>();
    }

    /// <summary>Lets this host send mails as soon as they are queued, not only with the minute's job.</summary>
    /// <param name="services">The services of a host that serves.</param>
    /// <param name="connectionString">The database; one connection of the host's own listens.</param>
    public static IServiceCollection AddOutboxWake(this IServiceCollection services, string connectionString) =>
        services.AddHostedService(s => ActivatorUtilities.CreateInstance<OutboxWake>(s, connectionString));
}
