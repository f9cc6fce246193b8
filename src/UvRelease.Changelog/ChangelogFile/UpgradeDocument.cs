using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;

namespace UvRelease.Changelog.ChangelogFile;

/// <summary>
/// Puts migration notes into UPGRADING.md: a section for each major version, newest first, and in it a block for each note between hidden markers that
/// name the release and the note. Blocks that people edited, and all text outside of blocks, stay byte for byte.
/// </summary>
public static partial class UpgradeDocument
{
    private const string Kind = "upgrade";

    /// <summary>What a new file begins with.</summary>
    public const string Header = "# Upgrading\n\n";

    /// <summary>Updates a file with the notes of a release (see <see cref="UpgradeGuide.With"/> for what disappears).</summary>
    /// <param name="bytes">The file; null or empty for a new one.</param>
    /// <param name="version">The release.</param>
    /// <param name="notes">Its notes.</param>
    /// <param name="markdown">Shows a note.</param>
    /// <param name="name">Name of the file, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a marker without its pair, a file in UTF-16, or too large a file.</exception>
    public static FileUpdate Update(byte[]? bytes, SemanticVersion version, IReadOnlyList<MigrationNote> notes,
        UpgradeMarkdown markdown, string name = "UPGRADING.md")
    {
        ForeignText file = ChangelogDocument.Open(bytes, name);
        string line = UpgradeGuide.LineOf(version), before = file.Text;
        IReadOnlyList<MarkedBlock> blocks = MarkedBlock.FindAll(file, Kind, name);
        Dictionary<string, MigrationNote> told = notes.DistinctBy(note => note.Id).ToDictionary(note => note.Id, StringComparer.Ordinal);
        var text = new StringBuilder(before.Length);
        int copied = 0;
        int? kept = null;
        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (MarkedBlock block in blocks)
        {
            if (Key(block) is not var (release, id) || UpgradeGuide.LineOf(release) != line)
                continue;
            MigrationNote? note = told.GetValueOrDefault(id);
            there.Add(id);
            bool gone = note is null && UpgradeGuide.Supersedes(version, release.ToString());
            if (note is null && !gone)
                continue;
            if (!block.Untouched)
            {
                kept ??= block.Start;
                continue;
            }

            string written = note is null ? "" : MarkedBlock.Write(file, Kind, $"{version} {id}", markdown.Note(note, 3));
            if (note is not null && ChangelogDocument.SameText(before[block.Start..block.End], written))
                continue;
            text.Append(before, copied, block.Start - copied).Append(written);
            copied = note is null ? block.End + Gap(before, block.End) : block.End;
        }

        int? keptLine = kept is { } position ? ChangelogDocument.LineOf(file, position) : null;
        if (copied > 0)
            file = ForeignText.Of(text.Append(before, copied, before.Length - copied).ToString());
        string[] added = [.. notes.Where(note => !there.Contains(note.Id))
            .Select(note => MarkedBlock.Write(file, Kind, $"{version} {note.Id}", markdown.Note(note, 3)))];
        if (added.Length > 0)
        {
            if (file.Text.AsSpan().TrimStart("ï»¿").Length == 0)
                file = ForeignText.Of(file.Text + file.Own(Header));
            file = ForeignText.Of(Insert(file, line, string.Join(file.LineEnd, added), markdown, name));
        }

        UpdateOutcome outcome = added.Length > 0 ? UpdateOutcome.Inserted : file.Text != before ? UpdateOutcome.Replaced
            : kept is null ? UpdateOutcome.Unchanged : UpdateOutcome.KeptHandWritten;
        return new FileUpdate(file.Text == before ? bytes ?? [] : file.ToBytes(), outcome, keptLine);
    }

    /// <summary>
    /// Returns the sections that somebody meets on his way from one version to another, in the order he meets them, hand-written text included.
    /// </summary>
    public static string Between(byte[] bytes, SemanticVersion from, SemanticVersion to, string name = "UPGRADING.md")
    {
        ForeignText file = ChangelogDocument.Open(bytes, name);
        (ulong, ulong) first = UpgradeSection.OrderOf(UpgradeGuide.LineOf(from)), last = UpgradeSection.OrderOf(UpgradeGuide.LineOf(to));
        IEnumerable<string> sections =
            from section in Sections(file, name)
            where section.Order.CompareTo(first) > 0 && section.Order.CompareTo(last) <= 0
            orderby section.Order
            select file.Text[section.Start..section.End].TrimEnd('\r', '\n') + file.LineEnd;
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(string.Join(file.LineEnd, sections)));
    }

    private static string Insert(ForeignText file, string line, string written, UpgradeMarkdown markdown, string name)
    {
        (ulong, ulong) order = UpgradeSection.OrderOf(line);
        (int Start, int End, (ulong, ulong) Order)[] sections = [.. Sections(file, name)];
        foreach ((int start, int end, (ulong, ulong) found) in sections)
        {
            if (found == order)
                return Insertion.At(file, end, written);
        }

        string section = file.Own($"## {markdown.Heading(line)}\n\n") + written;
        int at = sections.Where(found => found.Order.CompareTo(order) < 0).Select(found => (int?)found.Start).FirstOrDefault() ?? Insertion.Tail(file);
        return Insertion.At(file, at, section);
    }

    // A section is a heading of the second level (or first) that ends in a version; it goes on to the next heading that is not below it.
    // A heading that somebody wrote between our markers ends nothing: what is put behind it would part the markers.
    private static IEnumerable<(int Start, int End, (ulong Major, ulong Minor) Order)> Sections(ForeignText file, string name)
    {
        IReadOnlyList<MarkedBlock> blocks = MarkedBlock.FindAll(file, Kind, name);
        var headings = new List<ForeignLine>();
        int next = 0;
        foreach (ForeignLine line in file.Lines)
        {
            while (next < blocks.Count && blocks[next].End <= line.Start)
                next++;
            bool inside = next < blocks.Count && line.Start >= blocks[next].Start;
            if (line.Active && !inside && Insertion.Level(file.Heading(line)) is 1 or 2)
                headings.Add(line);
        }

        for (int i = 0; i < headings.Count; i++)
        {
            if (SectionHeading().Match(file.Heading(headings[i])) is not { Success: true } heading)
                continue;
            string major = heading.Groups["major"].Value, minor = heading.Groups["minor"] is { Success: true, Value: var text } ? text : "0";
            (ulong Major, ulong Minor) order = UpgradeSection.OrderOf(major == "0" ? $"0.{minor}" : major);
            if (order != default)
                yield return (headings[i].Start, i + 1 < headings.Count ? headings[i + 1].Start : Insertion.Tail(file), order);
        }
    }

    private static (SemanticVersion Version, string Id)? Key(MarkedBlock block) =>
        block.Key.Split(' ', 2) is [var version, var id] && SemanticVersion.TryParse(version) is { } told ? (told, id) : null;

    // The empty line that was put below a block goes with it.
    private static int Gap(string text, int at) =>
        text.AsSpan(at).StartsWith("\r\n") ? 2 : at < text.Length && text[at] == '\n' ? 1 : 0;

    // "## 5", "## Upgrading to 5.0", "## v4 → v5", "## Planned Breaking API Changes (44.0)", "## 5.0 へのアップグレード": the last version counts.
    [GeneratedRegex(@"^ {0,3}#{1,2}[ \t](?:.*[^0-9.])?v?(?<major>[0-9]{1,9})(?:\.(?<minor>[0-9]{1,9})(?:\.[0-9x]{1,9})?)?(?:[^0-9].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SectionHeading();
}
