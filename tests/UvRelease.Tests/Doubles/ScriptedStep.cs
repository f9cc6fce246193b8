using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.Tests.Doubles;

public enum Colour
{
    Red,
    DarkBlue,
}

/// <summary>One input of every type.</summary>
public sealed record EveryInput
{
    [Input("name", "A text.", Default = "anonymous")]
    public string Name { get; init; } = "";

    [Input("note", "A text that may be missing.")]
    public string? Note { get; init; }

    [Input("dry-run", "Says what would be done, and does nothing of it.", Default = "false")]
    public bool DryRun { get; init; }

    [Input("count", "A number.")]
    public int? Count { get; init; }

    [Input("share", "A percentage.", Default = "100")]
    public Percentage Share { get; init; }

    [Input("patience", "A duration.")]
    public TimeSpan? Patience { get; init; }

    [Input("colour", "One of a few.", Default = "red")]
    public Colour Colour { get; init; }

    [Input("entries", "Many, one a line. Each is kept in its place, so that a reader of this very long description sees how the help text breaks its lines.")]
    public IReadOnlyList<string> Entries { get; init; } = [];

    [Input("folder", "A path.", Default = ".")]
    public WorkspacePath Folder { get; init; } = null!;

    [Input("token", "A secret.")]
    public Secret? Token { get; init; }
}

/// <summary>One input without which the step does not run, and one beside it.</summary>
public sealed record RequiredInput
{
    [Input("target", "Where to.", Required = true)]
    public string Target { get; init; } = "";

    [Input("count", "A number.", Default = "1")]
    public int Count { get; init; }
}

/// <summary>A step that does what the test says.</summary>
public sealed class ScriptedStep : IStep<EveryInput>, IStep<RequiredInput>
{
    public static readonly Output Text = new("text", "What the test puts out.");
    public static readonly Output TextFile = new("text-file", "File with the text.");

    private static readonly AsyncLocal<Func<object, StepContext, CancellationToken, Task<StepResult>>?> Script = new();

    public static StepDescription Description { get; } = new("scripted", "Does what a test says.", Text, TextFile);

    public static void Does(Func<object, StepContext, CancellationToken, Task<StepResult>> script) => Script.Value = script;

    public Task<StepResult> RunAsync(EveryInput options, StepContext context, CancellationToken cancellationToken) =>
        Script.Value!(options, context, cancellationToken);

    public Task<StepResult> RunAsync(RequiredInput options, StepContext context, CancellationToken cancellationToken) =>
        Script.Value!(options, context, cancellationToken);
}
