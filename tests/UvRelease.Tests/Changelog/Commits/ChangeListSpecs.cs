using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class ChangeListSpecs
{
    [Fact]
    public void Every_commit_is_counted_once()
    {
        ChangeSet set = ChangeList.From(Line("feat: d", "feat - c", "whatever", "fix:b", "", "Merge branch 'x'", "docs: a"), Rules);
        Assert.Equal(new CommitCounts(7, 3, 1, 3, 0, 0), set.Counts);
        Assert.Equal(["CC-21", "CC-4"], set.LookAlikes.Select(found => found.LookAlike.Policy));
        Assert.Equal([Id(6), Id(4)], set.LookAlikes.Select(found => found.Commit.Id));
        Assert.Equal(6, set.Changes.Count);
    }

    [Fact]
    public void An_empty_range_has_no_changes() => Assert.Equal(new CommitCounts(0, 0, 0, 0, 0, 0), ChangeList.From([], Rules).Counts);

    // Every combination of three messages on a line and on two: what is listed, gone or a merge adds up to what is there.
    [Fact]
    public void Nothing_is_lost_and_nothing_told_twice_in_any_small_range()
    {
        string[] messages = ["feat: a", "feat: a (#2)", "fix!: b", "feat - c", "words", "Merge branch 'x'",
            $"Revert \"x\"\n\nThis reverts commit {Id(1)}.", $"fix: d\n\n(cherry picked from commit {Id(2)})", "Revert \"feat: a\""];
        foreach (string first in messages)
        {
            foreach (string second in messages)
            {
                foreach (string third in messages)
                {
                    Check([Commit(3, first, 2), Commit(2, second, 1), Commit(1, third)]);
                    Check([Commit(9, "Merge branch 'y'", 2, 3), Commit(3, first, 1), Commit(2, second, 1), Commit(1, third)]);
                }
            }
        }

        static void Check(IReadOnlyList<Commit> commits)
        {
            ChangeSet set = ChangeList.From(commits, Rules);
            CommitCounts counts = set.Counts;
            string[] told = [.. set.Changes.Select(change => change.Commit.Id)];
            int goneMerges = commits.Count(commit => commit.Message.StartsWith("Merge branch", StringComparison.Ordinal) && !told.Contains(commit.Id));
            Assert.Equal((commits.Count, commits.Count), (counts.Total, counts.Conventional + counts.LookAlike + counts.Other));
            Assert.Equal(told.Length, told.Distinct().Count());
            Assert.InRange(told.Length + counts.Reverted + counts.Repeated, commits.Count - goneMerges, commits.Count);
        }
    }

    [Fact]
    public void Authors_are_named_once_by_address()
    {
        const string message = "feat: a\r\n\r\nCo-authored-by: Bob <bob@example.com>\r\nco-authored-by: Bob Again <BOB@example.com>\r\nCo-Authored-By: Ann "
            + "<ann@example.com>\r\n* Co-authored-by: Cy <12+cy@users.noreply.github.com>\r\nCo-authored-by: cy "
            + "<cy@users.noreply.github.com>\r\nCo-authored-by: Nomail\r\nNot a Co-authored-by: Eve <eve@e>\r\n";
        Assert.Equal(["Ann", "Bob", "Cy", "Nomail"], ChangeList.From(Line(message), Rules).Changes[0].Authors.Select(author => author.Name));
    }

    [Theory]
    [InlineData("fix: a #12", "#12>https://github.com/acme/app/issues/12")]
    [InlineData("fix: a\n\nCloses #64#65", "#64>https://github.com/acme/app/issues/64!|#65>https://github.com/acme/app/issues/65!")] // CC-14
    [InlineData("fix: a\n\nFixes: #1, #2 and #3; see #4",
        "#1>https://github.com/acme/app/issues/1!|#2>https://github.com/acme/app/issues/2!|#3>https://github.com/acme/app/issues/3!|"
        + "#4>https://github.com/acme/app/issues/4")]
    [InlineData("fix: a\n\nResolved GH-7", "GH-7>https://github.com/acme/app/issues/7!")]
    [InlineData("fix: a\n\ncloses other/thing.js#8", "other/thing.js#8>https://github.com/other/thing.js/issues/8!")]
    [InlineData("fix: a\n\nfixed https://github.com/o/r/issues/9#issuecomment-1", "https://github.com/o/r/issues/9>https://github.com/o/r/issues/9!")]
    [InlineData("fix: a\n\nUV-123, then https://tracker/UV-5 and LUV-1", "UV-123>https://tracker/UV-123?n=123|UV-5>https://tracker/UV-5?n=5")]
    [InlineData("fix: a (#11) (#12)", "#11>https://github.com/acme/app/issues/11")]
    [InlineData("fix: a\n\n#1 and #1, then closes #1", "#1>https://github.com/acme/app/issues/1!")]
    [InlineData("fix: a\n\nC#12 &#39; #0 #12ab #ff0000 page.html#5 https://x/y#6 x##7 #1234567890123", "")]
    [InlineData("fix: prefix #3", "#3>https://github.com/acme/app/issues/3")]
    public void Issues_are_found(string message, string references)
    {
        Change change = ChangeList.From(Line(message), Rules).Changes[0];
        Assert.Equal(references, string.Join('|', change.References.Select(reference => $"{reference.Text}>{reference.Url}{(reference.Closes ? "!" : "")}")));
    }

    [Fact]
    public void Without_a_page_there_is_no_address() =>
        Assert.Equal([null, null, "https://x/1"],
            ChangeList.From(Line("fix: a #1 b/c#2 X-1"),
            new ChangeRules { Trackers = [new TrackerRule("X", "https://x/{number}")] }).Changes[0].References.Select(reference => reference.Url));

    [Theory]
    [InlineData("fix: a (#12)", 12, "a")]
    [InlineData("fix: a (#11) (#12)", 12, "a")]
    [InlineData("fix: a #12", null, "a #12")]
    [InlineData("words (#12)", 12, "words")]
    [InlineData("fix: (#12)", null, "(#12)")]
    [InlineData("fix: a (#12) more", null, "a (#12) more")]
    [InlineData("fix: a (#99999999999)", null, "a (#99999999999)")]
    public void The_pull_request_stands_at_the_end_of_the_subject(string message, int? number, string description)
    {
        Change change = ChangeList.From(Line(message), Rules).Changes[0];
        Assert.Equal((number, description), (change.PullRequest, change.Description));
    }

    [Fact]
    public void The_newest_version_asked_for_wins_and_must_be_one()
    {
        ChangeSet set = ChangeList.From(
            Line("fix: d\n\nRelease-As: v3.0.0", "fix: c\n\nrelease-as: 2.0.0-beta.1", "fix: b\n\nRelease-As: 1.0.0", "fix: a\n\nRelease-As: soon"), Rules);
        Assert.Equal("2.0.0-beta.1", set.ReleaseAs);
        Assert.Equal([("CC-26", "Release-As: 3.0.0"), ("CC-26", null)], set.LookAlikes.Select(found => (found.LookAlike.Policy, found.LookAlike.DidYouMean)));
        Assert.Null(ChangeList.From(Line($"Revert \"x\"\n\nThis reverts commit {Id(1)}.", "fix: a\n\nRelease-As: 1.0.0"), Rules).ReleaseAs);
    }
}
