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
