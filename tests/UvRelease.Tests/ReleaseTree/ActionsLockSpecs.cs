using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.ReleaseTree;

public class ActionsLockSpecs
{
    [Fact]
    public void A_workflow_that_uses_an_action_outside_the_lock_is_an_error_at_its_line()
    {
        const string path = ".github/workflows/promote.yml";
        ReleaseException e = Refused(Fixture.With(path, Fixture.Text(path) + "      - uses: actions/cache/save@v4\n"));
        Assert.Equal((path, 8), (e.File, e.Line));
        Assert.Contains("gh actions-lock", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_locked_action_uses_stays_locked()
    {
        const string path = ".github/workflows/ci.yml";
        string workflow = "on: workflow_call\njobs:\n  a:\n    steps:\n      - uses: CLI/gh-extension-precompile/sub@v2.1.0\n";
        string text = Cut(Fixture.With(path, workflow))!;
        Assert.Contains("'actions/setup-go@v5':\n", text, StringComparison.Ordinal);
        Assert.Equal(Fixture.Text(ActionsLock.Location), text);
    }

    [Fact]
    public void Without_anything_to_lock_there_is_no_lock()
    {
        const string path = ".github/workflows/release.yml";
        string own = Fixture.Text(path).Replace("workflow_call", "workflow_dispatch", StringComparison.Ordinal);
        Assert.Null(Cut(Fixture.With(path, own).Where(file => file.Path != ".github/workflows/promote.yml")));
        Assert.Null(Cut(Fixture.With(ActionsLock.Location, null)));
    }

    [Theory]
    [InlineData("version: 'v0.0.3'", "version: 'v0.0.4'")]
    [InlineData("version: 'v0.0.3'", "other: 'v0.0.3'")]
    [InlineData("version: 'v0.0.3'", "version: 'v0.0.3'\nextra: 1")]
    [InlineData("workflows:\n", "workflows: []\nother:\n")]
    [InlineData("'sha1-3d3c42e5aac5ba805825da76410c181273ba90b1'", "'3d3c42e5aac5ba805825da76410c181273ba90b1'")]
    [InlineData("        repo_id: 197814629\n", "")]
    [InlineData("        owner_id: 44036562\n        repo_id: 197814629\n", "        owner_id: 0\n        repo_id: 197814629\n")]
    [InlineData("    'actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1':\n", "    'actions/checkout@other':\n")]
    public void A_lock_of_another_format_is_refused(string old, string @new)
    {
        string text = Fixture.Text(ActionsLock.Location);
        Assert.Contains(old, text, StringComparison.Ordinal);
        Assert.Equal(ActionsLock.Location, Refused(Fixture.With(ActionsLock.Location, text.Replace(old, @new, StringComparison.Ordinal))).File);
    }

    private static string? Cut(IEnumerable<TreeFile> files) => Fixture.Find(TreeGenerator.Generate(files, Fixture.Request), ActionsLock.Location);

    private static ReleaseException Refused(IReadOnlyList<TreeFile> files) =>
        Assert.Throws<ReleaseException>(() => TreeGenerator.Generate(files, Fixture.Request));
}
