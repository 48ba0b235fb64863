using BenchmarkDotNet.Running;
using GrantFlow.Benchmarks;

// engine: the figures of ops/bench engine. mail, audit, web: those of ops/bench mail, ops/bench audit and ops/bench web. kill-driver: a host for the kill test. Anything else goes to BenchmarkDotNet.
if (args is ["engine", ..]) return await EngineBench.RunAsync(args[1..]);
if (args is ["mail"]) return await MailBench.RunAsync();
if (args is ["audit", ..]) return await AuditBench.RunAsync(args[1..]);
if (args is ["designer", "definitions"]) return await DefinitionsBench.RunAsync();
if (args is ["designer", "instances"]) return await InstancesBench.RunAsync();
if (args is ["designer", "story"]) return await StoryBench.RunAsync();
if (args is ["web", ..]) return await WebBench.RunAsync(args[1..]);
if (args is ["kill-driver", ..]) return await KillDriver.RunAsync(args[1..]);
BenchmarkSwitcher.FromAssembly(System.Reflection.Assembly.GetExecutingAssembly()).Run(args);
return 0;
