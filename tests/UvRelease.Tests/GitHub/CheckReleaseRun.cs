using System.Text.Json;
using UvRelease.CheckRelease;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.GitHub;

/// <summary>The step check-release in a job of a workflow, and a double of GitHub that must find nothing wrong with what it is asked.</summary>
internal sealed class CheckReleaseRun : IAsyncDisposable
{
    /// <summary>The commit of the run, and another one.</summary>
    public static readonly string Built = new('c', 40), Other = new('d', 40);

    private CheckReleaseRun(RepositoryDouble github) => GitHub = github;

    public StepRun Step { get; } = new();

    public RepositoryDouble GitHub { get; }

    public IReadOnlyDictionary<string, string> Outputs => RunnerFile.Read(Step.Outputs);

    public static async Task<CheckReleaseRun> OpenAsync()
    {
        var run = new CheckReleaseRun(await RepositoryDouble.OpenAsync());
        foreach ((string name, string value) in new[]
        {
            ("API_URL", run.GitHub.Api.AbsoluteUri.TrimEnd('/')), ("REPOSITORY", run.GitHub.Repository), ("SHA", Built), ("REF", "refs/heads/main"),
            ("EVENT_NAME", "push"), ("ACTOR", "ada"), ("RUN_ID", "1"),
        })
            run.Step.Variables["GITHUB_" + name] = value;
        run.Put(".github/uv-release.yml", "publish: { app: sample-app }\n");
        run.Put("release/release-notes/legs.json", Legs());
        return run;
    }

    /// <summary>A legs.json.</summary>
    public static string Legs(string? commit = null, string[]? artifacts = null) => JsonSerializer.Serialize(
        new { schema = "uv-release/legs/1", version = "1.4.0", commit = commit ?? Built, artifacts = artifacts ?? ["release-linux-x64", "release-win-x64"] });

    public void Put(string path, string text)
    {
        string file = Path.Combine(Step.Workspace, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    public Task<int> CheckAsync(params (string Name, string Value)[] inputs) => Step.StepAsync<CheckReleaseOptions, CheckReleaseStep>(inputs);

    /// <summary>Checks, and wants one error and no output but the result.</summary>
    public async Task RefusedAsync(int code, string words, params (string Name, string Value)[] inputs)
    {
        int before = Step.Output.Length;
        Assert.Equal(code, await CheckAsync(inputs));
        string error = Assert.Single(Step.Output[before..].Split('\n'), line => line.StartsWith("::error", StringComparison.Ordinal));
        Assert.Contains(words, error, StringComparison.Ordinal);
        Assert.Equal(["result"], Outputs.Keys);
    }

    public async ValueTask DisposeAsync()
    {
        Step.Dispose();
        Assert.Equal("[]", (await GitHub.StateAsync())["problems"]!.ToJsonString());
    }
}
