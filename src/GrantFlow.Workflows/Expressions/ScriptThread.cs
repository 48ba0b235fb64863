using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace GrantFlow.Workflows.Expressions;

/// <summary>
/// Threads with room for deep recursion, on which scripts are parsed and run. A script that gets stuck where no check
/// reaches it is left behind on its thread, and its caller goes on with a fault.
/// </summary>
static class ScriptThread
{
    const int StackSize = 256 << 20;

    static readonly ConcurrentBag<Worker> Idle = [];

    /// <summary>Runs work and waits for it.</summary>
    /// <exception cref="ScriptStoppedException">It took longer than the limit.</exception>
    public static T Run<T>(Func<T> work, TimeSpan limit)
    {
        var worker = Idle.TryTake(out var idle) ? idle : new Worker();
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        var done = worker.Do(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception e)
                {
                    fault = ExceptionDispatchInfo.Capture(e);
                }
            },
            limit);
        if (!done) throw new ScriptStoppedException("The script took too long.");
        Idle.Add(worker);
        fault?.Throw();
        return result;
    }

    sealed class Worker
    {
        readonly object _gate = new();
        Action? _work;
        bool _done;

        public Worker() => new Thread(Loop, StackSize) { IsBackground = true, Name = "script" }.Start();

        public bool Do(Action work, TimeSpan limit)
        {
            lock (_gate)
            {
                (_work, _done) = (work, false);
                Monitor.PulseAll(_gate);
                while (!_done)
                    if (!Monitor.Wait(_gate, limit)) return _done;
                return true;
            }
        }

        void Loop()
        {
            while (true)
            {
                Action work;
                lock (_gate)
                {
                    while (_work is null) Monitor.Wait(_gate);
                    work = _work;
                    _work = null;
                }

                work();
                lock (_gate)
                {
                    _done = true;
                    Monitor.PulseAll(_gate);
                }
            }
        }
    }
}

/// <summary>A script went beyond its limits; scripts can't catch it.</summary>
sealed class ScriptStoppedException(string message) : Exception(message);
