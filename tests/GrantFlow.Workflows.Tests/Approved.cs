using System.Runtime.CompilerServices;
using Xunit.Sdk;

namespace GrantFlow.Workflows.Tests;

/// <summary>Compares a text with the one that was read and approved; a difference is a decision to review.</summary>
static class Approved
{
    public static void Check(string name, string text, [CallerFilePath] string caller = "")
    {
        var approved = Path.Combine(Path.GetDirectoryName(caller)!, "Approved", name + ".approved.txt");
        var received = Path.Combine(Path.GetDirectoryName(caller)!, "Approved", name + ".received.txt");
        if (File.Exists(approved) && File.ReadAllText(approved).ReplaceLineEndings("\n") == text.ReplaceLineEndings("\n"))
        {
            File.Delete(received);
            return;
        }

        File.WriteAllText(received, text);
        throw new XunitException($"{name} differs from what was approved: read {received}, and if it is right, name it .approved.txt.\n{text}");
    }
}
