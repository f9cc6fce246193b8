using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Git;

/// <summary>A private repository whose checkout kept no credentials.</summary>
public sealed class FetchTokenSpecs : IDisposable
{
    private readonly GitSandbox origin = new();
    private readonly GitServer server;

    public FetchTokenSpecs()
    {
        origin.Git("config", "uploadpack.allowFilter", "true");
        origin.Git("config", "uploadpack.allowAnySHA1InWant", "true");
        origin.Release("v1.0.0");
        origin.Commit("fix: one", "one");
        origin.Git("checkout", "-q", "-b", "side", "HEAD~1");
        origin.Commit("fix: two", "two");
        origin.Git("checkout", "-q", "main");
        origin.Merge("side");
        server = new GitServer(origin.Folder);
    }

    public void Dispose()
    {
        server.Dispose();
        origin.Dispose();
    }

    private GitSandbox Clone(params string[] options)
    {
        GitSandbox clone = origin.Clone(options);
        clone.Git("remote", "set-url", "origin", $"{server.Url.AbsoluteUri}.git");
        return clone;
    }

    private GitRepository WithToken(GitSandbox clone) => clone.Repository with
    {
        Environment = FetchToken.Add(clone.Variables, server.Url.AbsoluteUri, GitServer.Token),
    };

    [Fact]
    public void Contents_that_a_filter_left_out_are_fetched_with_the_token_and_without_it_the_ways_out_are_named()
    {
        using GitSandbox clone = Clone("--filter=blob:none", "--no-checkout");
        var query = new LogQuery(null, clone.Git("rev-parse", "HEAD"));
        ReleaseException error = Assert.Throws<ReleaseException>(() => PatchIds.Read(clone.Repository, query, CancellationToken.None));
        Assert.All(["filter", "fetch-token", "persist-credentials: true"], way => Assert.Contains(way, error.Message, StringComparison.Ordinal));
        Assert.Equal(2, PatchIds.Read(WithToken(clone), query, CancellationToken.None).Count);
    }

    [Fact]
    public void Tags_are_asked_for_and_fetched_with_the_token()
    {
        using GitSandbox clone = Clone("--no-tags");
        Assert.Contains("fetch-token",
            Assert.Throws<ReleaseException>(() => ReleaseRange.Read(clone.Repository, new RangeRequest(), null, CancellationToken.None)).Message,
            StringComparison.Ordinal);
        (ReleaseRange range, _) = ReleaseRange.Read(WithToken(clone), new RangeRequest { Deepen = Deepen.Auto }, null, CancellationToken.None);
        Assert.Equal("v1.0.0", range.PreviousTag?.Name);
    }

    [Fact]
    public void Credentials_that_the_checkout_kept_are_not_sent_beside_it()
    {
        using GitSandbox clone = Clone("--no-tags");
        clone.Git("config", $"http.{server.Url.AbsoluteUri}.extraheader", "AUTHORIZATION: basic b2xk");
        (ReleaseRange range, _) = ReleaseRange.Read(WithToken(clone), new RangeRequest { Deepen = Deepen.Auto }, null, CancellationToken.None);
        Assert.Equal("v1.0.0", range.PreviousTag?.Name);
        Assert.DoesNotContain("b2xk", server.Authorization, StringComparison.Ordinal);
    }

    [Fact]
    public void The_token_goes_to_its_server_alone()
    {
        using GitSandbox clone = Clone("--no-tags");
        GitRepository other = clone.Repository with { Environment = FetchToken.Add(clone.Variables, "https://github.example", GitServer.Token) };
        Assert.Throws<ReleaseException>(() => ReleaseRange.Read(other, new RangeRequest(), null, CancellationToken.None));
        Assert.Null(server.Authorization);
    }
}
