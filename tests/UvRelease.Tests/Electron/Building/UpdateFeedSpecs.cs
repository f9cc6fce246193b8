using UvRelease.Electron.Building;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Electron.Building;

/// <summary>What a built app asks, by what the project says of its store; publish writes feeds to feeds/&lt;channel&gt;/.</summary>
public class UpdateFeedSpecs
{
    private static readonly string[] Channels = ["canary", "beta", "stable"];

    [Theory]
    [InlineData("https://updates.example.com/app", null, "canary", "https://updates.example.com/app/feeds/canary/", "canary")]
    [InlineData("https://updates.example.com/app/", null, null, "https://updates.example.com/app/feeds/stable/", "stable")]
    [InlineData("https://updates.example.com", null, "beta", "https://updates.example.com/feeds/beta/", "beta")]
    [InlineData("https://updates.example.com/app/feeds", null, "beta", "https://updates.example.com/app/feeds/beta/", "beta")]
    [InlineData("https://updates.example.com/app/feeds/canary", null, null, "https://updates.example.com/app/feeds/canary", null)]
    [InlineData("https://updates.example.com/app/feeds/canary/", null, "canary", "https://updates.example.com/app/feeds/canary/", "canary")]
    [InlineData("https://updates.example.com/app/feeds/stable/staff", null, "stable", "https://updates.example.com/app/feeds/stable/staff", "stable")]
    [InlineData("https://updates.example.com/app/feeds/stable/07/", null, "stable", "https://updates.example.com/app/feeds/stable/07/", null)]
    [InlineData("https://updates.example.com/feeds/app", null, null, "https://updates.example.com/feeds/app/feeds/stable/", "stable")]
    [InlineData("https://updates.example.com/feeds", "https://updates.example.com/feeds/", "beta", "https://updates.example.com/feeds/feeds/beta/", "beta")]
    [InlineData(null, "https://acme.blob.core.windows.net/releases/app", null, "https://acme.blob.core.windows.net/releases/app/feeds/stable/", "stable")]
    [InlineData(null, "https://acme-releases.s3.eu-central-1.amazonaws.com/app", "canary",
        "https://acme-releases.s3.eu-central-1.amazonaws.com/app/feeds/canary/", "canary")]
    [InlineData("https://cdn.example.com/app", "https://acme-releases.s3.eu-central-1.amazonaws.com/app", "beta",
        "https://cdn.example.com/app/feeds/beta/", "beta")]
    public void An_app_asks_where_publish_writes(string? feedUrl, string? publicUrl, string? channel, string url, string? follows)
    {
        UpdateFeed? feed = UpdateFeed.Of(feedUrl, publicUrl is null ? null : new Uri(publicUrl), channel, Channels);
        Assert.Equal((url, follows), (feed?.Url.AbsoluteUri, feed?.Channel));
    }

    [Fact]
    public void Without_an_address_the_project_s_own_settings_stay() => Assert.Null(UpdateFeed.Of(null, null, "beta", Channels));

    [Theory]
    [InlineData("https://updates.example.com/app/feeds/stable", "canary", "the app would ask for canary.yml there")]
    [InlineData("https://updates.example.com/app", "../x", "must be a channel name")]
    [InlineData("updates.example.com", null, "must be an address of https")]
    public void What_no_client_could_read_is_refused(string feedUrl, string? channel, string said) =>
        Assert.Contains(said, Assert.Throws<ReleaseException>(() => UpdateFeed.Of(feedUrl, null, channel, Channels)).Message, StringComparison.Ordinal);

    private static readonly UpdateFeed Ours = new(new Uri("https://updates.example.com/app/feeds/beta/"), "beta", "feed-url");

    [Fact]
    public void The_project_s_settings_stay_beside_the_feed()
    {
        (string text, IReadOnlyList<string> changes) = AppUpdateFile.Merge(
            "provider: generic\nurl: https://updates.example.com/elsewhere\nuseMultipleRangeRequest: false\nrequestHeaders:\n  X-App: one\n"
            + "updaterCacheDirName: sample-app-updater\npublisherName:\n  - Example Maker GmbH\n", Ours, null, "other");
        Assert.Equal("provider: generic\nurl: https://updates.example.com/app/feeds/beta/\nchannel: beta\nuseMultipleRangeRequest: false\nrequestHeaders:\n"
            + "  X-App: one\nupdaterCacheDirName: sample-app-updater\npublisherName:\n  - Example Maker GmbH\n", text);
        Assert.Equal(["url: https://updates.example.com/app/feeds/beta/, instead of url: https://updates.example.com/elsewhere", "channel: beta"], changes);
    }

    [Fact]
    public void Settings_of_another_provider_go_with_it_and_are_named()
    {
        (string text, IReadOnlyList<string> changes) = AppUpdateFile.Merge(
            "owner: acme\nrepo: desk\nprovider: github\nprivate: true\ntoken: secret\npublisherName: Acme\nupdaterCacheDirName: desk-updater\n",
            Ours, null, "other");
        Assert.Equal("provider: generic\nurl: https://updates.example.com/app/feeds/beta/\nchannel: beta\npublisherName: Acme\n"
            + "updaterCacheDirName: desk-updater\n", text);
        Assert.Equal("left out, because they are of another provider: owner, repo, private, token", changes[0]);
        Assert.DoesNotContain("secret", string.Concat(changes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("provider: s3\nbucket: acme\nupdaterCacheDirName: a\n", null, "provider: s3\nbucket: acme\nupdaterCacheDirName: a\n")]
    [InlineData("provider: generic\nurl: https://x.example\nupdaterCacheDirName: a\n", "beta",
        "provider: generic\nurl: https://x.example\nupdaterCacheDirName: a\nchannel: beta\n")]
    public void Without_a_feed_of_ours_the_file_is_electron_builder_s(string before, string? channel, string after) =>
        Assert.Equal(after, AppUpdateFile.Merge(before, null, channel, "other").Text);

    [Fact]
    public void An_app_without_settings_gets_all_of_them_for_a_feed_and_none_without_one()
    {
        using var folder = new TemporaryFolder();
        Assert.Null(AppUpdateFile.Complete(folder.Path, null, "beta", "a-updater"));
        Assert.Equal(4, AppUpdateFile.Complete(folder.Path, Ours, null, "a-updater")!.Count);
        Assert.Equal("provider: generic\nurl: https://updates.example.com/app/feeds/beta/\nchannel: beta\nupdaterCacheDirName: a-updater\n",
            File.ReadAllText(folder.At(AppUpdateFile.Name)));
    }
}
