using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public class CommitSpecs
{
    private static readonly CheckRules Both = Change.Rules() with { Messages = CheckedMessages.Both };

    [Fact]
    public void Commits_are_held_to_the_rules_where_they_are_kept()
    {
        CheckedChange change = Change.PullRequest("fix: remember its size");
        Assert.Equal(["Error conventional"], Change.Verdict(change, Both));
        Assert.Equal(["commit 1111111", "commit 2222222"], ChangeCheck.Check(change, Both).Findings.Select(finding => finding.Place.What));
        Assert.Equal(["Error conventional"], Change.Verdict(Change.PullRequest("no title") with { Commits = [] }, Both));
        Assert.Empty(Change.Verdict(Change.PullRequest("no title") with { Commits = [] }, Both with { Messages = CheckedMessages.Commits }));
    }

    [Theory]
    [InlineData("Merge branch 'main' into topic")]
    [InlineData("Merge pull request #1 from mei/sync")]
    [InlineData("Revert \"feat: x\"")]
    [InlineData("fixup! fix: x")]
    public void Messages_of_git_itself_are_let_through(string message) =>
        Assert.Empty(Change.Verdict(Change.PullRequest("fix: remember its size") with { Commits = [new CheckedCommit("1", message)] }, Both));

    [Fact]
    public void A_merge_is_let_through_whatever_it_says() =>
        Assert.Empty(Change.Verdict(Change.PullRequest("fix: remember its size") with { Commits = [new CheckedCommit("1", "together", IsMerge: true)] }, Both));

    [Fact]
    public void The_number_that_a_squash_adds_does_not_count()
    {
        string longest = "fix: " + new string('x', 95);
        var group = new CheckedChange { Source = ChangeSource.MergeGroup, Commits = [new CheckedCommit("1", longest + " (#12345)\n\n* body")] };
        Assert.Empty(Change.Verdict(group));
        Assert.Equal(["Error header-max-length"], Change.Verdict(group with { Commits = [new CheckedCommit("1", longest + "y (#12345)")] }));
    }

    [Fact]
    public void A_merge_group_is_not_asked_for_what_its_pull_requests_were_asked_for() =>
        Assert.Empty(Change.Verdict(
            new CheckedChange
            {
                Source = ChangeSource.MergeGroup,
                Commits = [new CheckedCommit("1", "feat!: drop it (#1)")],
                Files = [new ChangedFile("src/a.ts")]
            },
            Change.Rules(configuration => configuration with { Fragments = new() { Paths = ["src"] } })));

    [Theory]
    [InlineData("fix: x window\nglued", "Warning look-alike")]
    [InlineData("fix: x window\n\nbreaking change: y", "Warning look-alike")]
    [InlineData("fix: x window\n\nBREAKING CHANGES: y", "Warning look-alike")]
    [InlineData("fix: x window\n\nA body.\n\nRefs: #1", null)]
    public void What_was_meant_to_be_something_else_is_warned_about(string message, string? verdict) =>
        Assert.Equal(verdict is null ? [] : [verdict],
            Change.Verdict(new CheckedChange { Source = ChangeSource.Message, Commits = [new CheckedCommit("message", message)] }));

    [Fact]
    public void A_template_in_the_body_is_no_look_alike()
    {
        const string body = "## Breaking changes\n\nnone\n\n<!--\nBREAKING CHANGES: describe them\n-->\n";
        Assert.Empty(Change.Verdict(Change.PullRequest("fix: remember its size", body)));
        Finding found = Assert.Single(ChangeCheck.Check(Change.PullRequest("fix: remember its size", body + "breaking change: all"), Change.Rules()).Findings);
        Assert.Equal("body, line 8", found.Place.ToString());
        Assert.Equal("BREAKING CHANGE: all", found.Correction);
    }

    [Theory]
    [InlineData("fix: x\n\n\n\n  body  \n\n# comment\n#also\n", "fix: x\n\n  body")]
    [InlineData("fix: x\n# ------------------------ >8 ------------------------\ndiff --git a b\n+feat: y\n", "fix: x")]
    [InlineData("\n\n# nothing\n\n", "")]
    [InlineData("\ufefffix: x\r\n\r\nbody\r\n", "fix: x\n\nbody")]
    public void A_hooks_message_is_cleaned_as_git_does(string text, string message) => Assert.Equal(message, HookMessage.Clean(text));
}
