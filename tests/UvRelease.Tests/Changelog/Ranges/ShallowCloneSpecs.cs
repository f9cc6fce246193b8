using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

public sealed class ShallowCloneSpecs : IDisposable
{
    private readonly GitSandbox origin = new();
    private readonly List<string> said = [];

    public ShallowCloneSpecs()
    {
        origin.Git("config", "uploadpack.allowFilter", "true");
        for (int i = 0; i < 6; i++)
            Work($"feat: before {i}");
        origin.Release("v1.0.0");
        for (int i = 0; i < 4; i++)
            Work($"fix: after {i}");
    }

    public void Dispose() => origin.Dispose();

    private void Work(string message)
    {
        origin.Wait(TimeSpan.FromDays(1));
        origin.Commit(message, "app/" + message.Replace(": ", "-", StringComparison.Ordinal));
    }

    private Task<ReleaseRange> FindAsync(GitSandbox clone, RangeRequest request) =>
        Task.Run(() => ReleaseRange.Read(clone.Repository, request, new Recorder(said), CancellationToken.None).Range);

    private async Task<ReleaseException> IncompleteAsync(GitSandbox clone, RangeRequest? request = null)
    {
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => FindAsync(clone, request ?? new RangeRequest()));
        Assert.Equal(Fault.IncompleteHistory, error.Fault);
        return error;
    }

    private static async Task<int> CountAsync(GitSandbox clone, ReleaseRange range) =>
        CommitLog.Read(clone.Repository, range.Query, CancellationToken.None).Count;

    [Fact]
    public async Task A_shallow_clone_is_an_error_of_its_own_that_names_both_ways_out()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseException error = await IncompleteAsync(clone);
        Assert.Contains("fetch-depth: 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("deepen: auto", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_without_their_ancestry_don_t_make_a_clone_complete()
    {
        using GitSandbox clone = origin.Clone("--depth=1");
        clone.Git("fetch", "-q", "--tags", "--depth=1");
        Assert.Equal("v1.0.0", clone.Git("tag"));
        await IncompleteAsync(clone);
        await IncompleteAsync(clone, new RangeRequest { From = "v1.0.0" });
    }

    [Fact]
    public async Task A_given_beginning_beyond_the_depth_is_incomplete_and_not_unknown()
    {
        string first = origin.Git("rev-list", "--max-parents=0", "HEAD");
        using GitSandbox clone = origin.Clone("--depth=2");
        await IncompleteAsync(clone, new RangeRequest { From = first });
    }

    [Fact]
    public async Task A_shallow_clone_that_reaches_the_release_before_is_complete()
    {
        using GitSandbox clone = origin.Clone("--depth=5");
        clone.Git("fetch", "-q", "--depth=5", "origin", "refs/tags/v1.0.0:refs/tags/v1.0.0");
        ReleaseRange range = await FindAsync(clone, new RangeRequest());
        Assert.Equal(("1.0.0", 4), (range.Previous?.ToString(), await CountAsync(clone, range)));
    }

    [Fact]
    public async Task A_side_branch_that_was_cut_off_makes_the_range_incomplete_although_the_tag_is_an_ancestor()
    {
        origin.Git("checkout", "-q", "-b", "side", "HEAD~9");
        for (int i = 0; i < 6; i++)
            Work($"feat: side {i}");
        origin.Git("checkout", "-q", "main");
        origin.Merge("side");
        using GitSandbox clone = origin.Clone("--depth=6");
        clone.Git("fetch", "-q", "origin", "refs/tags/v1.0.0:refs/tags/v1.0.0");
        clone.Git("merge-base", "--is-ancestor", "v1.0.0", "HEAD");
        await IncompleteAsync(clone);
        ReleaseRange range = await FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto });
        Assert.Equal(11, await CountAsync(clone, range));
    }

    [Fact]
    public async Task Deepening_fetches_since_the_release_before_and_no_more()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseRange range = await FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto });
        Assert.Equal(("v1.0.0", "1.0.0", 4), (range.PreviousTag?.Name, range.Stable?.ToString(), await CountAsync(clone, range)));
        Assert.Equal("5", clone.Git("rev-list", "--count", "HEAD"));
        Assert.StartsWith("The clone is shallow; fetching the history since", Assert.Single(said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deepening_leaves_branches_and_work_tree_alone_and_fetches_no_files()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        string before = clone.Git("for-each-ref", "refs/heads", "refs/remotes") + clone.Git("status", "--porcelain");
        await FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto });
        Assert.Equal(before, clone.Git("for-each-ref", "refs/heads", "refs/remotes") + clone.Git("status", "--porcelain"));
        Assert.Equal("tree:0", clone.Git("config", "remote.origin.partialCloneFilter"));
        Assert.False(File.Exists(clone.At(".git", "FETCH_HEAD")));
    }

    [Fact]
    public async Task Deepening_for_paths_fetches_trees_too()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseRange range = await FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto, Paths = new PathFilter(["app"], []) });
        Assert.Equal("blob:none", clone.Git("config", "remote.origin.partialCloneFilter"));
        Assert.Equal(4, await CountAsync(clone, range));
    }

    [Fact]
    public async Task A_project_without_release_is_fetched_whole()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseRange range = await FindAsync(clone, new RangeRequest { Tags = TagPattern.Parse("other-v*"), Deepen = Deepen.Auto });
        Assert.Null(range.From);
        Assert.Equal(11, await CountAsync(clone, range));
    }

    [Fact]
    public async Task A_greater_release_of_another_branch_only_costs_a_further_fetch()
    {
        origin.Git("checkout", "-q", "-b", "3.x", "HEAD~8");
        origin.Release("v3.0.0");
        origin.Git("checkout", "-q", "main");
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseRange range = await FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto });
        Assert.Equal(("v1.0.0", 4, 2), (range.PreviousTag?.Name, await CountAsync(clone, range), range.Tags.Count));
    }

    [Theory]
    [InlineData("v1.0.0", 4)]
    [InlineData("HEAD~9", 9)]
    public async Task A_given_beginning_is_fetched(string from, int commits)
    {
        string revision = from.StartsWith('v') ? from : origin.Git("rev-parse", from);
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseRange range = await FindAsync(clone, new RangeRequest { From = revision, Deepen = Deepen.Auto });
        Assert.Equal(commits, await CountAsync(clone, range));
    }

    [Fact]
    public async Task A_beginning_that_exists_nowhere_is_an_input_error_in_the_end()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => FindAsync(clone, new RangeRequest { From = "v7.7.7", Deepen = Deepen.Auto }));
        Assert.Equal((Fault.Input, true), (error.Fault, error.Message.Contains("'v7.7.7'", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_server_without_filters_is_fetched_from_all_the_same()
    {
        origin.Git("config", "uploadpack.allowFilter", "false");
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        Assert.Equal(4, await CountAsync(clone, await FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto })));
    }

    [Fact]
    public async Task A_remote_that_is_gone_is_an_error_in_git_s_words()
    {
        using GitSandbox clone = origin.Clone("--depth=1", "--no-tags");
        clone.Git("remote", "set-url", "origin", "file:///nonexistent/repository");
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => FindAsync(clone, new RangeRequest { Deepen = Deepen.Auto }));
        Assert.Equal(Fault.Environment, error.Fault);
        clone.Git("remote", "remove", "origin");
        await IncompleteAsync(clone, new RangeRequest { Deepen = Deepen.Auto });
    }
}
