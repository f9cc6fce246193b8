using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Changelog.Tags;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

public sealed class ReleaseRangeSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    // Where there is a shorter way to the range and its commits, it leads to the same.
    private Task<ReleaseRange> FindAsync(RangeRequest? request = null) => Task.Run(() =>
    {
        request ??= new RangeRequest();
        (ReleaseRange read, IReadOnlyList<Commit> commits) = ReleaseRange.Read(git.Repository, request, null, CancellationToken.None);
        var history = HistoryEnd.Find(git.Repository, request.To, CancellationToken.None);
        var finder = new RangeFinder(git.Repository, request, history.CommitId, VersionTag.List(git.Repository, request.Tags, CancellationToken.None));
        ReleaseRange found = finder.TryFind(history, CancellationToken.None).Range!;
        Assert.Equal(found with { Tags = [], Candidates = [], Paths = PathFilter.Everything },
            read with { Tags = [], Candidates = [], Paths = PathFilter.Everything });
        Assert.Equal(CommitLog.Read(git.Repository, found.From, found.To, CancellationToken.None).Select(commit => commit.Id),
            commits.Select(commit => commit.Id));
        return read;
    });

    [Fact]
    public async Task The_greatest_tag_may_stand_on_a_branch_of_its_own()
    {
        string first = git.Release("v1.0.0");
        git.Git("checkout", "-q", "-b", "next");
        git.Release("v2.0.0");
        git.Git("checkout", "-q", "main");
        git.Commit("fix: x");
        Assert.Equal(first, (await FindAsync()).From);
        git.Git("tag", "v3.0.0");
        Assert.Equal((first, "3.0.0"), ((await FindAsync()).From, (await FindAsync()).Released?.Version.ToString()));
        git.Merge("next");
        Assert.Equal("v3.0.0", (await FindAsync()).PreviousTag?.Name);
    }

    private async Task<string[]> SubjectsAsync(ReleaseRange range) =>
        [.. CommitLog.Read(git.Repository, range.Query, CancellationToken.None).Select(commit => commit.Message.Split('\n')[0])];

    [Fact]
    public async Task A_first_release_has_the_whole_history()
    {
        git.Commit("feat: a");
        ReleaseRange range = await FindAsync();
        Assert.Equal((null, null, null, "stable"), (range.From, range.Previous, range.Stable, range.Channel));
    }

    [Fact]
    public async Task A_stable_release_rolls_up_its_prereleases_and_canaries()
    {
        string stable = git.Release("v1.4.0");
        git.Release("v2.0.0-canary.1");
        git.Release("v2.0.0-beta.1");
        git.Release("v2.0.0-rc.1");
        git.Commit("fix: x");
        ReleaseRange range = await FindAsync();
        Assert.Equal((stable, "1.4.0"), (range.From, range.Previous?.ToString()));
        Assert.Equal(4, (await SubjectsAsync(range)).Length);
    }

    [Theory]
    [InlineData("beta", "v2.0.0-beta.1")]
    [InlineData("canary", "v2.0.0-canary.2")]
    [InlineData("stable", "v1.4.0")]
    public async Task A_release_begins_after_the_last_one_of_its_channel_or_a_more_stable_one(string channel, string previous)
    {
        git.Release("v1.4.0");
        git.Release("v2.0.0-canary.1");
        git.Release("v2.0.0-beta.1");
        git.Release("v2.0.0-canary.2");
        git.Commit("fix: x");
        ReleaseRange range = await FindAsync(new RangeRequest { Channel = channel });
        Assert.Equal((previous, "1.4.0"), (range.PreviousTag?.Name, range.Stable?.ToString()));
    }

    [Fact]
    public async Task A_canary_after_a_beta_begins_at_the_beta_although_canary_sorts_after_beta()
    {
        git.Release("v1.4.0");
        git.Release("v2.0.0-canary.7");
        git.Release("v2.0.0-beta.1");
        git.Commit("fix: x");
        Assert.Equal("v2.0.0-beta.1", (await FindAsync(new RangeRequest { Channel = "canary" })).PreviousTag?.Name);
    }

    [Fact]
    public async Task A_beta_after_a_stable_release_begins_at_it()
    {
        git.Release("v2.0.0-beta.3");
        git.Release("v2.0.0");
        git.Commit("fix: x");
        Assert.Equal("v2.0.0", (await FindAsync(new RangeRequest { Channel = "beta" })).PreviousTag?.Name);
    }

    [Fact]
    public async Task A_tag_on_the_end_is_the_release_and_its_channel_decides()
    {
        git.Release("v1.0.0");
        git.Release("v1.1.0-beta.1");
        git.Release("v1.1.0-beta.2");
        ReleaseRange range = await FindAsync();
        Assert.Equal(("v1.1.0-beta.2", "v1.1.0-beta.1", "beta"), (range.Released?.Name, range.PreviousTag?.Name, range.Channel));
        range = await FindAsync(new RangeRequest { To = "v1.1.0-beta.1" });
        Assert.Equal(("v1.1.0-beta.1", "v1.0.0"), (range.Released?.Name, range.PreviousTag?.Name));
        range = await FindAsync(new RangeRequest { Channel = "stable" });
        Assert.Equal((null, "v1.0.0"), (range.Released?.Name, range.PreviousTag?.Name));
    }

    [Fact]
    public async Task Of_several_tags_on_one_commit_the_named_one_counts_and_else_the_greatest()
    {
        git.Release("v1.0.0");
        git.Release("v2.0.0-rc.1");
        git.Git("tag", "v2.0.0");
        Assert.Equal(("v2.0.0", "v1.0.0"), await NamesAsync(new RangeRequest()));
        Assert.Equal(("v2.0.0-rc.1", "v1.0.0"), await NamesAsync(new RangeRequest { To = "v2.0.0-rc.1" }));
        Assert.Equal(("v2.0.0-rc.1", "v1.0.0"), await NamesAsync(new RangeRequest { To = "refs/tags/v2.0.0-rc.1" }));
        Assert.Equal(("v2.0.0-rc.1", "v1.0.0"), await NamesAsync(new RangeRequest { Channel = "beta" }));
        git.Git("tag", "v2.0.1");
        Assert.Equal(("v2.0.1", "v2.0.0"), await NamesAsync(new RangeRequest()));

        async Task<(string?, string?)> NamesAsync(RangeRequest request) =>
            ((await FindAsync(request)).Released?.Name, (await FindAsync(request)).PreviousTag?.Name);
    }

    [Fact]
    public async Task A_side_branch_older_than_the_last_release_is_new_when_it_is_merged_after_it()
    {
        git.Commit("feat: root");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("feat: old work");
        git.Git("checkout", "-q", "main");
        git.Release("v1.0.0");
        git.Release("v1.1.0");
        git.Merge("side");
        Assert.Equal(["Merge side", "feat: old work"], await SubjectsAsync(await FindAsync()));
    }

    [Fact]
    public async Task A_release_of_another_branch_is_no_ancestor_however_great_its_version()
    {
        git.Release("v1.0.0");
        for (int i = 0; i < 20; i++)
        {
            git.Git("checkout", "-q", "-b", $"release-{i}", "main");
            git.Release($"v2.{i}.0");
            git.Git("checkout", "-q", "main");
        }

        git.Commit("fix: on main");
        ReleaseRange range = await FindAsync();
        Assert.Equal(("v1.0.0", 21), (range.PreviousTag?.Name, range.Tags.Count));
    }

    [Fact]
    public async Task Versions_are_ordered_as_numbers_and_foreign_tags_are_passed_over()
    {
        git.Release("v1.9.0");
        git.Release("v1.10.0");
        git.Release("v1.9.1");
        git.Release("nightly");
        git.Release("app-v9.0.0");
        git.Release("v1.11");
        git.Commit("fix: x");
        Assert.Equal("v1.10.0", (await FindAsync()).PreviousTag?.Name);
        Assert.Equal("app-v9.0.0", (await FindAsync(new RangeRequest { Tags = TagPattern.Parse("app-v*") })).PreviousTag?.Name);
    }

    [Fact]
    public async Task A_scoped_package_has_tags_of_its_own()
    {
        git.Release("@acme/app@1.0.0");
        git.Release("@acme/lib@3.0.0");
        git.Commit("fix: x");
        Assert.Equal("1.0.0", (await FindAsync(new RangeRequest { Tags = TagPattern.Parse("@acme/app@{version}") })).Previous?.ToString());
    }

    [Fact]
    public async Task Paths_choose_commits_and_tags_on_other_commits_still_count()
    {
        git.Commit("feat: app 1", "packages/app/a");
        git.Commit("feat: lib", "packages/lib/a");
        git.Git("tag", "v1.0.0");
        git.Commit("feat: app 2", "packages/app/a");
        git.Commit("docs: app", "packages/app/docs/a");
        git.Commit("feat: lib 2", "packages/lib/a");
        ReleaseRange range = await FindAsync(new RangeRequest { Paths = new PathFilter(["packages/app"], ["**/docs/**"]) });
        Assert.Equal("v1.0.0", range.PreviousTag?.Name);
        Assert.Equal(["feat: app 2"], await SubjectsAsync(range));
        Assert.Equal(["docs: app", "feat: app 2"], await SubjectsAsync(range with { Paths = new PathFilter([], ["packages/lib"]) }));
        Assert.Equal(["feat: lib 2"], await SubjectsAsync(range with { Paths = new PathFilter(["packages/*/a"], ["packages/app"]) }));
    }

    [Fact]
    public async Task A_path_with_git_magic_in_it_is_only_a_path()
    {
        git.Commit("feat: colon", ":(top)x");
        git.Commit("feat: other", "y");
        ReleaseRange range = await FindAsync(new RangeRequest { Paths = new PathFilter([":(top)x"], []) });
        Assert.Equal(["feat: colon"], await SubjectsAsync(range));
    }

    [Fact]
    public async Task A_change_that_was_merged_from_both_sides_is_not_lost_by_a_path()
    {
        git.Commit("feat: root", "app/a");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("fix: there", "app/a");
        git.Git("revert", "--no-edit", "HEAD");
        git.Git("checkout", "-q", "main");
        git.Commit("chore: here", "b");
        git.Merge("side");
        string[] subjects = await SubjectsAsync(await FindAsync(new RangeRequest { Paths = new PathFilter(["app"], []) }));
        Assert.Equal(["Revert \"fix: there\"", "fix: there", "feat: root"], subjects);
    }

    [Theory]
    [InlineData("nope", "HEAD", "no commit 'nope'")]
    [InlineData(null, "nope", "no commit 'nope'")]
    [InlineData(null, "--help", "no commit '--help'")]
    [InlineData("--output=x", "HEAD", "no commit '--output=x'")]
    [InlineData("HEAD", "v1.0.0", "Swap the two")]
    [InlineData("other", "HEAD", "unrelated histories")]
    [InlineData("v1.0.0..HEAD", "HEAD", "no commit 'v1.0.0..HEAD'")]
    [InlineData(null, "v1.0.0..HEAD", "no commit 'v1.0.0..HEAD'")]
    public async Task A_range_without_sense_is_an_input_error_that_says_so(string? from, string to, string says)
    {
        git.Release("v1.0.0");
        git.Commit("fix: x");
        git.Git("checkout", "-q", "--orphan", "other");
        git.Commit("feat: elsewhere");
        git.Git("checkout", "-q", "main");
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => FindAsync(new RangeRequest { From = from, To = to }));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_given_beginning_on_a_release_branch_is_fine()
    {
        git.Release("v1.0.0");
        git.Git("checkout", "-q", "-b", "1.x");
        git.Release("v1.0.1");
        git.Git("checkout", "-q", "main");
        git.Commit("feat: x");
        ReleaseRange range = await FindAsync(new RangeRequest { From = "v1.0.1" });
        Assert.Equal("1.0.1", range.Previous?.ToString());
        Assert.Equal(["feat: x"], await SubjectsAsync(range));
        Assert.Empty(await SubjectsAsync(await FindAsync(new RangeRequest { From = "HEAD" })));
    }

    [Fact]
    public async Task A_history_of_its_own_that_was_merged_is_part_of_the_release()
    {
        string release = git.Release("v1.0.0");
        git.Git("checkout", "-q", "--orphan", "import");
        git.Commit("feat: from another repository");
        git.Git("checkout", "-q", "main");
        git.Git("merge", "-q", "--allow-unrelated-histories", "-m", "Join", "import");
        ReleaseRange range = await FindAsync();
        Assert.Equal(release, range.From);
        Assert.Equal(["Join", "feat: from another repository"], await SubjectsAsync(range));
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("main")]
    [InlineData("refs/heads/main")]
    [InlineData("@")]
    public async Task However_the_end_is_named_the_range_is_the_same(string end)
    {
        string release = git.Release("v1.0.0");
        git.Commit("fix: x");
        ReleaseRange range = await FindAsync(new RangeRequest { To = end });
        Assert.Equal((release, git.Git("rev-parse", "HEAD")), (range.From, range.To));
    }

    [Fact]
    public async Task An_unknown_channel_is_an_input_error()
    {
        git.Commit("feat: x");
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => FindAsync(new RangeRequest { Channel = "gamma" }));
        Assert.Contains("canary, beta, stable", error.Message, StringComparison.Ordinal);
    }
}
