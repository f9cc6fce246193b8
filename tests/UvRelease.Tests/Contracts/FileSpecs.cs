using System.Text.RegularExpressions;
using Xunit;

namespace UvRelease.Tests.Contracts;

/// <summary>How files come into their places, and how their modes are called.</summary>
public sealed partial class FileSpecs
{
    private const string Posix = "src/UvRelease.Posix/";

    [Fact]
    public void Only_Posix_makes_a_file_beside_its_place_and_moves_it_there() => Assert.Empty(Guilty(Neighbours()));

    // The framework's own says nothing when it fails: src/UvRelease.Posix/FileFlush.cs.
    [Fact]
    public void Only_Posix_flushes_to_disk() => Assert.Empty(Guilty(Flushes()));

    [Fact]
    public void Modes_have_names() => Assert.Empty(Guilty(Modes()));

    [Theory]
    [InlineData("File.Move(from, to, overwrite: true);")]
    [InlineData("File.Move(from, to, true)")]
    [InlineData("File.Replace(from, to, null)")]
    [InlineData("string neighbour = path + \".part\";")]
    [InlineData("$\".{name}.part\"")]
    [InlineData("target + \".stage\"")]
    [InlineData("path + \".tmp\"")]
    public void A_neighbour_is_found(string line) => Assert.Matches(Neighbours(), line);

    [Theory]
    [InlineData("new ArchiveEntry(name, ArchiveEntryKind.File, 0x1a4)")]
    [InlineData("FileStatus.SetMode(path, 0x1ED);")]
    [InlineData("(mode & 0x40) != 0")]
    [InlineData("mode & 0xf000")]
    [InlineData("Convert.ToInt32(\"644\", 8)")]
    public void A_number_for_a_mode_is_found(string line) => Assert.Matches(Modes(), line);

    private static IEnumerable<string> Guilty(Regex pattern) =>
        from folder in (string[])["src", "actions", "tools"]
        from file in Directory.EnumerateFiles(SourceTree.At(folder), "*.cs", SearchOption.AllDirectories)
        let name = Path.GetRelativePath(SourceTree.Root, file)
        where !name.Contains("/obj/", StringComparison.Ordinal) && !name.Contains("/node_modules/", StringComparison.Ordinal)
            && !name.StartsWith(Posix, StringComparison.Ordinal)
        from line in File.ReadLines(file)
        where pattern.IsMatch(line)
        select $"{name}: {line.Trim()}";

    [GeneratedRegex("""File\.(Replace\(|Move\(.*(overwrite|, true))|\.(part|stage|tmp|new|old|unfinished)\";?""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Neighbours();

    [GeneratedRegex("FlushToDisk|[fF]lush\\((flushToDisk|true)", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Flushes();

    [GeneratedRegex("""\b0x(1a4|1ed|1ff|1b6|16d|1c0|a4|f000)\b|[mM]ode & 0x|Convert\.ToInt32\("[0-7]+", 8\)""",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase)]
    private static partial Regex Modes();
}
