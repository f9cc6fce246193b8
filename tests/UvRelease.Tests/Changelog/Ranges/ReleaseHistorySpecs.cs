using System.Text;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.Ranges;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Ranges;

public sealed class ReleaseHistorySpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private Task<IReadOnlyList<ReleaseSection<string>>> ReadAsync(RangeRequest? request = null, bool branches = false) =>
        Task.Run(() =>
            ReleaseHistory.Read(git.Repository, request ?? new RangeRequest(), branches, commit => commit.Message.Split('\n')[0], CancellationToken.None));

    private static string[] Told(IEnumerable<ReleaseSection<string>> sections) =>
        [.. sections.Select(section => $"{section.Tag?.Name ?? "unreleased"} < {section.Previous?.Name ?? "nothing"}: {string.Join(", ", section.Commits)}")];

    [Fact]
    public async Task Each_release_has_its_own_commits_and_the_rest_is_unreleased()
    {
        git.Commit("a");
        git.Git("tag", "v1.0.0");
        git.Commit("b");
        git.Commit("c");
        git.Git("tag", "-a", "-m", "two", "v1.1.0");
        git.Commit("d");
        Assert.Equal(["unreleased < v1.1.0: d", "v1.1.0 < v1.0.0: c, b", "v1.0.0 < nothing: a"], Told(await ReadAsync()));
    }

    [Fact]
    public async Task A_side_branch_belongs_to_the_release_that_it_was_merged_for()
    {
        git.Commit("a");
        git.Git("checkout", "-q", "-b", "side");
        git.Commit("old");
        git.Git("checkout", "-q", "main");
        git.Commit("b");
        git.Git("tag", "v1.0.0");
        git.Commit("c");
        git.Git("tag", "v1.1.0");
        git.Merge("side");
        git.Git("tag", "v1.2.0");
        Assert.Equal(["v1.2.0 < v1.1.0: Merge side, old", "v1.1.0 < v1.0.0: c", "v1.0.0 < nothing: b, a"], Told(await ReadAsync()));
    }

    [Fact]
    public async Task A_release_branch_has_its_releases_when_it_is_merged_or_asked_for()
    {
        git.Commit("a");
        git.Git("tag", "v1.0.0");
        git.Git("checkout", "-q", "-b", "1.x");
        git.Commit("hotfix");
        git.Git("tag", "v1.0.1");
        git.Git("checkout", "-q", "main");
        git.Commit("b");
        git.Git("tag", "v2.0.0");
        Assert.Equal(["v2.0.0 < v1.0.0: b", "v1.0.0 < nothing: a"], Told(await ReadAsync()));
        Assert.Equal(["v2.0.0 < v1.0.0: b", "v1.0.1 < v1.0.0: hotfix", "v1.0.0 < nothing: a"], Told(await ReadAsync(branches: true)));
        git.Merge("1.x");
        Assert.Equal("unreleased < v2.0.0: Merge 1.x", Told(await ReadAsync())[0]);
    }

    [Fact]
    public async Task Channels_that_are_passed_over_are_rolled_up()
    {
        git.Release("v1.0.0");
        git.Release("v2.0.0-canary.1");
        git.Release("v2.0.0-beta.1");
        git.Commit("last");
        git.Git("tag", "v2.0.0-rc.1");
        git.Git("tag", "v2.0.0");
        Assert.Equal(["v2.0.0", "v2.0.0-rc.1", "v2.0.0-beta.1", "v2.0.0-canary.1", "v1.0.0"], (await ReadAsync()).Select(section => section.Tag?.Name));
        IReadOnlyList<ReleaseSection<string>> stable = await ReadAsync(new RangeRequest { Channel = "stable" });
        Assert.Equal(["v2.0.0 < v1.0.0: last, chore: release v2.0.0-beta.1, chore: release v2.0.0-canary.1", "v1.0.0 < nothing: chore: release v1.0.0"],
            Told(stable));
    }

    [Fact]
    public async Task A_version_that_was_tagged_out_of_order_takes_nothing_from_the_release_it_contains()
    {
        git.Commit("a");
        git.Git("tag", "v2.0.0");
        git.Commit("b");
        git.Git("tag", "v1.9.9");
        git.Commit("c");
        git.Git("tag", "v2.1.0");
        Assert.Equal(["v2.1.0 < v1.9.9: c", "v1.9.9 < v2.0.0: b", "v2.0.0 < nothing: a"], Told(await ReadAsync()));
    }

    [Fact]
    public async Task Paths_leave_commits_out_and_no_release()
    {
        git.Commit("app 1", "app/a");
        git.Commit("lib 1", "lib/a");
        git.Git("tag", "v1.0.0");
        git.Commit("lib 2", "lib/a");
        git.Git("tag", "v1.1.0");
        git.Commit("app 2", "app/a");
        RangeRequest request = new() { Paths = new PathFilter(["app"], []) };
        Assert.Equal(["unreleased < v1.1.0: app 2", "v1.1.0 < v1.0.0: ", "v1.0.0 < nothing: app 1"], Told(await ReadAsync(request)));
    }

    [Fact]
    public async Task Octopus_merges_and_several_roots_are_history_too()
    {
        git.Commit("a");
        foreach (string branch in new[] { "x", "y", "z" })
        {
            git.Git("checkout", "-q", "-b", branch, "main");
            git.Commit(branch, branch);
        }

        git.Git("checkout", "-q", "--orphan", "root");
        git.Commit("second root");
        git.Git("checkout", "-q", "-f", "main");
        git.Git("tag", "v1.0.0");
        git.Merge("x", "y", "z");
        git.Git("merge", "-q", "--allow-unrelated-histories", "-m", "Join", "root");
        Assert.Equal(["Join", "Merge x, y, z", "second root", "x", "y", "z"], (await ReadAsync())[0].Commits.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Random_histories_are_attributed_as_git_itself_says()
    {
        for (uint seed = 1; seed <= 6; seed++)
        {
            using var random = new GitSandbox("--bare");
            List<string> tags = RandomHistory(random, seed);
            IReadOnlyList<ReleaseSection<string>> sections =
                ReleaseHistory.Read(random.Repository, new RangeRequest { To = "main" }, false, commit => commit.Id, CancellationToken.None);
            var earlier = new HashSet<string>(StringComparer.Ordinal);
            foreach (string tag in tags)
            {
                // Not rev-list with ^exclusions: git looks at dates there, and these clocks go astray.
                string[] expected = [.. random.Git("rev-list", tag).Split('\n').Where(earlier.Add)];
                Assert.Equal(expected.Order(StringComparer.Ordinal),
                    sections.Single(section => section.Tag?.Name == tag).Commits.Order(StringComparer.Ordinal));
            }

            Assert.Equal(int.Parse(random.Git("rev-list", "--count", "main")), sections.Sum(section => section.Commits.Count));
        }
    }

    [Fact]
    public async Task Ten_thousand_tags_are_read_at_once()
    {
        var stream = new StringBuilder("commit refs/heads/main\nmark :1\ncommitter A <a@b> 1700000000 +0000\ndata 1\nx\n");
        for (int i = 0; i < 10_000; i++)
            stream.Append($"reset refs/tags/v1.{i}.0\nfrom :1\n\n");
        stream.Append("commit refs/heads/main\nmark :2\ncommitter A <a@b> 1700000060 +0000\ndata 1\ny\nfrom :1\n");
        git.FastImport(stream);
        Assert.Equal(10_001, (await ReadAsync()).Count);
        ReleaseRange range = ReleaseRange.Read(git.Repository, new RangeRequest(), null, CancellationToken.None).Range;
        Assert.Equal("1.9999.0", range.Previous?.ToString());
    }

    [Fact]
    public async Task A_shallow_clone_has_no_whole_changelog()
    {
        git.Release("v1.0.0");
        git.Release("v1.1.0");
        using GitSandbox clone = git.Clone("--depth=1");
        ReleaseException error =
            await Assert.ThrowsAsync<ReleaseException>(
            () => Task.Run(() => ReleaseHistory.Read(clone.Repository, new RangeRequest(), false, commit => commit, CancellationToken.None)));
        Assert.Equal(Fault.IncompleteHistory, error.Fault);
    }

    // Branches that live long and are merged late; clocks that go astray; tags only on main, in the order of their versions.
    private static List<string> RandomHistory(GitSandbox git, uint seed)
    {
        var stream = new StringBuilder();
        var tags = new List<string>();
        var sides = new List<int>();
        int main = 0;
        uint state = seed;
        for (int mark = 1; mark <= 300; mark++)
        {
            int kind = main == 0 ? 0 : Next(10), side = sides.Count == 0 ? -1 : Next(sides.Count);
            string branch = kind < 5 || (kind == 9 && side >= 0) ? "main" : "work";
            int parent = branch == "main" ? main : kind == 8 || side < 0 ? main : sides[side];
            string text = $"commit {mark}";
            stream.Append($"commit refs/heads/{branch}\nmark :{mark}\ncommitter A <a@b> {1_700_000_000 + Next(100_000)} +0000\ndata {text.Length}\n{text}\n");
            if (parent != 0)
                stream.Append($"from :{parent}\n");
            if (branch == "main" && kind == 9)
            {
                stream.Append($"merge :{sides[side]}\n");
                sides.RemoveAt(side);
            }
            else if (branch == "work" && (kind == 8 || side < 0))
            {
                sides.Add(mark);
            }
            else if (branch == "work")
            {
                sides[side] = mark;
            }

            main = branch == "main" ? mark : main;
            if (branch == "main" && Next(6) == 0)
            {
                tags.Add($"v1.{tags.Count}.0");
                stream.Append($"reset refs/tags/{tags[^1]}\nfrom :{mark}\n\n");
            }
        }

        git.FastImport(stream);
        return tags;

        int Next(int limit) => (int)((state = (state * 1_103_515_245) + 12_345) >> 16) % limit;
    }
}
