using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>Tells the runner how a step ended: outputs, the last sentence, the summary, the exit code.</summary>
internal sealed class StepEnd(StepEnvironment environment, SecretMask mask, StepSummary summary, Log log, RunnerFiles files)
{
    /// <summary>Puts out what a step returned.</summary>
    /// <exception cref="InvalidOperationException">An output is not declared: a bug.</exception>
    public ExitCode Report(StepResult result, StepDescription description)
    {
        try
        {
            return ReportAll(result, description);
        }
        catch (Exception e) when (
            result is StepResult.Done { StandsWithoutOutputs: true } && e is IOException or UnauthorizedAccessException or ReleaseException)
        {
            log.Warning($"The outputs can't be written, and the work is done: {e.Message}");
            return ExitCode.Done;
        }
    }

    private ExitCode ReportAll(StepResult result, StepDescription description)
    {
        foreach (OutputValue output in result.Outputs)
        {
            if (!IsDeclared(output.Output, description))
                throw new InvalidOperationException($"The output '{output.Output.Name}' is not declared by {description.Name}.");
            files.SetOutput(output.Output.Name, output.Value);
        }

        if (result is StepResult.Failed failed)
            return Fail(failed.Error);
        files.SetResult(result is StepResult.Skipped ? "skipped" : "done");
        if (result is StepResult.Skipped skipped)
            log.Annotate(new Annotation(Severity.Notice, skipped.Reason, Title: "Skipped"));
        return ExitCode.Done;
    }

    // No LINQ here: see GivenInputs.
    private static bool IsDeclared(Output output, StepDescription description)
    {
        foreach (Output declared in description.Outputs)
        {
            if (declared == output)
                return true;
        }

        return false;
    }

    /// <summary>Says what went wrong. Never throws: it is the last to be asked.</summary>
    public ExitCode Fail(Exception error)
    {
        (ExitCode code, string message) = Describe(error);
        Location? at = error is ReleaseException { File: { } file } placed ? new Location(file, placed.Line, Column: placed.Column) : null;
        log.Annotate(new Annotation(Severity.Error, message, at));
        log.Debug(error.ToString());
        try
        {
            files.SetResult("failed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Info($"The output 'result' can't be written: {e.Message}");
        }

        return code;
    }

    /// <summary>Shows the annotations that were held back and writes the summary.</summary>
    public void Finish()
    {
        log.Annotations.Finish(summary);
        try
        {
            summary.WriteTo(environment.Variables.GetValueOrDefault("GITHUB_STEP_SUMMARY", ""), mask);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // ARCHITECTURE.md, law 8: a summary never changes an outcome.
            log.Info($"The summary can't be written: {e.Message}");
        }
    }

    private static (ExitCode Code, string Message) Describe(Exception error) => error switch
    {
        ReleaseException known => (ExitCodes.Of(known.Fault), known.Message),
        NoRegularFileException => (ExitCodes.Of(Fault.Input), error.Message),
        ChildStartException or IOException or UnauthorizedAccessException => (ExitCode.Environment, error.Message),
        _ => (ExitCode.Bug, $"This is a bug in uv-release: {error.GetType().Name}: {error.Message} Please report it with the log of a run that has debug "
            + "logging on."),
    };
}
