using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GrantFlow.Persistence.Sealing;

/// <summary>On a text of a noun: it lies sealed in the database, opens with the keys outside it, and never gets on record.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SealedAttribute : Attribute;

/// <summary>Maps sealed members.</summary>
static class SealedColumns
{
    /// <summary>Gives every member marked <see cref="SealedAttribute"/> its converter; null and the empty text stay as they are.</summary>
    internal static void MapSealed(this ModelBuilder builder)
    {
        foreach (var property in Of(builder.Model))
            ((IMutableProperty)property).SetValueConverter(new SealedText(UseOf(property)));
    }

    /// <summary>The sealed members of a model.</summary>
    internal static IEnumerable<IReadOnlyProperty> Of(IReadOnlyModel model) =>
        model.GetEntityTypes().SelectMany(e => e.GetProperties()).Where(p => p.PropertyInfo?.IsDefined(typeof(SealedAttribute)) == true);

    /// <summary>What a member's text is sealed for.</summary>
    internal static string UseOf(IReadOnlyProperty property) => $"{property.DeclaringType.GetTableName()}.{property.GetColumnName()}";

    sealed class SealedText(string use) : ValueConverter<string, string>(
        text => text.Length == 0 ? "" : Keyring.Loaded.Seal(text, use),
        kept => kept.Length == 0 ? "" : Keyring.Loaded.Open(kept, use));
}
