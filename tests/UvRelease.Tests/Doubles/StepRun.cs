using UvRelease.Runner;

namespace UvRelease.Tests.Doubles;

/// <summary>Everything that a step gets from outside, and what it left there.</summary>
internal sealed class StepRun : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter output = new();
    private readonly StringWriter error = new();
    private readonly CancellationTokenSource stop = new();
    private int tokens;

    /// <summary>A run inside GitHub Actions, or one at a terminal.</summary>
    public StepRun(bool inActions = true)
    {
        InActions = inActions;
        Directory.CreateDirectory(Workspace);
        if (!inActions)
            return;
        Variables["GITHUB_ACTIONS"] = "true";
        Variables["GITHUB_WORKSPACE"] = Workspace;
        foreach (string file in (string[])["OUTPUT", "ENV", "PATH", "STATE", "STEP_SUMMARY"])
            Variables["GITHUB_" + file] = folder.Write(file, "");
    }

    public bool InActions { get; }

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>What standard input holds.</summary>
    public string StandardInput { get; set; } = "";

    /// <summary>The tokens that are drawn, in order; then <c>token-1</c>, <c>token-2</c> ….</summary>
    public Queue<string> Tokens { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    public string Workspace => folder.At("workspace");

    /// <summary>The options that the step got.</summary>
    public object? Options { get; private set; }

    /// <summary>Standard output.</summary>
    public string Output => output.ToString();

    /// <summary>Standard error.</summary>
    public string Error => error.ToString();

    public string Outputs => File.ReadAllText(Variables["GITHUB_OUTPUT"]);

    public string Summary => File.ReadAllText(Variables["GITHUB_STEP_SUMMARY"]);

    /// <summary>Path of something beside the workspace.</summary>
    public string At(params string[] parts) => folder.At(parts);

    /// <summary>What SIGTERM does.</summary>
    public void Cancel() => stop.Cancel();

    public StepEnvironment Environment() => new()
    {
        Variables = Variables,
        Output = output,
        Error = error,
        Input = () => new StringReader(StandardInput),
        NewToken = () => Tokens.TryDequeue(out string? token) ? token : $"token-{++tokens}",
        CurrentDirectory = Workspace,
        Time = Time,
    };

    /// <summary>Runs a step that returns at once.</summary>
    public Task<int> RunAsync(Func<StepContext, StepResult> script, params string[] arguments) =>
        RunAsync((context, _) => Task.FromResult(script(context)), arguments);

    public Task<int> RunAsync(Func<StepContext, CancellationToken, Task<StepResult>> script, params string[] arguments) =>
        RunAsync<EveryInput>(script, arguments);

    /// <summary>Runs a step; without arguments in GitHub Actions, with <c>--from-inputs</c>.</summary>
    public async Task<int> RunAsync<TOptions>(Func<StepContext, CancellationToken, Task<StepResult>> script, params string[] arguments)
        where TOptions : class, new()
    {
        ScriptedStep.Does((options, context, token) =>
        {
            Options = options;
            return script(context, token);
        });
        var host = new StepHost(Environment(), () => 143, stop.Token);
        string[] given = arguments.Length == 0 && InActions ? [StepHost.FromInputs] : arguments;
        return await Task.Run(() => typeof(TOptions) == typeof(RequiredInput)
            ? host.Run<RequiredInput, ScriptedStep>(given)
            : host.Run<EveryInput, ScriptedStep>(given));
    }

    /// <summary>Runs a step of ours with these inputs and no others; the outputs of a step before it are gone.</summary>
    public Task<int> StepAsync<TOptions, TStep>((string Name, string Value)[] inputs)
        where TOptions : class, new()
        where TStep : IStep<TOptions>, new()
    {
        foreach (string given in Variables.Keys.Where(name => name.StartsWith("INPUT_", StringComparison.Ordinal)).ToArray())
            Variables.Remove(given);
        File.WriteAllText(Variables["GITHUB_OUTPUT"], "");
        foreach ((string name, string value) in inputs)
            Variables["INPUT_" + name.ToUpperInvariant()] = value;
        return Task.Run(() => new StepHost(Environment(), () => 143, Xunit.TestContext.Current.CancellationToken).Run<TOptions, TStep>([StepHost.FromInputs]));
    }

    /// <summary>Runs a step of ours as a person at a terminal does.</summary>
    public Task<int> CommandAsync<TOptions, TStep>(params string[] arguments)
        where TOptions : class, new()
        where TStep : IStep<TOptions>, new() =>
        Task.Run(() => new StepHost(Environment(), () => 143, Xunit.TestContext.Current.CancellationToken).Run<TOptions, TStep>(arguments));

    public void Dispose()
    {
        stop.Dispose();
        folder.Dispose();
    }
}
