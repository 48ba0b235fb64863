using System.Text.RegularExpressions;
using FluentAssertions;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.House;

/// <summary>The record can't be changed afterwards: what tells of a person, or is secret, must never get into it.</summary>
public sealed partial class PersonalMembersTests
{
    // Names that look personal and aren't, each with its reason.
    static readonly Dictionary<string, string> Open = new()
    {
        ["Person.EmailConfirmed"] = "says only that it was confirmed",
        ["Person.PhoneNumberConfirmed"] = "says only that it was confirmed",
        ["Application.SnapshotHash"] = "the hash of what was sent in is what the receipt shows",
    };

    [Fact]
    public void Members_that_name_a_person_or_hold_a_secret_are_marked()
    {
        using var db = new GrantFlowDb(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql("Host=nowhere").Options);

        var unmarked = from type in db.Model.GetEntityTypes()
                       let members = RecordedMembers.Of(type)
                       from member in members.Members
                       let name = $"{type.ClrType.Name}.{member.Property.Name}"
                       where !member.Masked && Telling().IsMatch(member.Property.Name) && !Open.ContainsKey(name)
                       select name;

        unmarked.Should().BeEmpty("mark them [Personal] or [OffRecord], or say here why they aren't");
    }

    [Fact]
    public void Members_kept_as_JSON_hold_no_person_unless_they_are_marked()
    {
        using var db = new GrantFlowDb(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql("Host=nowhere").Options);

        var holding = from type in db.Model.GetEntityTypes()
                      from member in RecordedMembers.Of(type).Members
                      where !member.Masked && member.IsJson
                      from held in Held(member.Property.ClrType)
                      from inner in held.GetProperties()
                      where inner.Name is "Name" && inner.PropertyType == typeof(string) || Telling().IsMatch(inner.Name)
                      select $"{type.ClrType.Name}.{member.Property.Name} holds {held.Name}.{inner.Name}";

        holding.Should().BeEmpty("mark the member [Personal] or [OffRecord]");
    }

    static IEnumerable<Type> Held(Type type) =>
        type.GetGenericArguments().Append(type).Where(t => t.Namespace?.StartsWith("GrantFlow", StringComparison.Ordinal) == true && t != typeof(LocalText));

    [GeneratedRegex("(?i)(e?mail|phone|fullname|personname|byname|participant|receivername|contact|passport|birth|iban|bank|accountn|address|password|secret|token|stamp|recoverycode|hash)")]
    private static partial Regex Telling();
}
