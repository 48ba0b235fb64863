using BenchmarkDotNet.Running;
using GrantFlow.Benchmarks;

// engine: the figures of ops/bench engine. kill-driver: a host for the kill test. Anything else goes to BenchmarkDotNet.
if (args is ["engine", ..]) return await EngineBench.RunAsync(args[1..]);
if (args is ["kill-driver", ..]) return await KillDriver.RunAsync(args[1..]);
BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
return 0;
