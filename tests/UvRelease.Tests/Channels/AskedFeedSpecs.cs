using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;
using UvRelease.Stores.Directories;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>A release whose apps look for updates elsewhere than publish writes feeds is refused; builders that don't say it are not asked.</summary>
public sealed class AskedFeedSpecs : IDisposable
{
    private static readonly string[] Channels = ["canary", "beta", "stable"];
    private readonly PublishRun run = new();

    [Theory]
    [InlineData("https://updates.example.com/app/feeds/stable/", null)]
    [InlineData("https://updates.example.com/app/feeds/stable", "stable")]
    [InlineData("https://updates.example.com/app/feeds/canary/", "latest")]
    [InlineData("https://UPDATES.example.com:443/app/feeds/beta/", "beta")]
    [InlineData("https://updates.example.com/app/feeds/stable/staff/", "stable")]
    [InlineData("https://updates.example.com/app/feeds/stable/07/", null, true)]
    public void An_app_that_asks_where_feeds_are_is_published(string url, string? channel, bool buckets = false) =>
        Check(new AppUpdates("generic", url, channel), buckets);

    [Theory]
    [InlineData("generic", "https://updates.example.com/app/", null, "look for updates at https://updates.example.com/app/, where publish writes nothing")]
    [InlineData("generic", "https://updates.example.com/feeds/stable/", null, "where publish writes nothing")]
    [InlineData("generic", "http://updates.example.com/app/feeds/stable/", null, "where publish writes nothing")]
    [InlineData("generic", "https://updates.example.com/app/feeds/nightly/", null, "where publish writes nothing")]
    [InlineData("generic", "https://updates.example.com/app/feeds/stable/staff/more/", null, "where publish writes nothing")]
    [InlineData("generic", "https://updates.example.com/app/feeds/stable/", "beta", "whose feeds are named latest….yml and stable….yml")]
    [InlineData("generic", "https://updates.example.com/app/feeds/stable/07/", null, "written with publish.fallback-feeds alone")]
    [InlineData("generic", "not an address", null, "where publish writes nothing")]
    [InlineData("github", null, null, "look for updates by the provider github, where publish writes nothing")]
    [InlineData("s3", null, "latest", "by the provider s3")]
    public void One_that_asks_elsewhere_is_refused_with_both_addresses_and_the_mend(string provider, string? url, string? channel, string said)
    {
        string message = Assert.Throws<ReleaseException>(() => Check(new AppUpdates(provider, url, channel), buckets: false)).Message;
        Assert.Contains("The apps of linux-x64, win-x64 look for updates", message, StringComparison.Ordinal);
        Assert.Contains(said, message, StringComparison.Ordinal);
        Assert.Contains("https://updates.example.com/app/feeds/canary/, https://updates.example.com/app/feeds/beta/", message, StringComparison.Ordinal);
        Assert.Contains("Set publish.public-url of the configuration to https://updates.example.com/app and build again", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task The_step_refuses_before_anything_is_written(string dryRun)
    {
        run.Stage.Build("1.1.0");
        Say(new AppUpdates("generic", "https://updates.example.com/sample-app/", null));
        Assert.Equal(1, await run.PublishAsync("1.1.0", ("public-url", "https://updates.example.com/sample-app"), ("dry-run", dryRun)));
        Assert.Contains("where publish writes nothing", run.Run.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.Stage.At("store", "channels")));
    }

    [Fact]
    public async Task A_folder_that_nobody_s_address_is_known_of_is_not_compared()
    {
        run.Stage.Build("1.1.0");
        Say(new AppUpdates("generic", "https://updates.example.com/sample-app/feeds/stable/", null));
        Assert.Equal(0, await run.PublishAsync("1.1.0"));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("stable", true)]
    [InlineData("beta", false)]
    public void A_place_of_legacy_feeds_is_one_that_publish_writes(string? channel, bool isRight)
    {
        var places = new Dictionary<string, string> { ["stable"] = "." };
        void Look() => Check(new AppUpdates("generic", "https://updates.example.com/app", channel), buckets: false, places);
        if (isRight)
            Look();
        else
            Assert.Throws<ReleaseException>(Look);
    }

    [Fact]
    public void A_fragment_keeps_what_the_app_asks_and_merges_with_one_that_does_not_say_it()
    {
        var asked = new AppUpdates("generic", "https://updates.example.com/feeds/stable/", "stable");
        var fragment = ReleaseFragment.Of("1.0.0", PublishStage.Commit, ReleasePlatform.Linux, ReleaseArch.X64, ReleaseFragmentTools.None);
        ReleaseFragment said = fragment with { Updates = asked };
        Assert.Equal(asked, ReleaseFragmentJson.Read(ReleaseFragmentJson.Write(said), "fragment").Updates);
        Assert.Null(ReleaseFragmentJson.Read(ReleaseFragmentJson.Write(fragment), "fragment").Updates);
        Assert.Equal((asked, asked), (said.Merge(fragment).Updates, fragment.Merge(said).Updates));
        Assert.Equal(Fault.Refused, Assert.Throws<ReleaseException>(() => said.Merge(said with { Updates = asked with { Channel = "beta" } })).Fault);
    }

    public void Dispose() => run.Dispose();

    private void Check(AppUpdates asked, bool buckets, Dictionary<string, string>? places = null)
    {
        run.Stage.Build("1.1.0");
        Say(asked);
        SealedRelease release = ReleaseSeal.Of(new SealRequest { ReleaseFolder = run.Stage.At("release-1.1.0"), App = PublishStage.App });
        using var store = new DirectoryStore(new StoreAddress.Directory(run.Stage.At("store")), new StoreSettings
        {
            Time = TimeProvider.System,
            Jitter = () => 0.5,
            Progress = new Progress<string>(),
            PublicUrl = new Uri("https://updates.example.com/app"),
        });
        AskedFeeds.Check(release, store, Channels, new PublishConfiguration { FallbackFeeds = buckets, LegacyFeeds = places ?? [] });
    }

    private void Say(AppUpdates asked)
    {
        foreach (ReleaseFragment fragment in ReleaseFragmentFile.All(run.Stage.At("release-1.1.0")))
            ReleaseFragmentFile.Write(run.Stage.At("release-1.1.0"), fragment with { Updates = asked }, CancellationToken.None);
    }
}
