using System.Diagnostics.CodeAnalysis;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>A step's life: help, inputs, masks, work, outputs, summary, exit code.</summary>
/// <param name="environment">Everything from outside.</param>
/// <param name="stopCode">Exit code once <paramref name="stop"/> is cancelled.</param>
/// <param name="stop">Cancelled by SIGTERM or SIGINT.</param>
public sealed class StepHost(StepEnvironment environment, Func<int> stopCode, CancellationToken stop)
{
    /// <summary>The one option inside GitHub Actions: a literal in action.yml, so that a caller's <c>with.args</c> is never used.</summary>
    public const string FromInputs = "--from-inputs";

    private readonly SecretMask mask = new();
    private readonly StepSummary summary = new();

    /// <inheritdoc cref="Step.RunAsync"/>
    public async Task<int> RunAsync<[DynamicallyAccessedMembers(InputDefinition.Members)] TOptions, TStep>(string[] arguments)
        where TOptions : new()
        where TStep : IStep<TOptions>, new()
    {
        StepDescription description = TStep.Description;
        IReadOnlyList<InputDefinition> inputs = InputDefinition.Of<TOptions>();
        if (arguments is ["--help" or "-h" or "help"])
        {
            environment.Output.Write(HelpText.Of(description, inputs));
            return (int)ExitCode.Done;
        }

        // At a terminal standard output is for outputs alone.
        var log = new Log(environment.InActions ? environment.Output : environment.Error, mask, environment.InActions, environment.NewToken);
        var files = new RunnerFiles(environment, mask);
        try
        {
            bool fromInputs = arguments is [FromInputs];
            var workspace = new Workspace(environment.Variables.GetValueOrDefault("GITHUB_WORKSPACE") ?? environment.CurrentDirectory, confined: fromInputs);
            GivenInputs given = fromInputs
                ? GivenInputs.FromVariables(inputs, environment.Variables)
                : GivenInputs.FromArguments(inputs, arguments, ReadSecret);
            MaskSecrets(log, inputs, given);
            foreach (string warning in given.Warnings)
                log.Warning(warning);
            TOptions options = OptionsReader.Read<TOptions>(description.Name, inputs, given, workspace);
            var context = new StepContext
            {
                Log = log,
                Summary = summary,
                Workspace = workspace,
                Files = files,
                GitHub = new GitHubRun(environment.Variables),
                ChildEnvironment = ChildVariables.From(environment.Variables, workspace.Root),
                Time = environment.Time,
            };
            ExitCode code;
            try
            {
                StepResult result = await new TStep().RunAsync(options, context, stop);
                code = Report(result, description, log, files);
            }
            finally
            {
                workspace.GiveBack();
            }

            return Finish(log, code);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            log.Info("Cancelled: children ended, unfinished files removed.");
            Finish(log, ExitCode.Done);
            return stopCode();
        }
#pragma warning disable CA1031 // The outermost frame: whatever comes here ends as a sentence and an exit code.
        catch (Exception e)
        {
            return Finish(log, Fail(e, log, files));
        }
#pragma warning restore CA1031
    }

    private static void MaskSecrets(Log log, IReadOnlyList<InputDefinition> inputs, GivenInputs given)
    {
        foreach (InputDefinition input in inputs.Where(input => input.IsSecret))
        {
            if (given.Texts.TryGetValue(input.Name, out string? secret))
                log.Mask(secret);
        }
    }

    private static ExitCode Report(StepResult result, StepDescription description, Log log, RunnerFiles files)
    {
        foreach (OutputValue output in result.Outputs)
        {
            if (!description.Outputs.Contains(output.Output))
                throw new InvalidOperationException($"The output '{output.Output.Name}' is not declared by {description.Name}.");
            files.SetOutput(output.Output.Name, output.Value);
        }

        if (result is StepResult.Failed failed)
            return Fail(failed.Error, log, files);
        files.SetOutput(Output.Result.Name, result is StepResult.Skipped ? "skipped" : "done");
        if (result is StepResult.Skipped skipped)
            log.Annotate(new Annotation(Severity.Notice, skipped.Reason, Title: "Skipped"));
        return ExitCode.Done;
    }

    private static ExitCode Fail(Exception error, Log log, RunnerFiles files)
    {
        (ExitCode code, string message) = error switch
        {
            ReleaseException known => (ExitCodes.Of(known.Fault), known.Message),
            ChildStartException => (ExitCode.Environment, error.Message),
            IOException or UnauthorizedAccessException => (ExitCode.Environment, error.Message),
            _ => (ExitCode.Bug, $"This is a bug in uv-release: {error.GetType().Name}: {error.Message} Please report it with the log of a run that has debug logging on."),
        };
        Location? at = error is ReleaseException { File: { } file } placed ? new Location(file, placed.Line, Column: placed.Column) : null;
        log.Annotate(new Annotation(Severity.Error, message, at));
        log.Debug(error.ToString());
        files.SetOutput(Output.Result.Name, "failed");
        return code;
    }

    private int Finish(Log log, ExitCode code)
    {
        log.Annotations.Finish(summary);
        try
        {
            summary.WriteTo(environment.Variables.GetValueOrDefault("GITHUB_STEP_SUMMARY", ""), mask);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Law 8: a summary never changes an outcome.
            log.Info($"The summary can't be written: {e.Message}");
        }

        return (int)code;
    }

    private string ReadSecret(string path) => path == "-" ? environment.Input.ReadToEnd() : File.ReadAllText(path);
}
