using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class MergeSpecs
{
    private const string PullRequest = "Merge pull request #5 from ann/x\n\nfeat: the title (#5)\n\nCloses #3\nCo-authored-by: Bob <b@b>";

    // main: 9 (merge) - 1, side: 3 - 2 - 1
    private static Commit[] Side(string merge, params string[] side) =>
        [Commit(9, merge, 1, 1 + side.Length), .. side.Select((message, place) => Commit(1 + side.Length - place, message, side.Length - place)),
            Commit(1, "docs: root")];

    [Theory]
    [InlineData("Merge branch 'main' into x")]
    [InlineData("Merge remote-tracking branch 'origin/main'")]
    [InlineData("Merge tag 'v1.0.0' into x")]
    [InlineData("Merge commit '0123456'")]
    [InlineData("Merge branches 'a' and 'b'")]
    [InlineData("Merge pull request #5 from ann/x")]
    public void What_only_merges_is_no_change(string merge)
    {
        Assert.Equal(["fix: a", "docs: root"], Told(Side(merge, "fix: a")));
        Assert.Equal(new CommitCounts(3, 2, 0, 1, 0, 0), ChangeList.From(Side(merge, "fix: a"), Rules).Counts);
    }

    [Fact]
    public void The_title_of_a_pull_request_tells_what_none_of_its_commits_does()
    {
        Assert.Equal(["fix: b", ": wip", "docs: root"], Told(Side(PullRequest, "fix: b", "wip")));
        Assert.Equal(["feat: the title", ": wip b", ": wip", "docs: root"], Told(Side(PullRequest, "wip b", "wip")));
        Change title = ChangeList.From(Side(PullRequest, "wip"), Rules).Changes[0];
        Assert.Equal((5, Id(9), "#3", true), (title.PullRequest, title.Commit.Id, title.References.Single().Text, title.References[0].Closes));
        Assert.Equal(["Ann", "Bob"], title.Authors.Select(author => author.Name));
    }

    [Theory]
    [InlineData("Merge branch 'x' into 'main'\n\nfeat: the title\n\nSee merge request acme/app!5")]
    [InlineData("Merged in x (pull request #5)\n\nfeat: the title\n")]
    [InlineData("Merged PR 5: feat: the title")]
    [InlineData("feat: the title (#5)")]
    public void Other_hosts_write_it_in_other_ways(string merge)
    {
        Assert.Equal(["feat: the title", ": wip", "docs: root"], Told(Side(merge, "wip")));
        Assert.Equal(5, ChangeList.From(Side(merge, "wip"), Rules).Changes[0].PullRequest);
        Assert.Equal(["fix: b", "docs: root"], Told(Side(merge, "fix: b")));
    }

    [Fact]
    public void What_breaks_is_never_lost_with_a_title() =>
        Assert.Equal(["feat!: all new", "fix: b", "docs: root"], Told(Side("feat!: all new", "fix: b")));

    [Fact]
    public void A_title_of_no_type_says_no_more_than_the_commits() =>
        Assert.Equal([": wip", "docs: root"], Told(Side("Merge pull request #5 from ann/x\n\nMy work", "wip")));

    [Fact]
    public void A_title_counts_where_the_commits_are_not_in_the_range() =>
        Assert.Equal([": My work", "docs: root"], Told([Commit(9, "Merge pull request #5 from ann/x\n\nMy work", 1, 77), Commit(1, "docs: root")]));

    // 9 merges 6, which merges main's 2 and, before, 5's own branch 4.
    [Fact]
    public void A_merge_answers_for_what_it_brought_and_not_for_what_was_there()
    {
        Commit[] nested =
        [
            Commit(9, "Merge pull request #5 from ann/x\n\nfeat: the title", 2, 7),
            Commit(7, "Merge branch 'main' into x", 6, 2),
            Commit(6, "Merge pull request #4 from ann/y\n\nperf: inner title", 5, 4),
            Commit(5, "wip", 1),
            Commit(4, "wip inner", 1),
            Commit(2, "fix: on main", 1),
            Commit(1, "docs: root"),
        ];
        Assert.Equal(["feat: the title", "perf: inner title", ": wip", ": wip inner", "fix: on main", "docs: root"], Told(nested));
        nested[4] = Commit(4, "fix: inner", 1);
        Assert.Equal([": wip", "fix: inner", "fix: on main", "docs: root"], Told(nested));
    }

    [Fact]
    public void An_octopus_answers_for_all_its_arms()
    {
        Commit[] octopus = [Commit(9, "Merge pull request #5 from ann/x\n\nfeat: title", 1, 2, 3),
            Commit(3, "fix: c", 1), Commit(2, "wip", 1), Commit(1, "docs: root")];
        Assert.Equal(["fix: c", ": wip", "docs: root"], Told(octopus));
    }

    [Fact]
    public void A_long_chain_of_merges_inside_merges_is_read()
    {
        const int depth = 50_000;
        Commit[] chain = [.. Enumerable.Range(0, depth).Select(place => Commit(depth - place, "Merge branch 'x'", 0, depth - place - 1)),
            Commit(0, "fix: root")];
        Assert.Equal(["fix: root"], Told(chain));
    }
}
