using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.GitHub;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Stores.GitHub;

/// <summary>Three files of a build, a repository, and a host for them.</summary>
public abstract class ReleaseStage : GitHubStage
{
    internal const string Tag = "v1.4.0";
    internal const string Commit = "0123456789abcdef0123456789abcdef01234567";
    private readonly TemporaryFolder folder = new();

    internal Listener Warned { get; } = new();

    internal HostedFile[] Files { get; set; } = [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Files = [Make("App-1.4.0.AppImage", "the image"), Make("App-1.4.0.AppImage.blockmap", "its map"), Make("App_Setup-1.4.0.exe", "the setup")];
    }

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        folder.Dispose();
        Assert.All(Warned.Lines, line => Assert.DoesNotContain(GitHub.Token, line, StringComparison.Ordinal));
        GC.SuppressFinalize(this);
    }

    internal HostedFile Make(string name, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        string path = folder.Write(name, text);
        return new HostedFile(name, path, bytes.Length, Convert.ToHexStringLower(SHA256.HashData(bytes)), "application/octet-stream");
    }

    internal GitHubReleaseSettings Settings() => new()
    {
        GitHub = Asking(),
        Web = GitHub.Web,
        Repository = GitHub.Repository,
        Tag = Tag,
        Commit = Commit,
        Warnings = Warned,
    };

    internal GitHubReleaseHost Host(GitHubReleaseSettings? settings = null) => Kept(new GitHubReleaseHost(settings ?? Settings()));

    internal Task<HostOutcome> PlaceAsync(GitHubReleaseSettings? settings = null) => Host(settings).PlaceAsync(Files, TestContext.Current.CancellationToken);

    internal async Task<ReleaseException> RefusedAsync(GitHubReleaseSettings? settings = null)
    {
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => PlaceAsync(settings));
        Assert.DoesNotContain(GitHub.Token, error.ToString(), StringComparison.Ordinal);
        return error;
    }

    /// <summary>The release is public, of the right commit, and has the three files and nothing else.</summary>
    internal async Task<JsonNode> PublishedAsync()
    {
        JsonNode release = Assert.Single(await GitHub.ReleasesAsync())!;
        Assert.Equal((false, Tag, Commit), ((bool)release["draft"]!, (string)release["tag_name"]!, (string)release["target_commitish"]!));
        Assert.Equal(
            [.. Files.Select(file => (file.Name, "uploaded", (string?)File.ReadAllText(file.Path)))],
            release["assets"]!.AsArray().Select(asset => ((string)asset!["name"]!, (string)asset["state"]!, (string?)asset["text"]))
                .OrderBy(asset => asset.Item1, StringComparer.Ordinal));
        return release;
    }

    internal static object Draft(params object[] assets) => new { tag_name = Tag, target_commitish = Commit, draft = true, assets };

    internal static object Public(bool immutable, params object[] assets) =>
        new { tag_name = Tag, target_commitish = Commit, draft = false, immutable, assets };
}
