using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Xunit;

namespace UvRelease.Tests;

/// <summary>Compares texts with files of the checkout. <c>UV_UPDATE_GOLDEN=1</c> rewrites the files; the commit then shows what changed.</summary>
internal static class Golden
{
    /// <summary>Fails, with the lines that changed, when the file does not hold exactly this text.</summary>
    public static void Matches(string file, string actual)
    {
        string expected = File.Exists(file) ? File.ReadAllText(file) : "";
        if (expected == actual)
            return;
        string name = Path.GetRelativePath(SourceTree.Root, file);
        if (Environment.GetEnvironmentVariable("UV_UPDATE_GOLDEN") == "1")
            File.WriteAllText(file, actual);
        else
            Assert.Fail($"{name} differs; run the tests with UV_UPDATE_GOLDEN=1 if the new text is right.\n{Changes(expected, actual)}");
    }

    private static string Changes(string expected, string actual) => string.Join('\n',
        from line in new InlineDiffBuilder(new Differ()).BuildDiffModel(expected, actual, ignoreWhitespace: false).Lines
        where line.Type != ChangeType.Unchanged
        select (line.Type == ChangeType.Inserted ? "+ " : "- ") + line.Text);
}
