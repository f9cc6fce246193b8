namespace UvRelease.Runner;

/// <summary>
/// Marks a property of a step's options whose type is a record: its properties with an <see cref="InputAttribute"/> are inputs of the step, in the
/// place of this
/// one. So steps that take the same inputs declare them once.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputsAttribute : Attribute;
