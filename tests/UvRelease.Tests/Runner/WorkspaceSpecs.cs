using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Runner;
using Xunit;

namespace UvRelease.Tests.Runner;

public sealed class WorkspaceSpecs : IDisposable
{
    private const uint Somebody = 1001;
    private readonly TemporaryFolder folder = new();

    public WorkspaceSpecs() => Directory.CreateDirectory(Root);

    private string Root => folder.At("workspace");

    [Theory]
    [InlineData(".", ".")]
    [InlineData("a", "a")]
    [InlineData("a/b/", "a/b")]
    [InlineData("./a//b/../c", "a/c")]
    [InlineData("..a", "..a")]
    [InlineData("...", "...")]
    [InlineData("a b/é", "a b/é")]
    [InlineData("a/../../workspace/b", "b")]
    public void A_path_inside_is_resolved(string text, string relative)
    {
        WorkspacePath path = Confined().Resolve(text);
        Assert.Equal((relative, Path.GetFullPath(Path.Combine(Root, relative))), (path.Relative, path.FullPath));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../workspace-of-another")]
    [InlineData("a/../../b")]
    [InlineData("/")]
    [InlineData("/etc/passwd")]
    public void A_path_that_leads_out_is_refused(string text) => Refuses(text, "leads out of the workspace");

    [Fact]
    public void An_absolute_path_inside_is_a_path_inside() => Assert.Equal("a/b", Confined().Resolve(Path.Combine(Root, "a/b")).Relative);

    [Fact]
    public void A_root_that_is_a_link_is_the_folder_behind_it()
    {
        Directory.CreateSymbolicLink(folder.At("link"), Root);
        var workspace = new Workspace(folder.At("link"), confined: true);
        Assert.Equal(Root, workspace.Root);
        Assert.Equal("a", workspace.Resolve(folder.At("link", "a")).Relative);
    }

    [Theory]
    [InlineData("/etc", "link/passwd")]
    [InlineData("..", "link/x")]
    [InlineData("/nowhere/at/all", "link")]
    [InlineData("../nowhere", "link/x")]
    [InlineData("second", "link/x")]
    [InlineData("inside", "link/../../x")]
    public void A_link_that_leads_out_is_refused_even_where_nothing_is_behind_it(string target, string text)
    {
        Directory.CreateDirectory(Path.Combine(Root, "inside"));
        File.CreateSymbolicLink(Path.Combine(Root, "second"), "../beside");
        File.CreateSymbolicLink(Path.Combine(Root, "link"), target);
        Refuses(text, "leads out of the workspace");
    }

    [Theory]
    [InlineData("a/b", "link/x", "a/b/x")]
    [InlineData("nothing/yet", "link/x", "nothing/yet/x")]
    [InlineData("a/b", "link/../x", "a/x")]
    [InlineData("./a", "link", "a")]
    public void A_link_that_stays_inside_is_followed_as_the_system_follows_it(string target, string text, string relative)
    {
        Directory.CreateDirectory(Path.Combine(Root, "a/b"));
        File.CreateSymbolicLink(Path.Combine(Root, "link"), target);
        Assert.Equal(relative, Confined().Resolve(text).Relative);
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a", "b")]
    [InlineData("a/x", "a")]
    [InlineData("b/x", "a/y")]
    public void Links_in_a_circle_are_a_sentence(string targetOfA, string targetOfB)
    {
        File.CreateSymbolicLink(Path.Combine(Root, "a"), targetOfA);
        File.CreateSymbolicLink(Path.Combine(Root, "b"), targetOfB);
        Refuses("a/z", "whose links lead in a circle");
        Refuses("b", "whose links lead in a circle");
    }

    [Fact]
    public void A_person_at_a_terminal_may_name_any_path()
    {
        var workspace = new Workspace(Root, confined: false);
        Assert.Equal(("/etc", "/etc"), (workspace.Resolve("/etc").FullPath, workspace.Resolve("/etc").Relative));
        Assert.Equal("a", workspace.Resolve("a").Relative);
        Assert.Empty(workspace.SafeDirectories);
    }

    [Fact]
    public void Git_may_trust_the_root_and_all_folders_that_were_named()
    {
        Workspace workspace = Confined();
        workspace.Resolve("apps/one");
        workspace.Resolve("apps/two");
        Assert.Equal([Root, Root + "/apps", Root + "/apps/one", Root + "/apps/two"], workspace.SafeDirectories);
    }

    [Theory]
    [InlineData(".git/config")]
    [InlineData(".git")]
    [InlineData("apps/one/.git/hooks/post-checkout")]
    [InlineData("apps/.GIT/config")]
    [InlineData("bare/config")]
    [InlineData("bare")]
    public void Nothing_is_written_where_git_keeps_its_own_files(string text)
    {
        foreach (string part in (string[])["objects", "refs"])
            Directory.CreateDirectory(Path.Combine(Root, "bare", part));
        File.WriteAllText(Path.Combine(Root, "bare/HEAD"), "ref: refs/heads/main");
        foreach (Workspace workspace in (Workspace[])[Confined(), new Workspace(Root, confined: false)])
        {
            Assert.False(workspace.TryResolveOutput(text, out _, out string? error));
            Assert.Contains("where git keeps its own files", error, StringComparison.Ordinal);
            Assert.True(workspace.TryResolve(text, out _, out _));
        }
    }

    [Theory]
    [InlineData("link")]
    [InlineData("link/notes.md")]
    [InlineData("a/../link/notes.md")]
    [InlineData("file")]
    [InlineData("nothing")]
    public void Nothing_is_written_through_a_link_of_the_workspace(string text)
    {
        Directory.CreateDirectory(Path.Combine(Root, "docs"));
        File.CreateSymbolicLink(Path.Combine(Root, "link"), "docs");
        File.CreateSymbolicLink(Path.Combine(Root, "file"), "docs/file");
        File.CreateSymbolicLink(Path.Combine(Root, "nothing"), "not/there/yet");
        foreach (Workspace workspace in (Workspace[])[Confined(), new Workspace(Root, confined: false)])
        {
            Assert.False(workspace.TryResolveOutput(text, out _, out string? error));
            Assert.Contains("leads through the link", error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("release/notes.md")]
    [InlineData(".github/notes.md")]
    [InlineData(".gitignore")]
    [InlineData("git/config")]
    public void Everything_else_is_written(string text) => Assert.Equal(text, Confined().Output(text).Relative);

    [Fact]
    public void A_link_above_the_workspace_is_nobody_s_business()
    {
        Directory.CreateSymbolicLink(folder.At("above"), Root);
        Assert.Equal("a", new Workspace(folder.At("above"), confined: true).Output(folder.At("above", "a")).Relative);
    }

    [Fact]
    public async Task What_root_wrote_is_given_to_the_owner_of_the_workspace()
    {
        Assert.SkipUnless(FileOwner.CanGiveAway, "Only root can give files away.");
        new FileOwner(Somebody, Somebody).Take(Root);
        Directory.CreateDirectory(Path.Combine(Root, "of-root"));
        File.WriteAllText(folder.At("beside"), "");
        Workspace workspace = Confined();
        workspace.WriteText(workspace.Output("new/folder/file"), "text", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(Root, "new/link"), folder.At("beside"));
        File.WriteAllText(Path.Combine(Root, "new/of-another"), "");
        new FileOwner(1002, 1002).Take(Path.Combine(Root, "new/of-another"));
        workspace.GiveBack();
        Assert.All(["new", "new/folder", "new/folder/file", "new/link"],
            name => Assert.Equal(new FileOwner(Somebody, Somebody), FileOwner.Of(Path.Combine(Root, name))));
        Assert.Equal(1002u, FileOwner.Of(Path.Combine(Root, "new/of-another")).User);
        Assert.Equal(0u, FileOwner.Of(Path.Combine(Root, "of-root")).User);
        Assert.Equal(0u, FileOwner.Of(folder.At("beside")).User);
    }

    [Fact]
    public void What_root_wrote_outside_of_the_workspace_stays_its_own()
    {
        Assert.SkipUnless(FileOwner.CanGiveAway, "Only root can give files away.");
        new FileOwner(Somebody, Somebody).Take(Root);
        var workspace = new Workspace(Root, confined: false);
        WorkspacePath outside = workspace.Resolve(folder.Write("beside/file", ""));
        workspace.Wrote(outside);
        workspace.GiveBack();
        Assert.Equal(0u, FileOwner.Of(outside.FullPath).User);
    }

    [Fact]
    public async Task Git_reads_a_repository_that_belongs_to_somebody_else()
    {
        Assert.SkipUnless(FileOwner.CanGiveAway, "Only root can give files away.");
        Dictionary<string, string> bare = new(StringComparer.Ordinal) { ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "", ["HOME"] = folder.Path };
        string repository = Directory.CreateDirectory(Path.Combine(Root, "apps/one")).FullName;
        Assert.Equal(0, (await GitAsync(bare, Root, "init", "-q", repository)).ExitCode);
        new FileOwner(Somebody, Somebody).Take(Root);
        Assert.Contains("dubious ownership", (await GitAsync(bare, repository, "status")).Error, StringComparison.Ordinal);
        Workspace workspace = Confined();
        workspace.Resolve("apps/one");
        ChildResult result = await GitAsync(ChildVariables.From(bare, workspace.SafeDirectories), repository, "status");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal([], Directory.GetFiles(folder.Path));
    }

    public void Dispose() => folder.Dispose();

    private static Task<ChildResult> GitAsync(IReadOnlyDictionary<string, string> environment, string where, params string[] arguments) =>
        GuardedProgram.RunAsync(new ChildCommand("git", arguments) { Environment = environment, WorkingDirectory = where },
            TestContext.Current.CancellationToken);

    private Workspace Confined() => new(Root, confined: true);

    private void Refuses(string text, string reason)
    {
        var error = Assert.Throws<ReleaseException>(() => Confined().Resolve(text));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
