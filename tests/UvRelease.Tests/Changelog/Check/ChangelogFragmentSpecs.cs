using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Changelog.Configuration;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public class ChangelogFragmentSpecs
{
    private const string Fix = "---\ntype: fix\n---\nThe window remembers its size\n";
    private static readonly CheckRules Asking =
        Change.Rules(configuration =>
        configuration with { Fragments = new ChangelogFragmentRequirement { Paths = ["src/**/*.ts"], Labels = ["user facing"] } });

    [Fact]
    public void Paths_and_labels_ask_for_a_fragment()
    {
        CheckedChange change = Change.PullRequest("fix: remember its size");
        Assert.Equal(["Error fragment-required"], Change.Verdict(change, Asking));
        Assert.Empty(Change.Verdict(change.WithFragment(Fix), Asking));
        Assert.Empty(Change.Verdict(change with { Files = [new ChangedFile("docs/a.md")] }, Asking));
        Assert.Equal(["Error fragment-required"], Change.Verdict(change with { Files = [], Labels = ["User Facing"] }, Asking));
        Assert.Empty(Change.Verdict(change with { Labels = ["no changelog"] }, Asking));
    }

    [Fact]
    public void A_fragment_that_is_removed_is_none()
    {
        CheckedChange change = Change.PullRequest("fix: remember its size") with
        { Files = [new ChangedFile("src/a.ts"), new ChangedFile(".changes/one.md", IsRemoved: true)] };
        Assert.Equal(["Error fragment-required"], Change.Verdict(change, Asking));
        Assert.False(new ChangedFile(".changes/README.md").IsFragmentOf(".changes"));
        Assert.False(new ChangedFile(".changes/deep/one.md").IsFragmentOf(".changes"));
        Assert.True(new ChangedFile(".changes/one.md").IsFragmentOf(".changes"));
    }

    [Theory]
    [InlineData("type: fix\n", 1)]
    [InlineData("---\ntype: fix\nkind: gone\n---\nText\n", 3)]
    [InlineData("---\ntype: fix\n---\nText\n\n## Migratoin\n\nx\n", 6)]
    public void A_fragment_that_cannot_be_read_is_an_error_at_its_line(string text, int line)
    {
        Finding found = Assert.Single(ChangeCheck.Check(Change.PullRequest("fix: remember its size").WithFragment(text), Change.Rules()).Findings);
        Assert.Equal(("fragment-invalid", ".changes/one.md", line), (found.Rule, found.Place.File, found.Place.Line));
    }

    [Fact]
    public void Fragment_and_title_agree()
    {
        Finding type = Assert.Single(
            ChangeCheck.Check(Change.PullRequest("feat: add a window").WithFragment("---\nscope: ui\ntype: fix\n---\nText\n"), Change.Rules()).Findings);
        Assert.Equal(("fragment-type", 3), (type.Rule, type.Place.Line));
        Finding scope = Assert.Single(
            ChangeCheck.Check(Change.PullRequest("fix(menu): add a window").WithFragment("---\ntype: fix\nscope: ui\n---\nText\n"), Change.Rules()).Findings);
        Assert.Equal(("fragment-scope", FindingSeverity.Warning, 3), (scope.Rule, scope.Severity, scope.Place.Line));
        Assert.Empty(Change.Verdict(Change.PullRequest("fix: add a window").WithFragment("---\ntype: feat\n---\nText\n").WithFragment(Fix, ".changes/two.md")));
    }

    [Fact]
    public void A_fragment_that_breaks_wants_a_mark_in_the_title()
    {
        CheckResult result = ChangeCheck.Check(Change.PullRequest("feat(settings): keep settings in one file").WithFragment(Change.BreakingFragment),
            Change.Rules());
        Assert.Equal(["Error breaking-mark"], Change.Verdict(result));
        Assert.Equal([(".changes/one.md", 3), (null, (int?)null)], result.Findings.Select(finding => (finding.Place.File, finding.Place.Line)));
        Assert.Equal("feat(settings)!: keep settings in one file", result.CorrectedTitle);
        Assert.Empty(Change.Verdict(Change.PullRequest(result.CorrectedTitle!).WithFragment(Change.BreakingFragment)));
    }

    [Fact]
    public void A_fragment_tells_what_kind_a_title_without_one_is() => Assert.Equal(
        "feat!: Settings in one file",
        ChangeCheck.Check(Change.PullRequest("Settings in one file").WithFragment(Change.BreakingFragment), Change.Rules()).CorrectedTitle);

    [Fact]
    public void A_title_that_breaks_wants_a_fragment_that_does() => Assert.Equal(
        ["Error fragment-breaking", "Error migration-note"],
        Change.Verdict(Change.PullRequest("fix!: remember its size").WithFragment(Fix)));

    [Theory]
    [InlineData("feat!: x settings", "", false)]
    [InlineData("feat!: x settings", "## Migration\n\n<!-- how? -->\n", false)]
    [InlineData("feat!: x settings", "## Migration\n\nToo short.", false)]
    [InlineData("feat!: x settings", "## Migration\n\nStart the app once with `--migrate-settings`, then restart it.", true)]
    [InlineData("feat!: x settings", "## Breaking changes\n\nSettings are in another file than they were before this.", false)]
    [InlineData("feat!: x settings", "## Breaking changes\n\nThe file moved.\n\nBefore: settings/editor.json\nAfter: settings.json, key editor", true)]
    [InlineData("feat!: x settings", "BREAKING CHANGE: the file moved.\n\nMigration: start the app once with --migrate-settings.", true)]
    [InlineData("feat!: x settings", "BREAKING CHANGE: the file moved to another folder, and nobody knows to which.", false)]
    [InlineData("feat: x settings", "", true)]
    public void What_breaks_says_how_to_move_on(string title, string body, bool right) =>
        Assert.Equal(right ? [] : ["Error migration-note"], Change.Verdict(Change.PullRequest(title, body)));

    [Fact]
    public void A_breaking_commit_or_footer_wants_a_mark_in_the_title()
    {
        const string note = "BREAKING CHANGE: it moved.\n\nMigration: start the app once with --migrate-settings.";
        Assert.Equal(["Error breaking-mark"], Change.Verdict(Change.PullRequest("feat: x settings", note)));
        Assert.Equal(["Error breaking-mark"],
            Change.Verdict(Change.PullRequest("feat: x settings") with
            { Commits = [new CheckedCommit("1", "feat!: y\n\n" + note), new CheckedCommit("2", "z")] }));
    }

    [Theory]
    [InlineData("src", "src/a/b.ts", true)]
    [InlineData("src/", "src/a.ts", true)]
    [InlineData("src", "srcs/a.ts", false)]
    [InlineData("src/*.ts", "src/a.ts", true)]
    [InlineData("src/*.ts", "src/a/b.ts", false)]
    [InlineData("src/**/*.ts", "src/b.ts", true)]
    [InlineData("src/**/*.ts", "src/a/b/c.ts", true)]
    [InlineData("**/*.ts", "c.ts", true)]
    [InlineData("src/**", "src/a/b", true)]
    [InlineData("s?c/a.ts", "src/a.ts", true)]
    [InlineData("a+b/(c).ts", "a+b/(c).ts", true)]
    [InlineData("src/a.ts", "src/a.ts", true)]
    [InlineData("**", "any/thing\nat all", true)]
    public void A_pattern_means_paths(string pattern, string path, bool matches) => Assert.Equal(matches, new PathGlob(pattern).Matches(path));
}
