namespace GrantFlow.Persistence;

/// <summary>On a member of a noun or of a fact: it tells of a person. The record says that it changed, never what it was or is.</summary>
/// <remarks>The record can't be changed afterwards, so what may have to be forgotten one day never gets into it.</remarks>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PersonalAttribute : Attribute;

/// <summary>On a member of a noun or of a fact: a secret, or noise. The record doesn't even say that it changed.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OffRecordAttribute : Attribute;

/// <summary>On a noun: what the service writes for itself. Its rows are no part of the record's changes.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class NotRecordedAttribute : Attribute;
