using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace UvRelease.Runner;

/// <summary>One input of a step, as its options declare it.</summary>
/// <param name="Name">Name in action.yml.</param>
/// <param name="Description">What it does.</param>
/// <param name="Default">Text that stands for an input not given; null where there is none.</param>
/// <param name="Required">True when the step refuses to run without it.</param>
/// <param name="Property">The options' property that receives the value.</param>
public sealed record InputDefinition(string Name, string Description, string? Default, bool Required, PropertyInfo Property)
{
    /// <summary>Members of an options record that reading inputs needs; trimming must keep them.</summary>
    public const DynamicallyAccessedMemberTypes Members =
        DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicParameterlessConstructor;

    /// <summary>Type of the value, without its nullability.</summary>
    public Type ValueType { get; } = Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>True for inputs that are masked and never taken from the command line.</summary>
    public bool IsSecret => ValueType == typeof(Secret);

    /// <summary>True for inputs of one entry a line.</summary>
    public bool IsList => ValueType == typeof(IReadOnlyList<string>);

    /// <summary>Variable in which the runner hands the input over (actions/runner Handler.AddInputsToEnvironment): spaces become <c>_</c>, hyphens stay.</summary>
    public string Variable => "INPUT_" + Name.Replace(' ', '_').ToUpperInvariant();

    /// <summary>Values that an enum input may have; empty for other types.</summary>
    public IReadOnlyList<string> Allowed =>
        ValueType.IsEnum ? [.. ValueType.GetEnumNames().Select(KebabCase.From)] : [];

    /// <summary>Lists the inputs of an options record in the order of their declaration.</summary>
    public static IReadOnlyList<InputDefinition> Of([DynamicallyAccessedMembers(Members)] Type options)
    {
        var inputs = new List<InputDefinition>();
        foreach (PropertyInfo property in options.GetProperties())
        {
            if (property.GetCustomAttribute<InputAttribute>() is { } input)
                inputs.Add(new InputDefinition(input.Name, input.Description, input.Default, input.Required, property));
        }

        return inputs;
    }
}
