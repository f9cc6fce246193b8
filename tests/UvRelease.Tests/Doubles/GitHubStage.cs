using System.Text.Json.Nodes;
using UvRelease.GitHub;
using Xunit;

namespace UvRelease.Tests.Doubles;

/// <summary>A repository at GitHub. At its end nothing was asked or answered that GitHub does not describe, and no stranger got the token.</summary>
public abstract class GitHubStage : IAsyncLifetime
{
    private readonly List<IDisposable> open = [];

    internal RepositoryDouble GitHub { get; private set; } = null!;

    internal LeapingClock Clock { get; } = new();

    internal Listener Told { get; } = new();

    public virtual async ValueTask InitializeAsync() => GitHub = await RepositoryDouble.OpenAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        open.ForEach(one => one.Dispose());
        if (GitHub is null)
            return;
        JsonNode state = await GitHub.StateAsync();
        Assert.Equal("[]", state["problems"]!.ToJsonString());
        Assert.DoesNotContain("got", state["strangers"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.All(Told.Lines, line => Assert.DoesNotContain(GitHub.Token, line, StringComparison.Ordinal));
    }

    internal GitHubSettings Asking() => new()
    {
        Address = new GitHubAddress(GitHub.Api),
        Token = GitHub.Token,
        Permissions = "contents: write",
        Time = Clock,
        Jitter = static () => 0.5,
        Progress = Told,
        Patience = TimeSpan.FromHours(1),
    };

    internal GitHubApi Api(GitHubSettings? settings = null) => Kept(new GitHubApi(settings ?? Asking()));

    internal OctokitClient Octokit(GitHubSettings? settings = null) => new(Api(settings), TestContext.Current.CancellationToken);

    internal T Kept<T>(T one)
        where T : IDisposable
    {
        open.Add(one);
        return one;
    }

    internal sealed class Listener : IProgress<string>
    {
        public List<string> Lines { get; } = [];

        public void Report(string value) => Lines.Add(value);
    }
}
