namespace UvRelease.Runner;

/// <summary>One input of a step, as its options declare it.</summary>
/// <param name="Name">Name in action.yml.</param>
/// <param name="Description">What it does.</param>
/// <param name="Default">Text that is used for an input not given; null where there is none.</param>
/// <param name="Required">True when the step refuses to run without it.</param>
/// <param name="ValueType">Type of the value, without its nullability.</param>
/// <param name="With">Copies options with another value of this input.</param>
/// <param name="Choices">Values that an enum input may have by their .NET names; empty for other types.</param>
public sealed record InputDefinition(string Name, string Description, string? Default, bool Required,
    Type ValueType, Func<object, object?, object> With, params KeyValuePair<string, object>[] Choices)
{
    /// <summary>True for inputs that are masked and never taken from the command line.</summary>
    public bool IsSecret => ValueType == typeof(Secret);

    /// <summary>True for inputs of one entry a line.</summary>
    public bool IsList => ValueType == typeof(IReadOnlyList<string>);

    /// <summary>
    /// Variable in which the runner hands the input over (actions/runner Handler.AddInputsToEnvironment): spaces become <c>_</c>, hyphens stay.
    /// </summary>
    public string Variable => "INPUT_" + Name.Replace(' ', '_').ToUpperInvariant();

    /// <summary>Values that an enum input may have, in kebab-case; empty for other types.</summary>
    public IReadOnlyList<string> Allowed => Array.ConvertAll(Choices, choice => KebabCase.From(choice.Key));
}
