using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace GrantFlow.Persistence;

/// <summary>Two habits of mapping that many nouns share: a row version, and a value kept whole as jsonb.</summary>
public static class Mapping
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    extension<T>(EntityTypeBuilder<T> entity)
        where T : class
    {
        /// <summary>Refuses a stale write: PostgreSQL's own <c>xmin</c> is the row's version.</summary>
        public void HasRowVersion() =>
            entity.Property<uint>("xmin").HasColumnName("xmin").HasColumnType("xid").IsRowVersion();
    }

    extension<T>(PropertyBuilder<T> property)
    {
        /// <summary>Keeps the value whole as one jsonb column; two values are the same when their JSON is.</summary>
        public PropertyBuilder<T> IsJson() =>
            property.HasColumnType("jsonb").HasConversion(
                value => JsonSerializer.Serialize(value, Json),
                json => JsonSerializer.Deserialize<T>(json, Json)!,
                new ValueComparer<T>(
                    (a, b) => JsonSerializer.Serialize(a, Json) == JsonSerializer.Serialize(b, Json),
                    v => JsonSerializer.Serialize(v, Json).GetHashCode(StringComparison.Ordinal),
                    v => JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(v, Json), Json)!));
    }
}
