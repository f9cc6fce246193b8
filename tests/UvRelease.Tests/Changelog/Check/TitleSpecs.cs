using FsCheck.Fluent;
using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Configuration;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public class TitleSpecs
{
    private static readonly string[] Pieces =
        ["feat", "fix", "Fix", "feature", "fxi", "docs", "(", ")", "(ui)", "(UI)", "!", ":",
            " ", ": ", "add a window", "Add a window", "x", ".", "...", "WIP", "[", "]", "#12", "BREAKING CHANGE: ", "🎉", "é", "\n", "`x`", "-", "$&"];

    [Theory]
    [InlineData("fix(window): remember its size")]
    [InlineData("feat: add a window (#12)")]
    [InlineData("docs(read me, api): say more")]
    public void A_good_title_has_no_findings(string title)
    {
        CheckResult result = ChangeCheck.Check(Change.PullRequest(title), Change.Rules());
        Assert.Empty(result.Findings);
        Assert.Null(result.CorrectedTitle);
    }

    [Theory]
    [InlineData("Remember the size of the window", "Error conventional", null)]
    [InlineData("fix remember its size", "Error conventional", null)]
    [InlineData("fix(window) remember its size", "Error conventional", "fix(window): remember its size")]
    [InlineData("fix:remember its size", "Error conventional", "fix: remember its size")]
    [InlineData("fix(): remember its size", "Error conventional", "fix: remember its size")]
    [InlineData("[fix] remember its size", "Error conventional", "fix: remember its size")]
    [InlineData("fix:", "Error conventional", null)]
    [InlineData("feature: add a window", "Error type-enum", "feat: add a window")]
    [InlineData("fxi: remember its size", "Error type-enum", "fix: remember its size")]
    [InlineData("improve: remember its size", "Error type-enum", null)]
    [InlineData("Fix: remember its size", "Warning type-case", "fix: remember its size")]
    [InlineData("fix: remember its size.", "Error subject-full-stop", "fix: remember its size")]
    [InlineData("fix: x", "Error subject-min-length", null)]
    [InlineData("", "Error conventional", null)]
    public void A_bad_title_is_named_and_corrected(string title, string verdict, string? corrected)
    {
        CheckResult result = ChangeCheck.Check(Change.PullRequest(title), Change.Rules());
        Assert.Equal([verdict], Change.Verdict(result));
        Assert.Equal(corrected, result.CorrectedTitle);
        Assert.All(result.Findings, finding => Assert.Equal("title", finding.Place.What));
    }

    [Theory]
    [InlineData("fix(Window): add it", null, null)]
    [InlineData("fix(widnow): add it", "Error scope-enum", "fix(window): add it")]
    [InlineData("fix(menu,window): add it", null, null)]
    [InlineData("fix(menu, sync): add it", "Error scope-enum", null)]
    [InlineData("fix: add it", "Error scope-empty", null)]
    [InlineData("fix(menu): Add it", "Error subject-case", "fix(menu): add it")]
    [InlineData("fix(menu): add it to a very long menu", "Error subject-max-length", null)]
    [InlineData("fix(menu): put it", "Error subject-pattern", null)]
    public void A_project_sets_its_own_rules(string title, string? verdict, string? corrected)
    {
        CheckRules rules = Change.Rules(configuration => configuration with
        {
            Scopes = ["menu", "window"],
            RequireScope = true,
            Subject = new SubjectRules { Case = SubjectCase.Lower, MaxLength = 20, Pattern = "(?i)^add" },
        });
        CheckResult result = ChangeCheck.Check(Change.PullRequest(title), rules);
        Assert.Equal(verdict is null ? [] : [verdict], Change.Verdict(result));
        Assert.Equal(corrected, result.CorrectedTitle);
    }

    [Fact]
    public void A_header_has_a_greatest_length() =>
        Assert.Equal(["Error header-max-length"], Change.Verdict(Change.PullRequest("fix: " + new string('x', 96))));

    [Fact]
    public void A_corrected_title_breaks_no_rule() =>
        Prop.ForAll(Gen.Elements(Pieces).ArrayOf(7).Select(string.Concat).ToArbitrary(), title =>
        {
            string? corrected = ChangeCheck.Check(Change.PullRequest(title), Change.Rules()).CorrectedTitle;
            return corrected is null || ChangeCheck.Check(Change.PullRequest(corrected) with { Body = Steps }, Change.Rules()).Findings.Count == 0;
        }).Check(tests: 3000);

    [Fact]
    public void A_single_commit_that_a_squash_would_take_is_warned_about()
    {
        CheckedChange change = Change.PullRequest("fix: remember its size") with { Commits = [new CheckedCommit("1234567890", "stuff")] };
        Assert.Equal(["Warning single-commit"], Change.Verdict(change));
        Assert.Empty(Change.Verdict(change with { Commits = [new CheckedCommit("1234567890", "fix: something")] }));
    }

    [Fact]
    public void Authors_and_labels_are_excepted()
    {
        var configuration = new CheckConfiguration { IgnoredLabels = ["wip"] };
        Assert.NotNull(ChangeCheck.Exemption(Change.PullRequest("x") with { Author = "dependabot[bot]" }, configuration));
        Assert.NotNull(ChangeCheck.Exemption(Change.PullRequest("x") with { Labels = ["WIP"] }, configuration));
        Assert.Null(ChangeCheck.Exemption(Change.PullRequest("x") with { Author = "mei", Labels = ["bug"] }, configuration));
    }

    private const string Steps = "## Migration\n\nStart the app once with --migrate-settings and then restart it.";
}
