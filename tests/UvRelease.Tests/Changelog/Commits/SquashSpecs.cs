using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Configuration;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class SquashSpecs
{
    private const string Squashed = """
        feat: tabs (#14)

        * feat: tabs

        The tabs themselves.
        Closes #3

        * fix(ui): close them (#15)

        * wip

        BREAKING CHANGE: the ids moved

        - docs: tell about tabs

        ---------

        Refs: #4
        Co-authored-by: Bob <bob@example.com>
        """;

    [Fact]
    public void The_title_is_the_entry_and_conventional_items_are_changes_of_their_own()
    {
        ChangeRules parts = Rules with { Squash = SquashReading.Parts };
        ChangeSet set = ChangeList.From(Line(Squashed), parts);
        Assert.Equal(["feat: tabs", "fix(ui)!: close them", "docs: tell about tabs"], Told(Line(Squashed), parts));
        Assert.Equal([14, 15, 14], set.Changes.Select(change => change.PullRequest));
        Assert.Equal(["the ids moved"], set.Changes[1].BreakingNotes);
        Assert.Equal(["#4", "#3"], set.Changes[0].References.Select(reference => reference.Text));
        Assert.All(set.Changes, change => Assert.Equal(["Ann", "Bob"], change.Authors.Select(author => author.Name)));
        Assert.Equal(new CommitCounts(1, 1, 0, 0, 0, 0), set.Counts);
    }

    [Fact]
    public void A_title_that_asks_for_a_release_is_told_alone_and_what_breaks_with_it()
    {
        Assert.Equal(["feat: tabs", "fix(ui)!: close them"], Told(Line(Squashed)));
        Assert.Equal(["feat: tabs", "fix(ui)!: close them"], Told(Line(Squashed), Rules with { Squash = SquashReading.Title }));
    }

    [Theory]
    [InlineData("feat: a\n\nfix(b): c\n\nmore\n\ndocs: d", "feat: a|fix(b): c|docs: d")]
    [InlineData("feat: a\nfix: b", "feat: a|fix: b")]
    [InlineData("Some work (#3)\n\n* feat: a\n* fix: b\n* typo", "feat: a|fix: b")]
    [InlineData("feat: a\n\n* feat: a\n\nBREAKING CHANGE: b", "feat!: a")]
    [InlineData("feat: a\n\n```\n* fix: quoted\n\nfix: quoted too\n```", "feat: a")]
    [InlineData("feat: a\n\n* note: no type that is known\n* Fix: caps", "feat: a|fix: caps")]
    [InlineData("feat: a\n\nTest: by hand\n\nfix: #12", "feat: a")]
    [InlineData("feat: a\n\nBEGIN_NESTED_COMMIT\nfix: b\n\n* docs: of b\nEND_NESTED_COMMIT\nBEGIN_NESTED_COMMIT\nperf: c\nEND_NESTED_COMMIT",
        "feat: a|fix: b|perf: c")]
    [InlineData("feat: a\r\n\r\n* fix: b\r\n\r\n* docs: c\r\n", "feat: a|fix: b|docs: c")]
    public void Parts_are_found(string message, string told) =>
        Assert.Equal(told.Split('|'), Told(Line(message), Rules with { Squash = SquashReading.Parts }));

    [Theory]
    [InlineData("feat: a\n\n* fix: b\n\n* docs: c", "feat: a", "feat: a", "feat: a|fix: b|docs: c")]
    [InlineData("Tabs (#3)\n\n* feat: a\n\n* fix: b", "feat: a|fix: b", ": Tabs", "feat: a|fix: b")]
    [InlineData("Tabs (#3)\n\n* docs: a\n\n* typo", ": Tabs|docs: a", ": Tabs", ": Tabs|docs: a")]
    [InlineData("chore: bring back (#3)\n\n* fix: b", "chore: bring back|fix: b", "chore: bring back", "chore: bring back|fix: b")]
    [InlineData("docs: a (#3)\n\n* fix: b\n\n* feat!: c", "docs: a|feat!: c", "docs: a|feat!: c", "docs: a|fix: b|feat!: c")]
    [InlineData("test(x): a (#3)\n\n* fix: b", "test(x): a", "test(x): a", "test(x): a|fix: b")]
    [InlineData("chore: merge release/1.x into main (#3)\n\n* fix: b", "chore: merge release/1.x into main|fix: b", "chore: merge release/1.x into main",
        "chore: merge release/1.x into main|fix: b")]
    [InlineData("ui: a (#3)\n\n* fix: b", "ui: a|fix: b", "ui: a", "ui: a|fix: b")]
    [InlineData("fix: a\n\n* feat!: b\n\n* docs: c", "fix: a|feat!: b", "fix: a|feat!: b", "fix: a|feat!: b|docs: c")]
    [InlineData("fix(x): a (#2)\n\n* feat(x): A (#1)\n\nBREAKING CHANGE: c", "fix(x)!: a", "fix(x)!: a", "fix(x)!: a")]
    [InlineData("Tabs\n\n* fix: b\n\n* fix: b", "fix: b", ": Tabs", "fix: b")]
    [InlineData("Dark mode (#3)\n\n* feat: dark mode", "feat: Dark mode", ": Dark mode", "feat: Dark mode")]
    [InlineData("fix crash (#3)\n\n* fix: fix crash\n* docs: b", "fix: fix crash|docs: b", ": fix crash", "fix: fix crash|docs: b")]
    [InlineData("Dark mode (#3)\n\n* feat!: dark mode", "feat!: Dark mode", "feat!: Dark mode", "feat!: Dark mode")]
    [InlineData("Merge branch 'work' into main (#34)\n\n* feat!: a\n\nBREAKING CHANGE: gone.\n\n* typo", "feat!: a", "feat!: a", "feat!: a")]
    [InlineData("Merge remote-tracking branch 'origin/x'\n\n* fix: a\n\n* docs: b", "fix: a|docs: b", "fix: a|docs: b", "fix: a|docs: b")]
    [InlineData("Merge pull request #34 from a/b\n\n* feat: a\n* fix: b", "feat: a|fix: b", "feat: a|fix: b", "feat: a|fix: b")]
    public void What_is_told_of_a_squash_is_configured(string message, string auto, string title, string parts)
    {
        Assert.Equal(auto.Split('|'), Told(Line(message)));
        Assert.Equal(title.Split('|'), Told(Line(message), Rules with { Squash = SquashReading.Title }));
        Assert.Equal(parts.Split('|'), Told(Line(message), Rules with { Squash = SquashReading.Parts }));
    }

    [Theory]
    [InlineData("* feat(a)!: b\n\n* Revert \"feat(a)!: b\"\n\nThis reverts commit 1234567.", "")]
    [InlineData("* feat: b\n\n* revert: feat: b", "")]
    [InlineData("* feat: b\n\n* Revert \"feat: b\"\n\n* Reapply \"feat: b\"", "feat: b")]
    [InlineData("* feat: b\n\n* Revert \"feat: b\"\n\n* feat: b", "feat: b")]
    [InlineData("* feat: b\n\n* feat: b\n\n* Revert \"feat: b\"", "feat: b")]
    [InlineData("* wip\n\n* Revert \"wip\"\n\nThis reverts commit 00000001cccc.\n\n* more tests", "")]
    [InlineData("* feat: b\n\n* Revert \"fix: old (#1)\"\n\n* more", "feat: b|revert: old")]
    public void What_was_taken_back_inside_never_happened(string body, string told) => Assert.Equal(
        told.Length == 0 ? [": Tabs"] : told.Split('|'), Told(Line("Tabs (#3)\n\n" + body), Rules with { Squash = SquashReading.Parts }));

    [Theory]
    [InlineData("Revert \"fix: c (#2)\"\n\nThis reverts commit 00000001cccc.")]
    [InlineData("Revert \"fix: c (#2)\"\n\nThis reverts commit 99999999cccc.")]
    [InlineData("revert: fix: c (#2)")]
    public void A_part_that_takes_back_another_commit_takes_that_out(string part) =>
        Assert.Equal(["feat: tabs"], Told(Line($"feat: tabs (#3)\n\n* {part}\n\n* tests", "fix: c (#2)")));

    [Fact]
    public void A_hotfix_that_is_brought_back_is_told_once_with_both_links()
    {
        ChangeSet set = ChangeList.From(Line("chore: back (#41)\n\n* fix(menu): keep\n\n* fix(tray): icon", "fix(menu): keep (#40)"), Rules);
        Assert.Equal(["back", "icon", "keep"], set.Changes.Select(change => change.Description));
        Assert.Equal((40, "#41"), (set.Changes[2].PullRequest, Assert.Single(set.Changes[2].References).Text));
    }

    [Fact]
    public void What_git_lists_is_told_by_its_commits_and_under_a_title_by_that()
    {
        const string Log = "Squashed commit of the following:\n\ncommit 0f1e\nAuthor: M <m@x>\nDate:   now\n\n    feat: text\n\n    Closes #4\n\n"
            + "commit 1f1e\nMerge: 2 3\nAuthor: M <m@x>\n\n    Merge branch 'x'\n\ncommit 2f1e\nAuthor: M <m@x>\n\n    fix: quote\n";
        Assert.Equal(["fix: quote", "feat: text"], Told(Line(Log)));
        Assert.Equal(["feat: export"], Told(Line("feat: export\n\n" + Log)));
        Assert.All([Log, "feat: export\n\n" + Log], message =>
            Assert.Equal("M", ChangeList.From(Line(message.Replace("Merge: 2 3\nAuthor: M", "Merge: 2 3\nAuthor: N", StringComparison.Ordinal)), Rules)
                .Changes[0].Authors.Skip(1).Single().Name));
        Assert.Equal(["fix: quote", "feat: text"], Told(Line("Export\n\n" + Log)));
    }

    [Fact]
    public void A_message_of_thousands_of_parts_has_a_bound_that_is_told()
    {
        ChangeSet set = ChangeList.From(Line("Import\n\n" + string.Concat(Enumerable.Range(0, 4_000).Select(n => $"* feat: part {n}\n\n"))), Rules);
        Assert.Equal(SquashedMessage.MostChanges, set.Changes.Count);
        Assert.Contains("the 3000 after the first 1000 are not told", Assert.Single(set.LookAlikes).LookAlike.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Bad title (#7)\n\nBEGIN_COMMIT_OVERRIDE\nfeat: good title\n\nfix: and more\nEND_COMMIT_OVERRIDE\n\nrest", "feat: good title|fix: and more")]
    [InlineData("fix: never closed\n\nBEGIN_COMMIT_OVERRIDE\nfeat: x", "fix: never closed")]
    [InlineData("docs: about BEGIN_COMMIT_OVERRIDE and END_COMMIT_OVERRIDE", "docs: about BEGIN_COMMIT_OVERRIDE and END_COMMIT_OVERRIDE")]
    public void An_override_stands_for_the_message(string message, string told) => Assert.Equal(told.Split('|'), Told(Line(message)));

    [Fact]
    public void An_override_by_id_wins_and_leaves_the_pull_request()
    {
        ChangeRules rules = Rules with { MessageOverrides = new Dictionary<string, string?>(StringComparer.Ordinal) { [Id(1)] = "feat!: right type" } };
        ChangeSet set = ChangeList.From(Line("docs: b", "fix: wrong type (#9)"), rules);
        Assert.Equal(("feat", true, 9), (set.Changes[1].Type, set.Changes[1].IsBreaking, set.Changes[1].PullRequest));
    }
}
