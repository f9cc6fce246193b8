using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.ChangelogFile;

/// <summary>
/// Puts the section of a release into CHANGELOG.md. Where a run before has put it, between its hidden markers, it is replaced; else it is inserted
/// above the first older version, below <c>## [Unreleased]</c> or the header. Text that people wrote, or edited between the markers, stays as it is,
/// byte for byte; a section that has the version's heading and no markers is theirs too. Only <c>[Unreleased]: …/compare/v1.0.0...HEAD</c> moves along
/// (<see cref="CompareLink"/>).
/// </summary>
public static partial class ChangelogDocument
{
    /// <summary>Greatest size of a file.</summary>
    public const int LargestFile = 64 * 1024 * 1024;

    private const string TooLarge = "Move old versions to another file.";

    private const string Kind = "release";

    /// <summary>What a new file begins with.</summary>
    public const string Header = "# Changelog\n\n";

    /// <summary>Updates a file.</summary>
    /// <param name="bytes">The file; null or empty for a new one.</param>
    /// <param name="version">The release.</param>
    /// <param name="section">Its section, heading included, with a line end at its end.</param>
    /// <param name="name">Name of the file, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a marker without its pair, a file in UTF-16, or too large a file.</exception>
    public static FileUpdate Update(byte[]? bytes, SemanticVersion version, string section, string name = "CHANGELOG.md")
    {
        ForeignText file = Open(bytes, name);
        IReadOnlyList<MarkedBlock> blocks = MarkedBlock.FindAll(file, Kind, name);
        string key = version.ToString();
        string written = MarkedBlock.Write(file, Kind, key, section);
        if (blocks.FirstOrDefault(block => block.Key == key) is { } block)
        {
            string old = file.Text[block.Start..block.End];
            if (!block.Untouched)
                return new FileUpdate(bytes!, UpdateOutcome.KeptHandWritten, LineOf(file, block.Start));
            return SameText(old, written)
                ? new FileUpdate(bytes!, UpdateOutcome.Unchanged)
                : new FileUpdate(CompareLink.Move(ForeignText.Of(file.Text[..block.Start] + written + file.Text[block.End..]), version, section).ToBytes(),
                    UpdateOutcome.Replaced);
        }

        (int Position, SemanticVersion Version)[] versions = [.. Versions(file, blocks).OrderBy(found => found.Position)];
        if (versions.FirstOrDefault(found => found.Version.ToString() == key) is { Version: not null } same)
            return new FileUpdate(bytes!, UpdateOutcome.KeptHandWritten, LineOf(file, same.Position));
        if (file.Text.Length == 0)
            return new FileUpdate(ForeignText.Of(file.Own(Header) + written).ToBytes(), UpdateOutcome.Inserted);
        int at = Insertion.Position(file, versions, version);
        var inserted = ForeignText.Of(Insertion.At(file, at, written));
        if (!IsFound(inserted, key, name))
            throw new ReleaseException(Fault.Input,
                $"{name}: a comment (<!--) or an element above line {LineOf(inserted, at)} is not closed and would swallow the section "
                + $"of {version}. Close it.")
            { File = name };
        return new FileUpdate(CompareLink.Move(inserted, version, section).ToBytes(), UpdateOutcome.Inserted);
    }

    // The next run must find what this one writes.
    private static bool IsFound(ForeignText file, string key, string name)
    {
        try
        {
            return MarkedBlock.FindAll(file, Kind, name).Any(block => block.Key == key);
        }
        catch (ReleaseException)
        {
            return false;
        }
    }

    /// <summary>Bytes of such a file, or of what is kept beside it; null where there is none.</summary>
    internal static byte[]? Read(ProjectPath file) => file.Bytes(LargestFile, TooLarge);

    internal static ForeignText Open(byte[]? bytes, string name)
    {
        ReadOnlySpan<byte> file = bytes;
        if (file.Length > LargestFile)
            throw new ReleaseException(Fault.Input, $"{name} has {file.Length} bytes and may have {LargestFile}. {TooLarge}")
            { File = name };
        if (file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe]) || file.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff]))
            throw new ReleaseException(Fault.Input, $"{name} is in UTF-16. Save it as UTF-8.") { File = name };
        return ForeignText.Of(file);
    }

    internal static int LineOf(ForeignText file, int position) => file.Lines.First(line => line.Next > position).Number;

    // A checkout with other line ends holds the same text.
    internal static bool SameText(string old, string written) =>
        old.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n') == written.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n');

    private static IEnumerable<(int Position, SemanticVersion Version)> Versions(ForeignText file, IReadOnlyList<MarkedBlock> blocks)
    {
        foreach (MarkedBlock block in blocks)
        {
            if (SemanticVersion.TryParse(block.Key) is { } marked)
                yield return (block.Start, marked);
        }

        int next = 0;
        foreach (ForeignLine line in file.Lines)
        {
            while (next < blocks.Count && blocks[next].End <= line.Start)
                next++;
            bool inside = next < blocks.Count && line.Start >= blocks[next].Start;
            if (line.Active && !inside && (line.Underlined > 0 || file.Span(line).TrimStart(' ').StartsWith('#'))
                && VersionHeading().Match(file.Heading(line)) is { Success: true } heading
                && SemanticVersion.TryParse(heading.Groups["version"].Value) is { } version)
                yield return (line.Start, version);
        }
    }

    // "## 1.2.0", "## [1.2.0] - 2026-01-31", "# [1.2.0](link) (2026-01-31)", "### Version v1.2.0", "## app@1.2.0": the forms of the generators in use.
    [GeneratedRegex(@"^ {0,3}#{1,3}[ \t]+(?:[Vv]ersion[ "
        + @"\t]+)?\[?(?:[A-Za-z@/._-]*[@/_-])?v?(?<version>[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?)(?:[^0-9A-Za-z.+-].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex VersionHeading();
}
