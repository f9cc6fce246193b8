using UvRelease.ReleaseTree.Tree;
using UvRelease.Releases;

namespace UvRelease.Tests.ReleaseTree;

/// <summary>A small main branch, and what is asked of it.</summary>
internal static class Fixture
{
    public const string Image = "ghcr.io/org/uv-release@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

    public static string Folder { get; } = SourceTree.At("tests", "UvRelease.Tests", "ReleaseTree", "fixtures", "source");

    public static TreeRequest Request { get; } = new() { Image = ImageReference.Parse(Image), Version = SemanticVersion.TryParse("1.4.0")! };

    /// <summary>The fixture with one file replaced, added, or (text null) left out.</summary>
    public static IReadOnlyList<TreeFile> With(string path, string? text) =>
        [.. SourceFolder.Read(Folder).Where(file => file.Path != path).Concat(text is null ? [] : [new TreeFile(path, text)])];

    public static string Text(string path) => SourceFolder.Read(Folder).Single(file => file.Path == path).Text;

    public static string? Find(IReadOnlyList<TreeFile> tree, string path) => tree.FirstOrDefault(file => file.Path == path)?.Text;
}
