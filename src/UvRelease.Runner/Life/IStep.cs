namespace UvRelease.Runner;

/// <summary>A step: one action's work, from its options to its result.</summary>
/// <typeparam name="TOptions">The action's inputs.</typeparam>
public interface IStep<in TOptions>
{
    /// <summary>What the step is called, does and puts out.</summary>
    static abstract StepDescription Description { get; }

    /// <summary>Does the work. Errors that a user can mend are thrown as <see cref="Releases.ReleaseException"/>.</summary>
    Task<StepResult> RunAsync(TOptions options, StepContext context, CancellationToken cancellationToken);
}

/// <summary>What a step is called, does and puts out; action.yml says the same.</summary>
/// <param name="Name">Name of the action's folder and of its executable.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Outputs">Everything the step may put out, <see cref="Output.Result"/> aside.</param>
public sealed record StepDescription(string Name, string Summary, params IReadOnlyList<Output> Outputs);

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
