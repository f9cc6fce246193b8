namespace UvRelease.Runner;

/// <summary>An output of a step.</summary>
/// <param name="Name">Name in action.yml, kebab-case.</param>
/// <param name="Description">What it holds, as action.yml and <c>--help</c> show it.</param>
public sealed record Output(string Name, string Description)
{
    /// <summary>Put out by every step: a skipped step must not count as a done one.</summary>
    public static readonly Output Result = new("result", "How the step ended: done, skipped or failed.");

    /// <summary>Gives the output a value.</summary>
    public OutputValue Is(string value) => new(this, value);
}

/// <summary>An output and what it holds.</summary>
/// <param name="Output">The output.</param>
/// <param name="Value">Its text.</param>
public sealed record OutputValue(Output Output, string Value);
