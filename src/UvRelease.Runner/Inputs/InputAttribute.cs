namespace UvRelease.Runner;

/// <summary>
/// Marks a property of a step's options as an input. The property's type decides how the text is read: <see cref="string"/>,
/// <see cref="bool"/>, <see cref="int"/>, <see cref="Releases.Percentage"/>, <see cref="TimeSpan"/>, an enum (kebab-case names),
/// <see cref="IReadOnlyList{T}"/> of strings (one entry a line), <see cref="WorkspacePath"/>, <see cref="OutputPath"/> or <see cref="Secret"/>.
/// An input that is not given and has no default leaves a nullable property null and a list empty.
/// </summary>
/// <param name="name">Name in action.yml, kebab-case.</param>
/// <param name="description">What it does, as action.yml and <c>--help</c> show it.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class InputAttribute(string name, string description) : Attribute
{
    /// <summary>Name in action.yml, kebab-case.</summary>
    public string Name { get; } = name;

    /// <summary>What it does, as action.yml and <c>--help</c> show it.</summary>
    public string Description { get; } = description;

    /// <summary>Text that is used for an input not given; null where there is none.</summary>
    public string? Default { get; init; }

    /// <summary>True when the step refuses to run without it. The runner itself does not enforce this.</summary>
    public bool Required { get; init; }
}
