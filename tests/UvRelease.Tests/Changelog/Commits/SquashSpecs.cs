using UvRelease.Changelog.Commits;
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
        ChangeSet set = ChangeList.From(Line(Squashed), Rules);
        Assert.Equal(["feat: tabs", "fix(ui)!: close them", "docs: tell about tabs"], Told(Line(Squashed)));
        Assert.Equal([14, 15, 14], set.Changes.Select(change => change.PullRequest));
        Assert.Equal(["the ids moved"], set.Changes[1].BreakingNotes);
        Assert.Equal(["#4", "#3"], set.Changes[0].References.Select(reference => reference.Text));
        Assert.All(set.Changes, change => Assert.Equal(["Ann", "Bob"], change.Authors.Select(author => author.Name)));
        Assert.Equal(new CommitCounts(1, 1, 0, 0, 0, 0), set.Counts);
    }

    [Fact]
    public void Without_splitting_there_is_one_change_that_breaks() =>
        Assert.Equal(["feat!: tabs"], Told(Line(Squashed), Rules with { SplitSquashed = false }));

    [Theory]
    [InlineData("feat: a\n\nfix(b): c\n\nmore\n\ndocs: d", "feat: a|fix(b): c|docs: d")]
    [InlineData("feat: a\nfix: b", "feat: a|fix: b")]
    [InlineData("Some work (#3)\n\n* feat: a\n* fix: b\n* typo", ": Some work|feat: a|fix: b")]
    [InlineData("feat: a\n\n* feat: a\n\nBREAKING CHANGE: b", "feat!: a")]
    [InlineData("feat: a\n\n```\n* fix: quoted\n\nfix: quoted too\n```", "feat: a")]
    [InlineData("feat: a\n\n* note: no type that is known\n* Fix: caps", "feat: a|fix: caps")]
    [InlineData("feat: a\n\nTest: by hand\n\nfix: #12", "feat: a")]
    [InlineData("feat: a\n\nBEGIN_NESTED_COMMIT\nfix: b\n\n* docs: of b\nEND_NESTED_COMMIT\nBEGIN_NESTED_COMMIT\nperf: c\nEND_NESTED_COMMIT",
        "feat: a|fix: b|perf: c")]
    [InlineData("feat: a\r\n\r\n* fix: b\r\n\r\n* docs: c\r\n", "feat: a|fix: b|docs: c")]
    public void Parts_are_found(string message, string told) => Assert.Equal(told.Split('|'), Told(Line(message)));

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
