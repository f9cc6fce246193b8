using UvRelease.PublishChannel;
using UvRelease.Reconcile;
using UvRelease.Runner;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The steps publish-channel and reconcile in a workspace.</summary>
internal sealed class PublishRun : IDisposable
{
    public PublishRun(string configuration = "publish: { app: sample-app }\n")
    {
        Stage = new PublishStage(Run.Workspace);
        Directory.CreateDirectory(Stage.At(".github"));
        Configure(configuration);
    }

    public StepRun Run { get; } = new();

    public PublishStage Stage { get; }

    public IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(Run.Outputs);

    public string Events => File.ReadAllText(Stage.At("release", "events.ndjson"));

    public void Configure(string yaml) => File.WriteAllText(Stage.At(".github", "uv-release.yml"), yaml);

    public Task<int> PublishAsync(string version, params (string Name, string Value)[] inputs) =>
        StepAsync<PublishChannelOptions, PublishChannelStep>([("channel", "canary"), ("store", "store"), ("release-folder", "release-" + version), .. inputs]);

    public Task<int> ReconcileAsync(params (string Name, string Value)[] inputs) => StepAsync<ReconcileOptions, ReconcileStep>([("store", "store"), .. inputs]);

    public void Dispose() => Run.Dispose();

    private Task<int> StepAsync<TOptions, TStep>((string Name, string Value)[] inputs)
        where TOptions : class, new()
        where TStep : IStep<TOptions>, new()
    {
        foreach (string given in Run.Variables.Keys.Where(name => name.StartsWith("INPUT_", StringComparison.Ordinal)).ToArray())
            Run.Variables.Remove(given);
        File.WriteAllText(Run.Variables["GITHUB_OUTPUT"], "");
        foreach ((string name, string value) in inputs)
            Run.Variables["INPUT_" + name.ToUpperInvariant()] = value;
        return Task.Run(() => new StepHost(Run.Environment(), () => 143, TestContext.Current.CancellationToken).Run<TOptions, TStep>([StepHost.FromInputs]));
    }
}
