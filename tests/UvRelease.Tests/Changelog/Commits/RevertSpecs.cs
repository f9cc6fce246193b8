using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using UvRelease.Changelog.Git;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class RevertSpecs
{
    private static string Revert(string subject, int number, int digits = 40) => $"Revert \"{subject}\"\n\nThis reverts commit {Id(number)[..digits]}.";

    [Theory]
    [InlineData(40)]
    [InlineData(12)]
    [InlineData(8)]
    public void A_revert_and_its_commit_both_vanish(int digits)
    {
        Commit[] range = [.. Line("docs: c", Revert("feat: b", 2, digits), "feat: b", "fix: a")];
        range[2] = range[2] with { Id = Id(2) };
        Assert.Equal(["docs: c", "fix: a"], Told(range));
        Assert.Equal(new CommitCounts(4, 3, 0, 1, 2, 0), ChangeList.From(range, Rules).Counts);
    }

    [Fact]
    public void Reverts_of_reverts_count_by_parity()
    {
        string[] messages = ["feat: a"];
        for (int reverts = 1; reverts <= 6; reverts++)
        {
            messages = [Revert(reverts == 1 ? "feat: a" : $"Revert {reverts - 1}", reverts), .. messages];
            Assert.Equal(reverts % 2 == 0 ? ["feat: a"] : [], Told(Line(messages)));
        }
    }

    [Theory]
    [InlineData("Revert \"feat: b (#2)\" (#3)\n\nReverts acme/app#2", "feat: b (#2)")]
    [InlineData("Revert \"feat: b (#2)\" (#3)", "feat: b (#2)")]
    [InlineData("Revert \"feat: b\"", "feat: b")]
    [InlineData("revert: feat: b", "feat: b")]
    [InlineData("revert: the noodle incident\n\nRefs: 00000001ccc, 1234567", "feat: b")]
    [InlineData("fix: back to the old way\n\nThis reverts commit 00000001cccc, for it was slow.", "feat: b")]
    [InlineData("Revert \"feat: b (#2)\" (#3)\n\nThis reverts commit 7777777777.", "feat: b (#2)")]
    [InlineData("Revert \"x\"\n\nThis reverts commit 00000001cccc, reversing\nchanges made to 7777777.", "feat: b")]
    public void It_is_recognized_in_all_its_forms(string revert, string reverted)
    {
        string[] told = Told(Line(revert, reverted));
        if (revert.Contains("1234567", StringComparison.Ordinal))
            Assert.Equal(["revert: the noodle incident"], told);
        else
            Assert.Empty(told);
    }

    [Fact]
    public void Reapply_brings_back()
    {
        Assert.Equal(["feat: b"], Told(Line("Reapply \"feat: b\"", "Revert \"feat: b\"", "feat: b")));
        Assert.Equal(["feat: b"], Told(Line("Reapply \"feat: b\"\n\nThis reverts commit " + Id(2) + ".", Revert("feat: b", 1), "feat: b")));
    }

    [Theory]
    [InlineData("Revert \"feat(ui): dark mode (#12)\" (#13)\n\nThis reverts commit 99999999.", "revert(ui): dark mode", "99999999", 13)]
    [InlineData("Revert \"some words\"\n\nThis reverts commit 99999999.", "revert: some words", "99999999", null)]
    [InlineData("revert: the noodle incident\n\nRefs: 676104e, a215868", "revert: the noodle incident", "676104e", null)]
    [InlineData("Back out dark mode\n\nThis reverts commit 99999999.", "revert: Back out dark mode", "99999999", null)]
    [InlineData("fix: light again\n\nThis reverts commit 99999999.", "fix: light again", "99999999", null)]
    [InlineData("Revert \"unknown\"", "revert: unknown", null, null)]
    public void What_was_released_before_is_listed(string message, string told, string? reverts, int? pullRequest)
    {
        Assert.Equal([told, "docs: a"], Told(Line(message, "docs: a")));
        Change change = ChangeList.From(Line(message, "docs: a"), Rules).Changes[0];
        Assert.Equal((reverts, pullRequest), (change.Reverts, change.PullRequest));
    }

    [Fact]
    public void Of_two_with_the_same_subject_the_newer_one_goes()
    {
        ChangeSet set = ChangeList.From(Line("Revert \"fix: a\"", "fix: a", "fix: a"), Rules);
        Assert.Equal([Id(1)], set.Changes.Select(change => change.Commit.Id));
    }

    [Fact]
    public void A_merge_that_is_taken_back_takes_its_commits_with_it()
    {
        Commit[] range =
        [
            Commit(9, $"Revert \"Merge branch 'x'\"\n\nThis reverts commit {Id(8)}, reversing\nchanges made to {Id(1)}.", 8),
            Commit(8, "Merge branch 'x'", 1, 3), Commit(3, "feat: b", 2), Commit(2, "fix: a", 1), Commit(1, "docs: root"),
        ];
        Assert.Equal(["docs: root"], Told(range));
        Assert.Equal(4, ChangeList.From(range, Rules).Counts.Reverted);
    }

    [Fact]
    public void A_squashed_commit_that_holds_a_revert_is_told_and_what_it_takes_back_is_not() =>
        Assert.Equal(["feat: c", "fix: d"], Told(
            Line($"feat: c\n\n* fix: d\n\n* Revert \"docs: a\"\n\nThis reverts commit {Id(1)}.", "docs: a"), Rules with { Squash = SquashReading.Parts }));

    [Theory]
    [InlineData("feat: b, only what changed\n\nThis reverts commit 00000001cccc.", "feat: b, only what changed")]
    [InlineData("Send blocks\n\nThis reverts commit 00000001cccc and sends blocks in its place.", ": Send blocks")]
    [InlineData("Back out b\n\nThis reverts commit 00000001cccc because it was slow and crashed.", "")]
    [InlineData("Back out b\n\nThis reverts commits 00000001cccc and 00000001ccccc.", "")]
    public void What_replaces_is_told_and_what_only_takes_back_is_not(string message, string told) =>
        Assert.Equal(told.Length == 0 ? [] : [told], Told(Line(message, "feat: a")));

    [Fact]
    public void Half_a_revert_takes_out_what_is_there_and_names_the_rest()
    {
        ChangeSet set = ChangeList.From(Line($"revert: both\n\nRefs: {Id(1)}, 99999999", "feat: a"), Rules);
        Assert.Equal(("revert", "99999999"), (Assert.Single(set.Changes).Type, set.Changes[0].Reverts));
        Assert.Equal(1, set.Counts.Reverted);
    }

    [Fact]
    public void An_abbreviation_of_two_commits_names_neither()
    {
        Commit[] range = [Commit(3, "Revert \"x\"\n\nThis reverts commit 00000001.", 2), Commit(1, "fix: b", 1) with { Id = Id(1)[..39] + "d" },
            Commit(1, "fix: a")];
        Assert.Equal(["revert: x", "fix: b", "fix: a"], Told(range));
    }
}
