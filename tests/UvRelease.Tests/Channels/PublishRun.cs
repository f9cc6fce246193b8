using UvRelease.PublishChannel;
using UvRelease.Reconcile;
using UvRelease.Tests.Doubles;

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
        Run.StepAsync<PublishChannelOptions, PublishChannelStep>(
            [("channel", "canary"), ("store", "store"), ("release-folder", "release-" + version), .. inputs]);

    public Task<int> ReconcileAsync(params (string Name, string Value)[] inputs) =>
        Run.StepAsync<ReconcileOptions, ReconcileStep>([("store", "store"), .. inputs]);

    public void Dispose() => Run.Dispose();
}
