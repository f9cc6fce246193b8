using UvRelease.Releases.Artifacts;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Publishing the same version again, in parts, or past a channel: each gets the sentence that fits, and nothing changes.</summary>
public sealed class VersionLoopSpecs : IDisposable
{
    private readonly PublishRun run = new("publish: { app: sample-app, direct: [canary, beta, stable] }\n");

    [Fact]
    public async Task A_second_build_of_a_version_that_nobody_tagged_is_told_to_tag_the_first()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        string other = new('a', 40);
        Rewrite(fragment => fragment with { Commit = other });
        await RefusedAsync("1.0.0", $"built of commit {PublishStage.Commit}, and this one of {other}", $"Give {PublishStage.Commit} the tag of 1.0.0");
    }

    [Fact]
    public async Task Legs_that_are_published_one_by_one_are_named()
    {
        run.Stage.Build("1.0.0", "", (ReleasePlatform.Linux, ReleaseArch.X64));
        Assert.Equal(0, await run.PublishAsync("1.0.0"));
        File.Delete(run.Stage.At("release-1.0.0", "release.linux-x64.json"));
        run.Stage.Build("1.0.0", "", (ReleasePlatform.Win, ReleaseArch.X64));
        await RefusedAsync("1.0.0", "That one has linux-x64, and this one win-x64", "Bring the artifacts of all legs into one folder");
    }

    [Fact]
    public async Task An_older_publish_that_runs_again_with_another_share_says_what_is_served()
    {
        foreach (string version in (string[])["1.0.0", "1.1.0"])
        {
            run.Stage.Build(version);
            Assert.Equal(0, await run.PublishAsync(version));
        }

        Assert.Equal(1, await run.PublishAsync("1.0.0", ("rollout", "10")));
        Assert.Contains("1.1.0 is served, and nothing changed", run.Run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_direct_stable_that_leaves_beta_older_warns()
    {
        foreach (string version in (string[])["1.0.0", "1.1.0"])
            run.Stage.Build(version);
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("channel", "beta")));
        Assert.Equal(0, await run.PublishAsync("1.1.0", ("channel", "stable")));
        Assert.Contains("beta still serves 1.0.0, which is older than 1.1.0 on stable", run.Run.Output, StringComparison.Ordinal);
        Assert.Equal(0, await run.PublishAsync("1.1.0", ("channel", "beta")));
        Assert.DoesNotContain("older than 1.1.0 on beta", run.Run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();

    private async Task RefusedAsync(string version, params string[] said)
    {
        var before = run.Stage.Snapshot();
        Assert.Equal(1, await run.PublishAsync(version));
        Assert.All(said, text => Assert.Contains(text, run.Run.Output, StringComparison.Ordinal));
        Assert.Equal(before, run.Stage.Snapshot());
    }

    private void Rewrite(Func<ReleaseFragment, ReleaseFragment> change)
    {
        foreach (ReleaseFragment fragment in ReleaseFragmentFile.All(run.Stage.At("release-1.0.0")))
            ReleaseFragmentFile.Write(run.Stage.At("release-1.0.0"), change(fragment), CancellationToken.None);
    }
}
