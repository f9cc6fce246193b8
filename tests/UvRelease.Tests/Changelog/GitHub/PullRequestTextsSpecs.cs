using UvRelease.Changelog.Commits;
using UvRelease.Changelog.Git;
using UvRelease.Changelog.GitHub;
using Xunit;

namespace UvRelease.Tests.Changelog.GitHub;

public class PullRequestTextsSpecs
{
    private const string Block = "Text\r\n\r\nBEGIN_COMMIT_OVERRIDE\r\nfeat(menu): tabs\r\n\r\nfix: a crash\r\nEND_COMMIT_OVERRIDE\r\n";

    private static Commit Commit(int number, string message, params int[] parents) =>
        new(Story.Id(number), [.. parents.Select(Story.Id)], new Person("Ada", "ada@example.com"), DateTimeOffset.UnixEpoch, message);

    /// <summary>What is listed, with a pull request 7 that was merged as the first commit.</summary>
    private static string[] Told(string title, string body, params Commit[] commits) => Told(new PullRequestText(title, body, Story.Id(1)), commits);

    private static string[] Told(PullRequestText pull, params Commit[] commits)
    {
        ChangeRules rules = PullRequestTexts.With(new ChangeRules(), commits, new Dictionary<int, PullRequestText> { [7] = pull });
        return [.. ChangeList.From(commits,
            rules).Changes.Select(change => $"{change.Type}{(change.IsBreaking ? "!" : "")}: {change.Description} {change.PullRequest}".Trim())];
    }

    [Fact]
    public void A_block_in_the_body_stands_for_the_message() =>
        Assert.Equal(["feat: tabs 7", "fix: a crash 7"], Told("Tabs", Block, Commit(1, "Tabs (#7)")));

    [Fact]
    public void A_block_stands_for_no_other_commit_that_names_the_number() =>
        Assert.Equal(["fix: after tabs 7", "feat: tabs 7", "fix: a crash 7"],
            Told("feat: tabs", Block, Commit(2, "fix: after tabs (#7)", 1), Commit(1, "Tabs (#7)")));

    [Fact]
    public void A_block_is_for_a_picked_commit_too() =>
        Assert.Equal(["feat: tabs 7", "fix: a crash 7"], Told("Tabs", Block, Commit(2, $"Tabs (#7)\n\n(cherry picked from commit {Story.Id(1)})")));

    [Theory]
    [InlineData("BEGIN_COMMIT_OVERRIDE\nEND_COMMIT_OVERRIDE")]
    [InlineData("BEGIN_COMMIT_OVERRIDE\nfeat: x")]
    [InlineData("see BEGIN_COMMIT_OVERRIDE feat: x END_COMMIT_OVERRIDE")]
    public void A_block_that_is_empty_or_open_is_none(string body) => Assert.Equal(["fix: tabs 7"], Told("fix: tabs", body, Commit(1, "fix: tabs (#7)")));

    [Fact]
    public void A_pull_request_that_is_not_merged_stands_for_nothing() =>
        Assert.Equal([": Tabs 7"], Told(new PullRequestText("feat: tabs", Block, null), Commit(1, "Tabs (#7)")));

    [Theory]
    [InlineData("Tabs (#7)", "feat: tabs 7")]
    [InlineData("Tabs (#7)\n\nBREAKING CHANGE: no windows.", "feat!: tabs 7")]
    [InlineData("feat:tabs (#7)", "feat: tabs 7")]
    [InlineData("fix: other (#7)", "fix: other 7")]
    [InlineData("Merge pull request #7 from ada/tabs", "feat: tabs 7")]
    [InlineData("Merge pull request #7 from ada/tabs\n\nTabs\n\nBREAKING CHANGE: no windows.", "feat!: tabs 7")]
    [InlineData("Merge pull request #7 from ada/tabs\r\n\r\nfix: other", "fix: other 7")]
    public void A_title_that_was_mended_stands_for_a_subject_that_is_not_conventional(string message, string told) =>
        Assert.Equal([told], Told("feat: tabs", "", Commit(1, message)));

    [Theory]
    [InlineData("Merge pull request #7 from ada/tabs")]
    [InlineData("Tabs (#7)")]
    public void Commits_of_a_merge_that_say_what_they_are_still_tell_it(string message) =>
        Assert.Equal(["fix: a"], Told("feat: tabs", "", Commit(1, message, 3, 2), Commit(2, "fix: a", 3), Commit(3, "chore: start"))
            .Where(line => line != "chore: start"));

    [Fact]
    public void A_title_of_no_type_stands_for_nothing() => Assert.Equal([": Old title 7"], Told("New title", "", Commit(1, "Old title (#7)")));

    [Fact]
    public void A_message_that_was_replaced_in_git_stays_replaced() =>
        Assert.Equal(["fix: mine 7"], Told("feat: tabs", "", Commit(1, "Tabs (#7)\n\nBEGIN_COMMIT_OVERRIDE\nfix: mine\nEND_COMMIT_OVERRIDE")));

    [Fact]
    public void A_mended_title_makes_the_commit_conventional()
    {
        Commit[] commits = [Commit(1, "Tabs (#7)")];
        ChangeRules rules = PullRequestTexts.With(new ChangeRules(), commits, new Dictionary<int,
            PullRequestText>
        { [7] = new("feat: tabs", "", Story.Id(1)) });
        Assert.Equal(1, ChangeList.From(commits, rules).Counts.Conventional);
    }

    [Fact]
    public void Every_address_and_every_number_is_asked_for_once()
    {
        Commit[] commits =
        [
            Commit(1, "fix: a (#7)\n\nCo-authored-by: Bob <bob@example.com>"), Commit(2, "fix: b (#8)\n\nCo-authored-by: Bob <BOB@example.com>"),
                Commit(3, "Merge pull request #9 from x/y"),
            Commit(4, "All (#10)\n\n* feat: c (#11)\n\n* fix: d (#7)\n\nCo-authored-by: Cy <cy@example.com>"),
        ];
        RangeQuestions questions = RangeQuestions.Of(commits, new ChangeRules());
        Assert.Equal([7, 8, 9, 10, 11], questions.PullRequests.Order());
        Assert.Equal([Story.Id(1), Story.Id(4)], questions.Commits);
    }

    [Fact]
    public void Whatever_is_written_is_read()
    {
        foreach (string text in HostileMarkdown.Texts(500, seed: 5))
            Assert.NotNull(Told(text.ReplaceLineEndings(" "), text, Commit(1, text + " (#7)"), Commit(2, "Merge pull request #7 from x\n\n" + text)));
    }
}
