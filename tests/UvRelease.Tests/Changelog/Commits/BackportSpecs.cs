using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class BackportSpecs
{
    // main 9 merges the release branch: 4 - 3, beside main's 2 - 1.
    private static Commit[] Branches(Commit third, Commit second) => [Commit(9, "Merge branch '1-x'", 2, 3), third, second, Commit(1, "docs: root")];

    [Fact]
    public void A_cherry_pick_is_told_once()
    {
        Commit[] range = Branches(Commit(3, $"fix: crash on start\n\n(cherry picked from commit {Id(2)})", 1), By("Bob", 2, "fix: crash", 1));
        Assert.Equal(["fix: crash", "docs: root"], Told(range));
        Assert.Equal(new CommitCounts(4, 3, 0, 1, 0, 1), ChangeList.From(range, Rules).Counts);
    }

    [Fact]
    public void Two_picks_of_one_commit_that_is_not_in_the_range_are_told_once() =>
        Assert.Equal(["fix: b", "docs: root"],
            Told(Branches(By("Bob", 3, "fix: a\n\n(cherry picked from commit 7777777)", 1), Commit(2, "fix: b\n\n(cherry picked from commit 7777777)", 1))));

    [Theory]
    [InlineData("fix: same thing (#20)\n\nBackport of #12")]
    [InlineData("fix: same thing (#20)\n\nBackport-of: #12")]
    [InlineData("fix: same thing\n\nBackports #12.")]
    public void A_backport_names_its_pull_request(string message) =>
        Assert.Equal(["fix: thing", "docs: root"], Told(Branches(By("Bot", 3, message, 1), Commit(2, "fix: thing (#12)", 1))));

    [Fact]
    public void The_same_subject_of_the_same_author_on_another_line_is_a_copy_if_it_changes_the_same()
    {
        ChangeRules Patches(string third, string second) => Rules with
        {
            PatchesOf = _ => new Dictionary<string, string>
            {
                [Id(3)] = third,
                [Id(2)] = second
            }
        };
        Commit[] same = Branches(Commit(3, "Fix(ui): a (#20)", 1), Commit(2, "fix(ui): a (#12)", 1));
        Assert.Equal(["fix(ui): a", "docs: root"], Told(same, Patches("p", "p")));
        Assert.Equal(["fix(ui): a", "fix(ui): a", "docs: root"], Told(same, Patches("p", "q")));
        Assert.Equal(["fix(ui): a", "fix(ui): a", "docs: root"], Told(same));
        Assert.Equal(["fix: a", "fix: a", "docs: root"], Told(Branches(By("Bob", 3, "fix: a", 1), Commit(2, "fix: a", 1)), Patches("p", "p")));
        Assert.Equal(["fix!: a", "fix: a", "docs: root"], Told(Branches(Commit(3, "fix!: a", 1), Commit(2, "fix: a", 1)), Patches("p", "p")));
    }

    [Fact]
    public void The_same_subject_twice_on_one_line_is_two_commits() => Assert.Equal(["chore: bump", "chore: bump"], Told(Line("chore: bump", "chore: bump")));

    [Fact]
    public void The_same_number_twice_may_be_an_issue() => Assert.Equal(["feat: b", "fix: a"], Told(Line("feat: b (#12)", "fix: a (#12)")));

    [Fact]
    public void The_copy_of_what_was_reverted_stays() =>
        Assert.Equal(["fix: b", "docs: root"],
            Told([Commit(10, $"Revert \"x\"\n\nThis reverts commit {Id(2)}.", 9),
            .. Branches(Commit(3, $"fix: b\n\n(cherry picked from commit {Id(2)})", 1), Commit(2, "fix: a", 1))]));

    [Fact]
    public void Copies_of_each_other_leave_one() =>
        Assert.Single(Told(Line($"fix: b\n\n(cherry picked from commit {Id(1)})", $"fix: a\n\n(cherry picked from commit {Id(2)})")));

    [Fact]
    public void A_copy_of_a_copy_is_a_copy() =>
        Assert.Equal(["fix: a"], Told(Line($"fix: c\n\n(cherry picked from commit {Id(2)})", $"fix: b\n\n(cherry picked from commit {Id(1)})", "fix: a")));
}
