using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace GrantFlow.Tests.Web;

/// <summary>Counts how often each request asks the database.</summary>
sealed class QuestionCounter : DbCommandInterceptor, IStartupFilter
{
    readonly AsyncLocal<StrongBox<int>?> _asked = new();

    /// <summary>The most that one request asked, by its path and query.</summary>
    public ConcurrentDictionary<string, int> Most { get; } = [];

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (context, then) =>
        {
            var asked = _asked.Value = new();
            await then(context);
            Most.AddOrUpdate($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}", asked.Value, (_, before) => Math.Max(before, asked.Value));
        });
        next(app);
    };

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (_asked.Value is { } asked) asked.Value++;
        return base.ReaderExecutingAsync(command, eventData, result, cancellationToken);
    }
}
