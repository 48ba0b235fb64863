using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GrantFlow.Persistence;

/// <summary>Maps a value that is replaced as a whole, never changed inside, to one jsonb column.</summary>
static class JsonColumn
{
    static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    extension<T>(PropertyBuilder<T> property)
        where T : class
    {
        /// <summary>Keeps the property as jsonb; two values are the same when their JSON is.</summary>
        public PropertyBuilder<T> HasJson()
        {
            property.HasColumnType("jsonb").HasConversion(
                new ValueConverter<T, string>(v => Write(v), s => Read<T>(s)),
                new ValueComparer<T>((a, b) => Write(a!) == Write(b!), v => Write(v).GetHashCode(StringComparison.Ordinal), v => v));
            return property;
        }
    }

    static string Write<T>(T value) => JsonSerializer.Serialize(value, Json);

    static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Json)!;
}
