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
        string line = UpgradeGuide.LineOf(version);
        string before = file.Text;
        int? kept = null;
        // Back to front: what is replaced or removed does not move what is still to come.
        foreach (MarkedBlock block in MarkedBlock.FindAll(file, Kind, name).Reverse())
        {
            if (Key(block) is not var (told, id) || UpgradeGuide.LineOf(told) != line)
                continue;
            MigrationNote? note = notes.FirstOrDefault(note => note.Id == id);
            bool gone = note is null && UpgradeGuide.Supersedes(version, told.ToString());
            if (!block.Untouched)
            {
                kept = note is not null || gone ? ChangelogDocument.LineOf(file, block.Start) : kept;
            }
            else if (note is not null)
            {
                string written = MarkedBlock.Write(file, Kind, $"{version} {id}", markdown.Note(note, 3));
                if (!ChangelogDocument.SameText(file.Text[block.Start..block.End], written))
                    file = ForeignText.Of(file.Text[..block.Start] + written + file.Text[block.End..]);
            }
            else if (gone)
            {
                file = ForeignText.Of(file.Text[..block.Start] + WithoutGap(file.Text[block.End..]));
            }
        }

        HashSet<string> there = [.. MarkedBlock.FindAll(file, Kind, name).Select(Key).OfType<(SemanticVersion Version, string Id)>()
            .Where(key => UpgradeGuide.LineOf(key.Version) == line).Select(key => key.Id)];
        bool inserted = false;
        foreach (MigrationNote note in notes.Where(note => !there.Contains(note.Id)))
        {
            if (file.Text.AsSpan().TrimStart("ï»¿").Length == 0)
                file = ForeignText.Of(file.Text + file.Own(Header));
            string written = MarkedBlock.Write(file, Kind, $"{version} {note.Id}", markdown.Note(note, 3));
            file = ForeignText.Of(Insert(file, line, written, markdown));
            inserted = true;
        }

        UpdateOutcome outcome = inserted ? UpdateOutcome.Inserted : file.Text != before ? UpdateOutcome.Replaced
            : kept is null ? UpdateOutcome.Unchanged : UpdateOutcome.KeptHandWritten;
        return new FileUpdate(file.Text == before ? bytes ?? [] : file.ToBytes(), outcome, kept);
    }

    /// <summary>
    /// Returns the sections that somebody meets on his way from one version to another, in the order he meets them, hand-written text included.
    /// </summary>
    public static string Between(byte[] bytes, SemanticVersion from, SemanticVersion to, string name = "UPGRADING.md")
    {
        ForeignText file = ChangelogDocument.Open(bytes, name);
        (ulong, ulong) first = UpgradeSection.OrderOf(UpgradeGuide.LineOf(from)), last = UpgradeSection.OrderOf(UpgradeGuide.LineOf(to));
        IEnumerable<string> sections =
            from section in Sections(file)
            where section.Order.CompareTo(first) > 0 && section.Order.CompareTo(last) <= 0
            orderby section.Order
            select file.Text[section.Start..section.End].TrimEnd('\r', '\n') + file.LineEnd;
        return System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(string.Join(file.LineEnd, sections)));
    }

    private static string Insert(ForeignText file, string line, string written, UpgradeMarkdown markdown)
    {
        (ulong, ulong) order = UpgradeSection.OrderOf(line);
        (int Start, int End, (ulong, ulong) Order)[] sections = [.. Sections(file)];
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
    private static IEnumerable<(int Start, int End, (ulong Major, ulong Minor) Order)> Sections(ForeignText file)
    {
        ForeignLine[] headings = [.. file.Lines.Where(line => line.Active && Insertion.Level(file[line]) is 1 or 2)];
        for (int i = 0; i < headings.Length; i++)
        {
            if (!headings[i].Active || SectionHeading().Match(file[headings[i]]) is not { Success: true } heading)
                continue;
            string major = heading.Groups["major"].Value, minor = heading.Groups["minor"] is { Success: true, Value: var text } ? text : "0";
            (ulong Major, ulong Minor) order = UpgradeSection.OrderOf(major == "0" ? $"0.{minor}" : major);
            if (order != default)
                yield return (headings[i].Start, i + 1 < headings.Length ? headings[i + 1].Start : Insertion.Tail(file), order);
        }
    }

    private static (SemanticVersion Version, string Id)? Key(MarkedBlock block) =>
        block.Key.Split(' ', 2) is [var version, var id] && SemanticVersion.TryParse(version) is { } told ? (told, id) : null;

    // The empty line that was put below a block goes with it.
    private static string WithoutGap(string below) => below.StartsWith("\r\n", StringComparison.Ordinal)
        ? below[2..] : below.StartsWith('\n') ? below[1..] : below;

    // "## 5", "## Upgrading to 5.0", "## v4 → v5", "## Planned Breaking API Changes (44.0)", "## 5.0 へのアップグレード": the last version counts.
    [GeneratedRegex(@"^ {0,3}#{1,2}[ \t](?:.*[^0-9.])?v?(?<major>[0-9]{1,9})(?:\.(?<minor>[0-9]{1,9})(?:\.[0-9x]{1,9})?)?(?:[^0-9].*)?$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SectionHeading();
}
