using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Commitlint;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public class WrittenMessageSpecs
{
    [Theory]
    [InlineData("Revert \"feat: a (#5)\"", true)]
    [InlineData("Revert \"feat: a (#5)\" (#6)", true)]
    [InlineData("Revert \"Revert \"feat: a (#5)\"\"", true)]
    [InlineData("Reapply \"feat: a (#5)\"", true)]
    [InlineData("Revert bla bla bla", false)]
    [InlineData("Revert \"bla", false)]
    [InlineData("Revert \"\"", false)]
    [InlineData("Revert \"a\" and b", false)]
    [InlineData("Reapply it", false)]
    [InlineData("v1.2.3", true)]
    [InlineData("chore(release): 1.2.3", true)]
    [InlineData("Version Packages", true)]
    [InlineData("Merged in topic (pull request #3)", true)]
    [InlineData("Merge remote-tracking branch 'origin/main'", true)]
    [InlineData("Merge the tables", false)]
    [InlineData("fixup! feat: a", true)]
    [InlineData("feat: a", false)]
    public void What_programs_write_passes_and_what_is_invented_does_not(string header, bool written) => Assert.Equal(written, WrittenMessage.Is(header,
        null));

    // npm @commitlint/is-ignored 21, defaults.js.
    [Theory]
    [InlineData("Revert anything", true)]
    [InlineData("reapply anything", true)]
    [InlineData("Merged x in y", true)]
    [InlineData("v1.2.3", true)]
    [InlineData("chore: 1.2.3", true)]
    [InlineData("feat: a", false)]
    public void Imported_rules_come_with_what_commitlint_ignores(string header, bool written) => Assert.Equal(written, WrittenMessage.Is(header,
        CommitlintFile.Parse("rules: {type-case: [0]}", ".commitlintrc")));

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("Merge branch 'a'")]
    [InlineData("Revert \"feat: a\"")]
    public void An_imported_file_may_switch_off_what_commitlint_ignores(string header)
    {
        Assert.False(WrittenMessage.Is(header, CommitlintFile.Parse("{\"defaultIgnores\": false, \"rules\": {\"type-case\": [0]}}", ".commitlintrc.json")));
        Assert.True(WrittenMessage.Is(header, CommitlintFile.Parse("defaultIgnores: true\nrules: {type-case: [0]}", ".commitlintrc.yml")));
        Assert.Throws<UvRelease.Releases.ReleaseException>(() => CommitlintFile.Parse("defaultIgnores: 7", ".commitlintrc.yml"));
    }
}
