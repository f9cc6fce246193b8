using UvRelease.ReleaseTree.Tree;
using Xunit;

namespace UvRelease.Tests.ReleaseTree;

public class GoldenTreeSpecs
{
    [Theory]
    [InlineData(ReferenceStyle.Self, "self")]
    [InlineData(ReferenceStyle.Tag, "tag")]
    public void The_tree_of_the_fixture_is_the_golden_one(ReferenceStyle style, string name)
    {
        string golden = SourceTree.At("tests", "UvRelease.Tests", "ReleaseTree", "golden", name);
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(SourceFolder.Read(Fixture.Folder), Fixture.Request with { ReferenceStyle = style });
        if (Environment.GetEnvironmentVariable("UV_UPDATE_GOLDEN") == "1")
        {
            if (Directory.Exists(golden))
                Directory.Delete(golden, recursive: true);
            SourceFolder.Write(golden, tree);
        }

        foreach (TreeFile file in tree)
            Golden.Matches(Path.Combine(golden, file.Path), file.Text);
        Assert.Equal(Directory.EnumerateFiles(golden, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(golden, file))
            .Order(StringComparer.Ordinal), tree.Select(file => file.Path));
    }

    [Fact]
    public void The_order_and_the_line_ends_of_the_source_do_not_matter()
    {
        IReadOnlyList<TreeFile> files = SourceFolder.Read(Fixture.Folder);
        IEnumerable<TreeFile> other = files.Reverse()
            .Select(file =>
            TreeFile.Decode(file.Path, [0xEF, 0xBB, 0xBF, .. System.Text.Encoding.UTF8.GetBytes(file.Text.Replace("\n", "\r\n", StringComparison.Ordinal))]));
        Assert.Equal(TreeGenerator.Generate(files, Fixture.Request), TreeGenerator.Generate(other, Fixture.Request));
    }

    [Fact]
    public void A_written_tree_reads_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(SourceFolder.Read(Fixture.Folder), Fixture.Request);
        SourceFolder.Write(folder.At("tree"), tree);
        Assert.Equal(tree, Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(file => TreeFile.Decode(Path.GetRelativePath(folder.At("tree"), file), File.ReadAllBytes(file)))
                .OrderBy(file => file.Path, StringComparer.Ordinal));
    }

    [Fact]
    public void This_checkout_has_a_release_tree_in_both_styles()
    {
        Assert.SkipUnless(Directory.Exists(SourceTree.At(".github", "workflows")), "This checkout has no .github/workflows.");
        foreach (ReferenceStyle style in Enum.GetValues<ReferenceStyle>())
        {
            IReadOnlyList<TreeFile> tree = TreeGenerator.Generate(SourceFolder.Read(SourceTree.Root), Fixture.Request with { ReferenceStyle = style });
            string[] actions = [.. Directory.GetDirectories(SourceTree.At("actions")).Where(folder => File.Exists(Path.Combine(folder, "action.yml")))
                .Select(folder => Path.GetFileName(folder))];
            Assert.Equal(actions.Length, tree.Count(file => file.Path.Split('/') is [_, "action.yml"]));
            Assert.NotNull(Fixture.Find(tree, $".github/workflows/{(style == ReferenceStyle.Self ? "release" : "changelog")}.yml"));
            Assert.DoesNotContain(tree, file => style == ReferenceStyle.Tag && file.Text.Contains("-artifact@043fb46d", StringComparison.Ordinal));
            Assert.Null(Fixture.Find(tree, ".github/workflows/ci.yml"));
            Assert.True(tree.Sum(file => file.Bytes.Length) < 1_000_000, "Every caller downloads the tree: keep it under a megabyte.");
        }
    }
}
