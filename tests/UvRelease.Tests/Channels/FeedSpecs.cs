using System.Text;
using System.Text.Json;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

public sealed class FeedSpecs : IDisposable
{
    private static readonly (ReleasePlatform Platform, ReleaseArch Arch)[] AllLegs =
    [
        (ReleasePlatform.Linux, ReleaseArch.X64), (ReleasePlatform.Linux, ReleaseArch.Arm64),
        (ReleasePlatform.Win, ReleaseArch.X64), (ReleasePlatform.Win, ReleaseArch.Arm64),
        (ReleasePlatform.Mac, ReleaseArch.X64), (ReleasePlatform.Mac, ReleaseArch.Arm64), (ReleasePlatform.Mac, ReleaseArch.Universal),
    ];

    private readonly PublishStage stage = new();

    [Fact]
    public void The_feeds_of_a_release_are_the_golden_ones()
    {
        SealedRelease release = stage.Seal("1.2.0", "", AllLegs);
        Release made = release.Release with { Notes = "Faster.\n", MinimumSystemVersion = new MinimumSystems(null, "10.0.17763", "21.6.0") };
        IReadOnlyList<Feed> feeds = FeedRenderer.Render("beta", 7, Status(made, release.Digest, 25, ["staff"]), made, null, []);
        string text = string.Concat(feeds.Select(feed => $"# {feed.Key}\n{feed.Text}\n"));
        Golden.Matches(SourceTree.At("tests", "UvRelease.Tests", "Channels", "golden", "feeds.txt"), text);
    }

    [Fact]
    public void Scripts_read_version_path_and_digest_line_by_line_and_installers_for_all_users_say_so()
    {
        SealedRelease release = stage.Seal("1.2.0", "", (ReleasePlatform.Win, ReleaseArch.X64));
        Release made = release.Release with { Files = [.. release.Release.Files.Select(file => file with { AdminRights = file.Extension == "exe" })] };
        string text = FeedRenderer.Render("beta", 7, Status(made, release.Digest, 100, []), made, null, [])[0].Text;
        ReleaseFile exe = made.Files.Single(file => file.Extension == "exe");
        Assert.StartsWith($"version: 1.2.0\nfiles:\n  - url: ../../artifacts/1.2.0/win-x64/{exe.Name}\n    sha512: {exe.Sha512}\n", text,
            StringComparison.Ordinal);
        Assert.Contains("\n    isAdminRightsRequired: true\n", text, StringComparison.Ordinal);
        Assert.Contains($"\npath: ../../artifacts/1.2.0/win-x64/{exe.Name}\nsha512: {exe.Sha512}\n", text, StringComparison.Ordinal);
        Assert.Equal(made.Files.Select(file => file.AdminRights), ReleaseJson.Read(ReleaseJson.Write(made), "release").Files.Select(file => file.AdminRights));
    }

    [Fact]
    public void A_leg_without_a_file_to_update_from_has_no_feed()
    {
        Release release = stage.Seal("1.2.0", "", AllLegs).Release;
        Assert.Empty(FeedRenderer.WithoutFeed(release));
        var arm64 = new Leg(ReleasePlatform.Linux, ReleaseArch.Arm64);
        Release portable = release with { Files = [.. release.Files.Where(file => file.Kind != ArtifactKind.Installer || file.Leg != arm64)] };
        Assert.Equal(["linux-arm64"], FeedRenderer.WithoutFeed(portable).Select(leg => leg.ToString()));
        Assert.Equal(["linux-x64", "linux-arm64", "win-x64", "win-arm64"],
            FeedRenderer.WithoutFeed(release with { Files = [.. release.Files.Where(file => file.Platform == ReleasePlatform.Mac)] })
                .Select(leg => leg.ToString()));
    }

    [Fact]
    public async Task Notes_of_any_text_are_read_back_by_js_yaml_as_they_were_written()
    {
        Node.Needs("js-yaml", "tests/electron-app");
        SealedRelease release = stage.Seal("1.2.0");
        // Half a surrogate pair has no UTF-8; it becomes a mark of replacement, as everywhere.
        string[] notes =
        [
            .. HostileText.All.Select(text => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))),
            "- a\n- b: c\n", "uvRelease:\n  generation: 99\n", "\u0085\u0000\u007f", "---\n...\n", "key: [a, {b: c}] # d", "\ufffe\uffff",
        ];
        FeedContent Content(string text) => new(release.Release with { Notes = text }, [], "2026-01-01T00:00:00.000Z", null, null, 5, release.Digest);
        string[] feeds = [.. notes.Select(text => FeedText.Write(Content(text)))];
        JsonElement read = await Node.AskAsync(SourceTree.At("tests", "UvRelease.Tests", "Channels", "read-yaml.mjs"), feeds);
        Assert.Equal(notes, read.EnumerateArray().Select(feed => feed.GetProperty("releaseNotes").GetString()));
        Assert.All(feeds, feed => Assert.Equal(5, FeedText.Generation(feed)));
    }

    [Fact]
    public void Wider_shares_hold_the_buckets_of_narrower_ones_and_each_release_begins_with_others()
    {
        string[] digests = [.. Enumerable.Range(0, 20).Select(number => StoreChecker.Hash([(byte)number]))];
        foreach (string digest in digests)
        {
            for (int percent = 0; percent <= 100; percent++)
            {
                bool[] offered = Buckets.Offered(digest, percent);
                Assert.Equal(percent, offered.Count(inside => inside));
                if (percent > 0)
                    Assert.True(Buckets.Offered(digest, percent - 1).Zip(offered).All(pair => !pair.First || pair.Second));
            }
        }

        Assert.True(digests.Select(digest => Array.IndexOf(Buckets.Offered(digest, 1), true)).Distinct().Count() > 10);
    }

    [Fact]
    public void Outside_of_a_rollout_buckets_offer_the_release_before_and_a_halt_offers_nothing_new()
    {
        SealedRelease before = stage.Seal("1.1.0"), release = stage.Seal("1.2.0");
        ChannelStatus status = Status(release.Release, release.Digest, 40, [], buckets: true) with { Fallback = new ReleaseReference("1.1.0", before.Digest) };
        bool IsBucket(Feed feed) => feed.Platform == ReleasePlatform.Linux && char.IsAsciiDigit(feed.Key.Text["feeds/beta/".Length]);
        bool Says(Feed feed, string text) => feed.Text.Contains(text, StringComparison.Ordinal);
        int Count(ChannelStatus of, Release? fallback, string version, string more = "") => FeedRenderer.Render("beta", 7, of, release.Release, fallback, [])
            .Count(feed => IsBucket(feed) && Says(feed, $"version: {version}\n") && Says(feed, more));
        Assert.Equal((40, 60), (Count(status, before.Release, "1.2.0"), Count(status, before.Release, "1.1.0")));
        Assert.Equal((0, 100), (Count(status with { Halted = true }, before.Release, "1.2.0"), Count(status with { Halted = true }, before.Release, "1.1.0")));
        // Without a release before, nothing is offered outside.
        Assert.Equal(60, Count(status with { Fallback = null }, null, "1.2.0", "stagingPercentage: 0\n"));
    }

    [Fact]
    public void A_halted_channel_offers_nothing_also_to_its_cohorts()
    {
        SealedRelease release = stage.Seal("1.2.0");
        ChannelStatus status = Status(release.Release, release.Digest, 40, ["staff"]) with { Halted = true };
        IReadOnlyList<Feed> feeds = FeedRenderer.Render("beta", 7, status, release.Release, null, []);
        Assert.All(feeds, feed => Assert.Contains("stagingPercentage: 0\n", feed.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_feed_of_which_a_client_would_take_a_file_for_another_processor_is_refused()
    {
        SealedRelease release = stage.Seal("1.2.0", "", (ReleasePlatform.Win, ReleaseArch.X64), (ReleasePlatform.Win, ReleaseArch.Arm64));
        Release hosted = release.Release with
        {
            ArtifactsUrl = "https://x.example/v{version}",
            Files = [.. release.Release.Files.Select(Renamed)],
        };
        ChannelStatus status = Status(hosted, release.Digest, 100, []);
        var refused = Assert.Throws<ReleaseException>(() => FeedRenderer.Render("beta", 1, status, hosted, null, []));
        Assert.Contains("A client for win-arm64 would take 'sample-app-1.2.0-win-x64.exe'", refused.Message, StringComparison.Ordinal);

        static ReleaseFile Renamed(ReleaseFile file) =>
            file is { Arch: ReleaseArch.Arm64, Kind: ArtifactKind.Installer } ? file with { Name = "sample-app-1.2.0-win.exe" } : file;
    }

    [Theory]
    [InlineData("a b.exe", "a.b.exe")]
    [InlineData("ünïcode.exe", "n.code.exe")]
    [InlineData("x+y.exe", "x.y.exe")]
    [InlineData(".hidden", "hidden")]
    [InlineData("a (1).exe", "a.1.exe")]
    public void A_name_that_GitHub_would_rename_is_refused_with_the_name_that_it_would_get(string name, string renamed) =>
        Assert.Contains($"'{renamed}'", ArtifactNames.Problem(name)!, StringComparison.Ordinal);

    public void Dispose() => stage.Dispose();

    private static ChannelStatus Status(Release release, string digest, int percent, string[] cohorts, bool buckets = false) => new(
        new ChannelOffer(release.Version, digest, percent, cohorts, "2026-01-02T03:04:05.678Z"),
        Fallback: null,
        Halted: false,
        Floor: null,
        release.Version,
        [.. cohorts.Append("testers").Order(StringComparer.Ordinal)],
        buckets,
        RolledBack: false);
}
