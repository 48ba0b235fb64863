using BenchmarkDotNet.Running;
using GrantFlow.Benchmarks;

// engine: the figures of ops/bench engine. Anything else goes to BenchmarkDotNet.
if (args is ["engine", ..]) return await EngineBench.RunAsync(args[1..]);
BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
return 0;
