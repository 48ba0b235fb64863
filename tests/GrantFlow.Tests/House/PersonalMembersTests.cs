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

    [GeneratedRegex("(?i)(e?mail|phone|fullname|personname|byname|participant|receivername|contact|passport|birth|iban|bank|accountn|address|password|secret|token|stamp|recoverycode|hash)")]
    private static partial Regex Telling();
}
