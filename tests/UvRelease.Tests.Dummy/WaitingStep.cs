using UvRelease.Posix;
using UvRelease.Runner;

namespace UvRelease.Tests.Dummy;

/// <summary>Inputs of <see cref="WaitingStep"/>.</summary>
public sealed record WaitingOptions
{
    /// <summary>What the step says when it waits.</summary>
    [Input("say", "What the step tells when it waits.", Default = "waiting")]
    public string Say { get; init; } = "";

    /// <summary>Where the file goes.</summary>
    [Input("file", "A file to be half written while the child runs.", Default = "out/file")]
    public WorkspacePath File { get; init; } = null!;

    /// <summary>Program of the child.</summary>
    [Input("script", "Shell script that the child runs.", Default = "echo $$; exec sleep 1000")]
    public string Script { get; init; } = "";

    /// <summary>True for a step that does not listen.</summary>
    [Input("deaf", "true for a step that does not listen to its cancellation.", Default = "false")]
    public bool Deaf { get; init; }
}

/// <summary>A step that half writes a file and a folder while its child runs, reports both, and waits.</summary>
public sealed class WaitingStep : IStep<WaitingOptions>
{
    /// <inheritdoc/>
    public static StepDescription Description { get; } = new("waiting", "Waits until it is ended.");

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(WaitingOptions options, StepContext context, CancellationToken cancellationToken)
    {
        CancellationToken heard = options.Deaf ? CancellationToken.None : cancellationToken;
        var shell = new ChildCommand("sh", ["-c", options.Script]) { Environment = context.ChildEnvironment, WorkingDirectory = context.Workspace.Root };
        var childRuns = new TaskCompletionSource<string>();
        Task<ChildResult> child = ChildProcess.StreamAsync(shell, (stream, token) => ReadFirstLineAsync(stream, childRuns, token), heard);
        context.Workspace.Wrote(options.File);
        using var stage = StagingFolder.Beside(options.File.FullPath + "s");
        await System.IO.File.WriteAllTextAsync(stage.At("half"), "half", CancellationToken.None);
        Task file = AtomicFile.WriteAsync(
            options.File.FullPath,
            async (stream, token) =>
            {
                await stream.WriteAsync("half"u8.ToArray(), token);
                await stream.FlushAsync(token);
                context.Log.Info($"{options.Say} {await childRuns.Task}");
                await Task.Delay(Timeout.Infinite, token);
            },
            heard);
        await Task.WhenAll(child, file);
        return new StepResult.Done();
    }

    private static async Task ReadFirstLineAsync(Stream stream, TaskCompletionSource<string> line, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream);
        line.SetResult(await reader.ReadLineAsync(cancellationToken) ?? "");
        _ = await reader.ReadToEndAsync(cancellationToken);
    }
}
