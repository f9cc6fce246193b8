using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>How a step ended.</summary>
public abstract record StepResult
{
    private StepResult(IReadOnlyList<OutputValue> outputs) => Outputs = outputs;

    /// <summary>What the step puts out; outputs of a failed step are kept by the runner too.</summary>
    public IReadOnlyList<OutputValue> Outputs { get; }

    /// <summary>It did its work.</summary>
    public sealed record Done(params IReadOnlyList<OutputValue> Values) : StepResult(Values)
    {
        /// <summary>True where the work must not read as undone when its outputs can't be written; then that is a warning.</summary>
        public bool StandsWithoutOutputs { get; init; }
    }

    /// <summary>There was nothing to do. Never counts as evidence of work.</summary>
    /// <param name="Reason">A sentence.</param>
    /// <param name="Values">Outputs.</param>
    public sealed record Skipped(string Reason, params IReadOnlyList<OutputValue> Values) : StepResult(Values);

    /// <summary>It could not, or says no.</summary>
    /// <param name="Error">What is wrong, where, and how to mend it.</param>
    /// <param name="Values">Outputs.</param>
    public sealed record Failed(ReleaseException Error, params IReadOnlyList<OutputValue> Values) : StepResult(Values);
}
