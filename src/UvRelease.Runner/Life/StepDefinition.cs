using System.Diagnostics.CodeAnalysis;

namespace UvRelease.Runner;

/// <summary>
/// A step without its types. What is generic over an action's types can't be compiled ahead of time in this assembly, and compiling it at each
/// start costs ten milliseconds; so the generic part ends here.
/// </summary>
/// <param name="Description">What the step is called, does and puts out.</param>
/// <param name="Inputs">The options' declarations.</param>
/// <param name="NewOptions">Makes options that hold nothing yet.</param>
/// <param name="Run">Does the work.</param>
internal sealed record StepDefinition(
    StepDescription Description,
    IReadOnlyList<InputDefinition> Inputs,
    Func<object> NewOptions,
    Func<object, StepContext, CancellationToken, Task<StepResult>> Run)
{
    /// <summary>Takes an action's types apart.</summary>
    public static StepDefinition Of<[DynamicallyAccessedMembers(InputDefinition.Members)] TOptions, TStep>()
        where TOptions : class, new()
        where TStep : IStep<TOptions>, new() =>
        new(TStep.Description, InputDefinition.Of(typeof(TOptions)), () => new TOptions(), (options, context, stop) => new TStep().RunAsync((TOptions)options, context, stop));
}
