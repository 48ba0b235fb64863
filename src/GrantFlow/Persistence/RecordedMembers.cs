using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using GrantFlow.Persistence.Sealing;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace GrantFlow.Persistence;

/// <summary>Which members of a noun get on record, and how; worked out once for each.</summary>
sealed class RecordedMembers
{
    static readonly ConcurrentDictionary<IEntityType, RecordedMembers> Known = new();

    // Identity's own members bear no attributes of ours: what isn't named here stays off the record.
    static readonly string[] IdentityPersonal = [nameof(IdentityUser.Email), nameof(IdentityUser.PhoneNumber)];
    static readonly string[] IdentityOpen =
        [nameof(IdentityUser.EmailConfirmed), nameof(IdentityUser.PhoneNumberConfirmed), nameof(IdentityUser.TwoFactorEnabled), nameof(IdentityUser.LockoutEnd)];

    readonly IReadOnlyList<IProperty> _keys;

    RecordedMembers(IEntityType type)
    {
        Name = JsonEncodedText.Encode(type.ClrType.Name);
        _keys = type.FindPrimaryKey()?.Properties ?? [];
        IsRecorded = _keys.Count > 0 && !type.IsOwned() && !type.ClrType.IsDefined(typeof(NotRecordedAttribute), inherit: true);
        Members = !IsRecorded ? [] : [.. type.GetProperties().Where(p => !_keys.Contains(p)).Select(Member.Of).OfType<Member>()];
        Links = [.. type.GetProperties().Where(p => (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) == typeof(Guid))];
    }

    /// <summary>The noun.</summary>
    public JsonEncodedText Name { get; }

    /// <summary>False for what the service writes for itself.</summary>
    public bool IsRecorded { get; }

    /// <summary>Without the key.</summary>
    public IReadOnlyList<Member> Members { get; }

    /// <summary>Members that may hold the id of a fact's subject.</summary>
    public IReadOnlyList<IProperty> Links { get; }

    /// <summary>The members of a noun.</summary>
    public static RecordedMembers Of(IEntityType type) => Known.GetOrAdd(type, t => new RecordedMembers(t));

    /// <summary>The row's key as text.</summary>
    public string IdOf(Func<IProperty, object?> value) => string.Join('/', _keys.Select(k => value(k)));

    /// <summary>One member.</summary>
    /// <param name="Property">Where its values are.</param>
    /// <param name="Name">As the record calls it.</param>
    /// <param name="Masked">True when only the fact of its change is told.</param>
    /// <param name="IsJson">True when the database keeps it as JSON.</param>
    public sealed record Member(IProperty Property, JsonEncodedText Name, bool Masked, bool IsJson)
    {
        readonly Func<object?, object?>? _convert = Property.GetTypeMapping().Converter?.ConvertToProvider;

        /// <summary>The value as the database keeps it.</summary>
        public object? Stored(object? value) => _convert is null ? value : _convert(value);

        /// <summary>Null for one that stays off the record.</summary>
        public static Member? Of(IProperty property)
        {
            if (property.IsConcurrencyToken || property.PropertyInfo is not { } info || info.IsDefined(typeof(OffRecordAttribute))) return null;
            var masked = info.IsDefined(typeof(PersonalAttribute)) || info.IsDefined(typeof(SealedAttribute)) || property.ClrType == typeof(byte[]);
            if (info.DeclaringType?.Namespace?.StartsWith("Microsoft.AspNetCore.Identity", StringComparison.Ordinal) == true)
            {
                masked = IdentityPersonal.Contains(info.Name);
                if (!masked && !IdentityOpen.Contains(info.Name)) return null;
            }

            var name = JsonEncodedText.Encode(JsonNamingPolicy.CamelCase.ConvertName(info.Name));
            return new Member(property, name, masked, property.GetColumnType() == "jsonb");
        }
    }
}
