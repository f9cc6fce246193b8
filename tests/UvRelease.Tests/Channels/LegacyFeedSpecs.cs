using UvRelease.Channels.Publishing;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Feeds are also where apps ask that were built before: in the root of the store, or in a folder.</summary>
public sealed class LegacyFeedSpecs : IDisposable
{
    private readonly PublishRun run = new(Configuration("stable: ., beta: ., canary: old/canary"));

    [Fact]
    public async Task Feeds_are_mirrored_and_of_channels_in_one_folder_the_most_stable_is_latest()
    {
        Put("latest.yml", "version: 0.9.0\npath: Sample-Setup-0.9.0.exe\n");
        foreach ((string version, string channel) in ((string, string)[])[("1.2.0", "canary"), ("1.1.0", "beta"), ("1.0.0", "stable")])
        {
            run.Stage.Build(version);
            Assert.Equal(0, await run.PublishAsync(version, ("channel", channel)));
        }

        Assert.Equal(
            ["beta-linux.yml", "beta.yml", "latest-linux.yml", "latest.yml", "stable-linux.yml", "stable.yml"],
            Directory.GetFiles(run.Stage.StoreFolder, "*.yml").Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.StartsWith(
            "version: 1.0.0\nfiles:\n  - url: artifacts/1.0.0/win-x64/sample-app-1.0.0-win-x64.exe\n", Read("latest.yml"), StringComparison.Ordinal);
        Assert.StartsWith("version: 1.1.0\n", Read("beta-linux.yml"), StringComparison.Ordinal);
        Assert.Contains("  - url: ../../artifacts/1.2.0/linux-x64/", Read("old/canary/latest-linux.yml"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reconcile_makes_them_again()
    {
        run.Stage.Build("1.0.0");
        Assert.Equal(0, await run.PublishAsync("1.0.0", ("channel", "stable")));
        string before = Read("latest.yml");
        Put("latest.yml", "version: 0.9.0\n");
        Assert.Equal(0, await run.ReconcileAsync());
        Assert.Equal(before, Read("latest.yml"));
    }

    [Theory]
    [InlineData("stable: feeds", "must be a dot")]
    [InlineData("stable: artifacts/old", "must be a dot")]
    [InlineData("stable: ../x", "must be a dot")]
    [InlineData("stable: /x", "must be a dot")]
    [InlineData("stable: a//b", "must be a dot")]
    [InlineData("Stable!: x", "must be a channel name")]
    [InlineData("nightly: .", "nightly")]
    public void A_place_that_is_none_is_refused(string places, string said)
    {
        ReleaseException wrong = Assert.Throws<ReleaseException>(() => PublishConfiguration
            .Read(ConfigurationFile.Parse(Configuration(places), "uv-release.yml").Mapping("publish")).LegacyPlaces(["canary", "beta", "stable"]));
        Assert.Contains(said, wrong.Message, StringComparison.Ordinal);
    }

    public void Dispose() => run.Dispose();

    private static string Configuration(string places) => $"publish: {{ app: sample-app, direct: [canary, beta, stable], legacy-feeds: {{ {places} }} }}\n";

    private string Read(string name) => File.ReadAllText(run.Stage.At("store", name));

    private void Put(string name, string text)
    {
        Directory.CreateDirectory(run.Stage.StoreFolder);
        File.WriteAllText(run.Stage.At("store", name), text);
    }
}
