using FluentAssertions;
using GrantFlow.Accounts;
using GrantFlow.Awards;
using GrantFlow.Persistence;
using Microsoft.EntityFrameworkCore;
using Xunit;

namespace GrantFlow.Tests.Postgres;

public sealed class RecordTests
{
    [Fact]
    public void A_state_stands_on_the_record_by_its_name()
    {
        using var db = new GrantFlowDb(new DbContextOptionsBuilder<GrantFlowDb>().UseNpgsql("Host=nowhere").Options);

        db.Record(Actor.Service, null, "award:x", new DueDiligenceRecorded(Guid.Empty, 4, DueDiligenceResult.Blocked), DateTimeOffset.UnixEpoch);

        db.ChangeTracker.Entries<AuditFact>().Should().ContainSingle().Which.Entity.Data.Should().Contain("\"overall\":\"Blocked\"");
    }
}
