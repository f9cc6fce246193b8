using System.Text.Json;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;
using static UvRelease.Tests.Changelog.Commits.CommitRange;

namespace UvRelease.Tests.Changelog.Commits;

public class OverrideSpecs
{
    private static readonly string[] Good =
    [
        "", "# nothing\n", "1a2b3c4: 'fix: x'\n", "1234567: 'fix: x'\n", "12345e7: ~\n", "1A2B3C4D:\n", "deadbeef: null\n",
        "'0123456789012345678901234567890123456789012345678901234567890123': \"feat!: y\"\n",
        "1a2b3c4: |\n  feat(ui)!: dark mode\n\n  BREAKING CHANGE: the old one is gone\n",
    ];

    private static readonly string[] Bad =
    [
        "1a2b3c: 'fix: x'\n", "HEAD: 'fix: x'\n", "1a2b3c4: ''\n", "1a2b3c4: '  '\n", "1a2b3c4: 5\n", "1a2b3c4: true\n", "1a2b3c4: [x]\n", "- 1a2b3c4\n",
        "01234567890123456789012345678901234567890123456789012345678901234: x\n",
    ];

    [Fact]
    public async Task The_schema_and_the_reader_judge_alike()
    {
        Assert.All(Good, text => Assert.NotNull(OverrideFile.Parse(text, "o.yml")));
        Assert.All(Bad, text =>
            Assert.Equal(("o.yml", 1), Assert.Throws<ReleaseException>(() => OverrideFile.Parse(text, "o.yml")) is var e ? (e.File, e.Line) : default));
        Node.Needs("ajv");
        JsonElement judged = await Node.AskAsync(
            SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "validate.mjs"), new { schema = "overrides", documents = Good.Concat(Bad) });
        Assert.Equal([.. Good.Select(_ => true), .. Bad.Select(_ => false)], judged.EnumerateArray().Select(error => error.ValueKind == JsonValueKind.Null));
    }

    private static ChangeSet Told(string file, params string[] messages)
    {
        IReadOnlyList<Commit> commits = Line(messages);
        (IReadOnlyDictionary<string, string?> overrides, _) = MessageOverride.Resolve(OverrideFile.Parse(file, "o.yml"), commits);
        return ChangeList.From(commits, Rules with { MessageOverrides = overrides });
    }

    [Fact]
    public void A_message_is_replaced_whole_and_the_account_follows()
    {
        ChangeSet set = Told($"{Id(1)}: \"feat(ui)!: dark mode\\n\\nBREAKING CHANGE: light is gone\"\n", "fix: b", "oops");
        Change change = set.Changes[1];
        Assert.Equal(("feat", "ui", true, "light is gone"), (change.Type, change.Scope, change.IsBreaking, Assert.Single(change.BreakingNotes)));
        Assert.Equal(new CommitCounts(2, 2, 0, 0, 0, 0), set.Counts);
    }

    [Fact]
    public void A_commit_that_is_left_out_still_counts()
    {
        ChangeSet set = Told("00000001: null\n", "fix: b", "feat!: leaked");
        Assert.Equal(["b"], set.Changes.Select(change => change.Description));
        Assert.Equal(new CommitCounts(2, 2, 0, 0, 0, 0) { LeftOut = 1 }, set.Counts);
    }

    [Fact]
    public void A_revert_of_a_commit_that_is_left_out_goes_with_it()
    {
        ChangeSet set = Told("00000001:\n", $"Revert \"feat: a\"\n\nThis reverts commit {Id(1)}.", "feat: a");
        Assert.Empty(set.Changes);
        Assert.Equal((2, 0), (set.Counts.Reverted, set.Counts.LeftOut));
    }

    [Fact]
    public void Digits_find_one_commit_none_is_told_and_two_are_an_error()
    {
        Commit[] commits = [Commit(0x12, "a"), Commit(0x13, "b")];
        (IReadOnlyDictionary<string, string?> found, IReadOnlyList<MessageOverride> unknown) =
            MessageOverride.Resolve(OverrideFile.Parse("00000012: 'fix: x'\nfeedfeed: 'fix: y'\n", "o.yml"), commits);
        Assert.Equal([Id(0x12)], found.Keys);
        Assert.Equal(("feedfeed", 2), (Assert.Single(unknown).Id, unknown[0].Line));
        ReleaseException two = Assert.Throws<ReleaseException>(() => MessageOverride.Resolve(OverrideFile.Parse("'0000001': x\n", "o.yml"), commits));
        Assert.Contains("more than one", two.Message, StringComparison.Ordinal);
        ReleaseException twice =
            Assert.Throws<ReleaseException>(() => MessageOverride.Resolve(OverrideFile.Parse($"00000012: x\n{Id(0x12)}: y\n", "o.yml"), commits));
        Assert.Equal(("o.yml", 2), (twice.File, twice.Line));
    }

    [Fact]
    public async Task The_file_is_no_fragment()
    {
        using TemporaryFolder folder = new();
        folder.Write(".changes/overrides.yml", "1a2b3c4: 'fix: x'\n");
        Assert.Empty(ChangelogFragmentFolder.Read(folder.At(".changes"), ".changes"));
        Assert.Single(OverrideFile.Read(folder.At(".changes", OverrideFile.Name), "o.yml"));
        Assert.Empty(OverrideFile.Read(folder.At("missing.yml"), "o.yml"));
        Assert.False(new ChangedFile(".changes/overrides.yml").IsFragmentOf(".changes"));
    }
}
