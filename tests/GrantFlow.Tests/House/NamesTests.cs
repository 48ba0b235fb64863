using System.Reflection;
using FluentAssertions;
using GrantFlow.Persistence;
using GrantFlow.Web.Hosting;
using GrantFlow.Workflows.Runtime;
using Xunit;

namespace GrantFlow.Tests.House;

public sealed class NamesTests
{
    static readonly string[] Banned = ["Manager", "Helper", "Util", "Utils", "Processor", "Data", "Info", "Impl", "Dto"];

    // Words that aren't ours: Elsa's format and contract.
    static readonly string[] Allowed = [];

    static readonly Assembly[] Ours = [typeof(IWorkflowEngine).Assembly, typeof(GrantFlowDb).Assembly, typeof(HostSettings).Assembly];

    static IEnumerable<Type> Types => Ours.SelectMany(a => a.GetTypes()).Where(t =>
        t.Namespace is { } space && space.StartsWith("GrantFlow", StringComparison.Ordinal) && !t.Name.Contains('<', StringComparison.Ordinal));

    [Fact]
    public void No_type_ends_in_a_word_that_says_nothing()
    {
        var named = Types.Select(t => t.Name.Split('`')[0])
            .Where(n => Banned.Any(b => n.EndsWith(b, StringComparison.Ordinal)) && !Allowed.Contains(n));

        named.Should().BeEmpty();
    }

    [Fact]
    public void Every_request_can_be_seen_by_the_framework_that_validates_it()
    {
        // AddValidation() skips a type that isn't visible outside its assembly, silently: a score of 99 was let through.
        var hidden = Types.Where(t => t.Name == "Request" && !t.IsVisible).Select(t => t.FullName);

        hidden.Should().BeEmpty();
    }

    [Fact]
    public void Every_public_seam_has_a_letter_I_and_nothing_else_has()
    {
        var crossed = Types.Where(t => t.IsInterface != (t.Name is ['I', >= 'A' and <= 'Z', >= 'a' and <= 'z', ..])).Select(t => t.FullName);

        crossed.Should().BeEmpty();
    }
}
