using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>Where every action's Program.cs goes.</summary>
public static class Step
{
    /// <summary>
    /// Runs a step from its inputs to its exit code; never throws.
    /// </summary>
    /// <typeparam name="TOptions">The action's inputs: a record whose properties carry <see cref="InputAttribute"/>.</typeparam>
    /// <typeparam name="TStep">The step.</typeparam>
    /// <param name="arguments">The command line: <c>--from-inputs</c> inside GitHub Actions, options elsewhere.</param>
    public static int Run<TOptions, TStep>(string[] arguments)
        where TOptions : class, new()
        where TStep : IStep<TOptions>, new()
    {
        StandardStream.KeepOpen();
        // Lives as long as the process: a signal may come until the very end.
        var termination = new Termination();
        return new StepHost(StepEnvironment.OfProcess(), () => termination.ExitCode, termination.Token)
            .Run<TOptions, TStep>(arguments);
    }
}
