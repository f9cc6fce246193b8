using FsCheck.Fluent;
using UvRelease.Changelog.ChangelogFragments;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.ChangelogFragments;

public class ChangelogFragmentFileSpecs
{
    private const string Full = """
        ---
        type: feat
        scope: win
        bump: major
        kind: platform
        breaking: true
        platforms: [win, win-ia32]
        links:
          - https://github.com/acme/app/issues/7
        pr: 103
        ---

        # Windows 7 is no longer supported

        It was time.

        ### A heading of one's own

        ## Why
        Chromium ended it.

        ## Who is affected

        Users of Windows 7.

        ## Before:
        ```ini
        ## After
        min=7
        ```
        ## After
        `min=10`
        ## Migration
        1. Update Windows.
        ## Automatic
        `npx fix`
        ## Restore
        Stay on 4.x.
        """;

    [Fact]
    public void Everything_is_read()
    {
        ChangelogFragment fragment = ChangelogFragmentFile.Parse(Full, ".changes/drop-windows-7.md");
        Assert.Equal(("drop-windows-7", ".changes/drop-windows-7.md", "feat", "win", 103),
            (fragment.Id, fragment.File, fragment.Type, fragment.Scope, fragment.PullRequest));
        Assert.Equal((VersionBump.Major, MigrationKind.Platform, true), (fragment.Bump, fragment.Kind, fragment.IsBreaking));
        Assert.Equal(("Windows 7 is no longer supported", 13), (fragment.Title, fragment.TitleLine));
        Assert.Equal("It was time.\n\n### A heading of one's own", fragment.Details);
        Assert.Equal(["win", "win-ia32"], fragment.Platforms);
        Assert.Equal(7, fragment.Parts.Count);
        Assert.Equal("```ini\n## After\nmin=7\n```", fragment.Parts[NotePart.Before]);
        Assert.Equal("Stay on 4.x.", fragment.Parts[NotePart.Restore]);
    }

    [Theory]
    [InlineData("type: feat", VersionBump.Minor, false)]
    [InlineData("type: fix", VersionBump.Patch, false)]
    [InlineData("type: docs", VersionBump.None, false)]
    [InlineData("type: docs\nbump: patch", VersionBump.Patch, false)]
    [InlineData("type: feat\nbump: none", VersionBump.None, false)]
    [InlineData("type: fix\nkind: removed", VersionBump.Major, true)]
    [InlineData("type: feat\nkind: deprecated", VersionBump.Minor, false)]
    [InlineData("type: feat\nbump: major", VersionBump.Major, true)]
    [InlineData("type: feat\nbreaking: true\nbump: minor", VersionBump.Minor, true)]
    public void What_it_raises_follows_from_what_it_says(string matter, VersionBump bump, bool breaking)
    {
        ChangelogFragment fragment = ChangelogFragmentFile.Parse($"---\n{matter}\n---\nTitle", "a.md");
        Assert.Equal((bump, breaking), (fragment.Bump, fragment.IsBreaking));
    }

    [Theory]
    [InlineData("Title", 1, "must begin with a line '---'")]
    [InlineData("---\ntype: feat\nTitle", 1, "no second line '---'")]
    [InlineData("---\n---\nTitle", 2, "lacks the key 'type'")]
    [InlineData("---\ntyp: feat\n---\nTitle", 2, "lacks the key 'type'")]
    [InlineData("---\ntype: feat\n\nscop: x\n---\nTitle", 4, "Did you mean 'scope'?")]
    [InlineData("---\ntype: Feat\n---\nTitle", 2, "must be a commit type")]
    [InlineData("---\ntype: feat\nkind: remove\n---\nTitle", 3, "Did you mean 'removed'?")]
    [InlineData("---\ntype: feat\nkind: removed\nbreaking: false\n---\nTitle", 4, "Change one")]
    [InlineData("---\ntype: feat\nbump: patch\nbreaking: true\n---\nTitle", 3, "too small")]
    [InlineData("---\ntype: feat\nplatforms: [windows]\n---\nTitle", 3, "mac, win or linux")]
    [InlineData("---\ntype: feat\nlinks: ['javascript:x']\n---\nTitle", 3, "https address")]
    [InlineData("---\ntype: feat\npr: '12'\n---\nTitle", 3, "whole number")]
    [InlineData("---\ntype: feat\npr: 0\n---\nTitle", 3, "whole number")]
    [InlineData("---\ntype: &a feat\n---\nTitle", 2, "anchor")]
    [InlineData("---\ntype: feat\n bad\n  : x: y\n---\nTitle", 0, "no valid YAML")]
    [InlineData("---\ntype: feat\n---\n\n  \n", 6, "says nothing")]
    [InlineData("---\ntype: feat\n---\n\n## Why\nx", 5, "begins with a section")]
    [InlineData("---\ntype: feat\n---\nTitle\n\n## Whi\nx", 6, "Did you mean 'why'?")]
    [InlineData("---\ntype: feat\n---\nTitle\n\n## Why\nx\n## Why\ny", 8, "a second time")]
    [InlineData("---\ntype: feat\n---\nTitle\n\n## Why\n\n## After\ny", 6, "without text")]
    [InlineData("---\ntype: feat\n---\nTitle\n## Before\n```\nx", 6, "nothing closes")]
    public void What_is_wrong_is_named_with_its_line(string text, int line, string words)
    {
        ReleaseException e = Assert.Throws<ReleaseException>(() => ChangelogFragmentFile.Parse(text, ".changes/a.md"));
        Assert.Contains(words, e.Message, StringComparison.Ordinal);
        Assert.Equal((Fault.Input, ".changes/a.md"), (e.Fault, e.File));
        Assert.Equal(line == 0 ? e.Line : line, e.Line);
    }

    [Fact]
    public void A_file_has_bounds_and_a_plain_name()
    {
        Assert.Contains("characters",
            Assert.Throws<ReleaseException>(() => ChangelogFragmentFile.Parse(new string('x', ChangelogFragmentFile.LongestFile + 1), "a.md")).Message,
            StringComparison.Ordinal);
        Assert.Contains("title of 201",
            Assert.Throws<ReleaseException>(() => ChangelogFragmentFile.Parse("---\ntype: fix\n---\n" + new string('x', 201), "a.md")).Message,
            StringComparison.Ordinal);
        Assert.Contains("Rename", Assert.Throws<ReleaseException>(() => ChangelogFragmentFile.Parse(Full, ".changes/Ä.md")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_is_read_in_the_order_of_names()
    {
        using var folder = new TemporaryFolder();
        foreach (string name in (string[])["b.md", "a-2.md", "a.md"])
            folder.Write(".changes/" + name, "---\r\ntype: fix\r\n---\r\nTitle of " + name + "\r\n");
        folder.Write(".changes/README.md", "How to write one.");
        folder.Write(".changes/a.txt", "Not one.");
        IReadOnlyList<ChangelogFragment> fragments = ChangelogFragmentFolder.Read(folder.At(".changes"), ".changes");
        Assert.Equal([".changes/a-2.md", ".changes/a.md", ".changes/b.md"], fragments.Select(fragment => fragment.File));
        Assert.Equal("Title of b.md", fragments[2].Title);
        Assert.Empty(ChangelogFragmentFolder.Read(folder.At("none"), ".changes"));
    }

    [Fact]
    public async Task A_link_and_bytes_that_are_no_text_are_refused()
    {
        using var folder = new TemporaryFolder();
        folder.Write("x/a.md", "---\ntype: fix\n---\nx");
        File.CreateSymbolicLink(folder.At("x", "b.md"), "/etc/passwd");
        Assert.Contains("but a link", Assert.Throws<ReleaseException>(() => ChangelogFragmentFolder.Read(folder.At("x"), "x")).Message,
            StringComparison.Ordinal);
        File.Delete(folder.At("x", "b.md"));
        await File.WriteAllBytesAsync(folder.At("x", "a.md"), [0x2d, 0xff], TestContext.Current.CancellationToken);
        Assert.Contains("byte 1", Assert.Throws<ReleaseException>(() => ChangelogFragmentFolder.Read(folder.At("x"), "x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_but_a_sentence_comes_of_a_damaged_fragment() =>
        Prop.ForAll(Gen.Choose(0, Full.Length - 1).Three().ToArbitrary(), at =>
        {
            (int from, int to) = (Math.Min(at.Item1, at.Item2), Math.Max(at.Item1, at.Item2));
            foreach (string text in (string[])[Full.Remove(from, Math.Min(12, Full.Length - from)),
                Full[..from] + "\u0000\r---\n" + Full[from..], Full[..from] + HostileMarkdown.Pieces[at.Item3 % HostileMarkdown.Pieces.Length] + Full[to..]])
            {
                try
                {
                    ChangelogFragmentFile.Parse(text, "a.md");
                }
                catch (ReleaseException e)
                {
                    Assert.Equal(("a.md", Fault.Input), (e.File, e.Fault));
                    Assert.InRange(e.Line ?? 1, 1, text.Split('\n').Length + 1);
                }
            }
        }).Check(tests: 1000);
}
