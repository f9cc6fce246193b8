using UvRelease.Runner;

namespace UvRelease.Bench;

/// <summary>Inputs of the step that does nothing but speak the protocol.</summary>
public sealed record NoopOptions
{
    /// <summary>Text that comes back.</summary>
    [Input("text", "Text that comes back.", Required = true)]
    public string Text { get; init; } = "";
}

/// <summary>Reads an input, logs a line, sets an output: what starting costs, without any work.</summary>
public sealed class NoopStep : IStep<NoopOptions>
{
    private static readonly Output Text = new("text", "The text.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new("noop-step", "Reads an input, logs a line, sets an output.", Text);

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(NoopOptions options, StepContext context, CancellationToken cancellationToken)
    {
        context.Log.Info(options.Text);
        return Task.FromResult<StepResult>(new StepResult.Done(Text.Is(options.Text)));
    }
}
