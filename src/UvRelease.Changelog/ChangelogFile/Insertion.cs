using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;
using UvRelease.Releases;

namespace UvRelease.Changelog.ChangelogFile;

/// <summary>Finds where new text goes in a file of people, and puts it there with an empty line around it.</summary>
internal static partial class Insertion
{
    /// <summary>Where the section of a version goes: above the first older one; else below Unreleased or the header; else to the end.</summary>
    internal static int Position(ForeignText file, IReadOnlyList<(int Position, SemanticVersion Version)> versions, SemanticVersion version)
    {
        foreach ((int position, SemanticVersion older) in versions)
        {
            if (older.CompareTo(version) < 0)
                return position;
        }

        if (versions.Count > 0)
            return Tail(file);
        ForeignLine[] headings = [.. file.Lines.Where(line => line.Active && Level(file.Heading(line)) > 0)];
        int header = Array.FindIndex(headings, line => Unreleased().IsMatch(file.Heading(line)));
        if (header < 0)
            header = headings.Length > 0 && Level(file.Heading(headings[0])) == 1 ? 0 : -1;
        if (header < 0)
            return headings.Length > 0 ? headings[0].Start : Tail(file);
        // Below Unreleased is what is not released yet; it ends with the next heading of its own level. The header ends with any heading.
        int level = Unreleased().IsMatch(file.Heading(headings[header])) ? Level(file.Heading(headings[header])) : int.MaxValue;
        ForeignLine[] next = [.. headings.Skip(header + 1).Where(line => Level(file.Heading(line)) <= level)];
        return next.Length > 0 ? next[0].Start : Tail(file);
    }

    /// <summary>End of a file, above the definitions of links that Keep a Changelog has there.</summary>
    internal static int Tail(ForeignText file)
    {
        int tail = file.Text.Length;
        for (int i = file.Lines.Count - 1; i >= 0; i--)
        {
            string line = file.Heading(file.Lines[i]);
            bool definition = LinkDefinition().IsMatch(line);
            if (!definition && line.AsSpan().Trim().Length > 0)
                break;
            if (definition)
                tail = file.Lines[i].Start;
        }

        return tail;
    }

    /// <summary>Puts text at a line's begin or the end of a file.</summary>
    internal static string At(ForeignText file, int position, string text)
    {
        string above = file.Text[..position], below = file.Text[position..];
        string gapAbove = "";
        if (above.AsSpan().TrimStart("ï»¿").Length > 0)
        {
            gapAbove = !above.EndsWith('\n') && !above.EndsWith('\r')
                ? file.LineEnd + file.LineEnd
                : EndsInEmptyLine(file, position) ? "" : file.LineEnd;
        }

        string gapBelow = below.Length > 0 && below[0] is not ('\r' or '\n') ? file.LineEnd : "";
        return above + gapAbove + text + gapBelow + below;
    }

    /// <summary>Level of an ATX heading (GFM §4.2); 0 for any other line.</summary>
    internal static int Level(string line) => line.AsSpan().TrimStart(' ').StartsWith('#') && Heading().Match(line) is { Success: true } heading
        ? heading.Groups["marks"].Length : 0;

    private static bool EndsInEmptyLine(ForeignText file, int position) =>
        file.Lines.LastOrDefault(line => line.Next <= position) is { Number: > 0 } last && file[last].AsSpan().Trim().Length == 0;

    [GeneratedRegex(@"^ {0,3}(?<marks>#{1,6})(?:[ \t].*)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ {0,3}#{1,3}[ \t]+\[?unreleased\b.*$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unreleased();

    [GeneratedRegex(@"^ {0,3}\[[^\]]+\]:[ \t]*\S+.*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkDefinition();
}
