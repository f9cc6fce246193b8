namespace UvRelease.Fuzz;

/// <summary>How a run of a fuzzer ended.</summary>
/// <param name="Inputs">How many inputs it tried.</param>
/// <param name="Failure">What is wrong, with the input that shows it; null when nothing is.</param>
public sealed record FuzzResult(int Inputs, string? Failure)
{
    /// <inheritdoc/>
    public override string ToString() => Failure is null ? $"{Inputs} inputs, no failure" : $"Failure at input {Inputs}: {Failure}";
}
