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

    /// <inheritdoc cref="Step.Run"/>
    public int Run<TOptions, TStep>(string[] arguments)
        where TOptions : class, new()
        where TStep : IStep<TOptions>, new() =>
        Run(StepDefinition.Of(typeof(TOptions), typeof(TStep)), arguments);

    // Blocks: a console has nothing else to do, and the start of an asynchronous method is compiled each time (1 ms).
    private int Run(StepDefinition step, string[] arguments)
    {
        (StepDescription description, IReadOnlyList<InputDefinition> inputs) = (step.Description, step.Inputs);
        if (arguments is ["--help" or "-h" or "help"])
        {
            environment.Output.Write(HelpText.Of(description, inputs));
            return (int)ExitCode.Done;
        }

        var log = new Log(environment, mask);
        var files = new RunnerFiles(environment, mask);
        var end = new StepEnd(environment, mask, summary, log, files);
        int code;
        try
        {
            bool fromInputs = arguments is [FromInputs];
            var workspace = new Workspace(WorkspaceFolder, confined: fromInputs);
            GivenInputs given = fromInputs
                ? GivenInputs.FromVariables(inputs, environment.Variables)
                : GivenInputs.FromArguments(inputs, arguments, OpenSecret);
            MaskSecrets(log, inputs, given);
            foreach (string warning in given.Warnings)
                log.Warning(warning);
            object options = OptionsReader.Read(step, given, workspace, sentence => log.Warning(sentence));
            var run = new GitHubRun(environment.Variables);
            var context = new StepContext
            {
                Log = log,
                Summary = summary,
                Workspace = workspace,
                Files = files,
                GitHub = run,
                Events = new EventSink(run, log, mask, environment.Time),
                Children = new(() => ChildVariables.From(environment.Variables, workspace.SafeDirectories)),
                Time = environment.Time,
            };
            StepResult result;
            try
            {
                result = step.Run(options, context, stop).GetAwaiter().GetResult();
            }
            catch (UnauthorizedAccessException e) when (workspace.ForeignOwner() is { } hint)
            {
                throw new ReleaseException(Fault.Environment, $"{e.Message} {hint}", e);
            }
            finally
            {
                GiveBack(context);
            }

            code = (int)end.Report(result, description);
        }
#pragma warning disable CA1031 // The outermost frame: whatever comes here ends as a sentence and an exit code.
        catch (Exception e) when (stop.IsCancellationRequested)
        {
            // A child that the same signal ended may have been noticed first; then its failure is not the reason.
            log.Debug(e.ToString());
            log.Info("Cancelled: children ended, unfinished files removed.");
            code = stopCode();
        }
        catch (Exception e)
        {
            code = (int)end.Fail(e);
        }
#pragma warning restore CA1031
        end.Finish();
        return code;
    }

    private string WorkspaceFolder => environment.Variables.GetValueOrDefault("GITHUB_WORKSPACE") is { Length: > 0 } folder
        ? folder : environment.CurrentDirectory;

    private static void GiveBack(StepContext context)
    {
        try
        {
            context.Workspace.GiveBack();
        }
        catch (IOException e)
        {
            context.Log.Warning($"{e.Message} A later step that is not root can't change or remove what this one wrote.");
        }
    }

    private static void MaskSecrets(Log log, IReadOnlyList<InputDefinition> inputs, GivenInputs given)
    {
        foreach (InputDefinition input in inputs)
        {
            if (input.IsSecret && given.Texts.TryGetValue(input.Name, out string? secret))
                log.Mask(secret);
        }
    }

    private TextReader OpenSecret(string path) =>
        path == "-" ? environment.Input() : new StreamReader(Path.Combine(environment.CurrentDirectory, path));
}
