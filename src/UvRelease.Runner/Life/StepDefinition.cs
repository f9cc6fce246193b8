using System.ComponentModel;

namespace UvRelease.Runner;

/// <summary>
/// A step without its types, as UvRelease.Runner.Generator writes it down in the action's own assembly. What is generic over an action's types
/// can't be compiled ahead of time in this one, and looking it up by reflection costs three milliseconds at each start.
/// </summary>
/// <param name="Options">Type of the options.</param>
/// <param name="Step">Type of the step.</param>
/// <param name="Description">What the step is called, does and puts out.</param>
/// <param name="Inputs">The options' declarations, in their order.</param>
/// <param name="NewOptions">Makes options that hold nothing yet.</param>
/// <param name="Run">Does the work.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed record StepDefinition(
    Type Options,
    Type Step,
    StepDescription Description,
    IReadOnlyList<InputDefinition> Inputs,
    Func<object> NewOptions,
    Func<object, StepContext, CancellationToken, Task<StepResult>> Run)
{
    private static readonly List<StepDefinition> Registered = [];

    /// <summary>Makes a step known; the initializer of the module that has it does.</summary>
    public static void Register(StepDefinition definition)
    {
        lock (Registered)
            Registered.Add(definition);
    }

    /// <summary>Finds a step by its types.</summary>
    /// <exception cref="InvalidOperationException">The project that has the step does not use the generator.</exception>
    internal static StepDefinition Of(Type options, Type step)
    {
        lock (Registered)
        {
            foreach (StepDefinition definition in Registered)
            {
                if (definition.Options == options && definition.Step == step)
                    return definition;
            }
        }

        throw new InvalidOperationException(
            $"{step} is not registered: its project must name UvRelease.Runner.Generator, as actions/Directory.Build.props does.");
    }
}
