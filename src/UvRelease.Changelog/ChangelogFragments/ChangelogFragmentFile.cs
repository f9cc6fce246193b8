using System.Text.RegularExpressions;
using UvRelease.Changelog.Markdown;
using UvRelease.Changelog.Upgrading;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>
/// Reads a changelog fragment (docs/configuration.md): YAML front matter between two lines <c>---</c>, then Markdown – a title, what users should know, and
/// sections <c>## Why</c>, <c>## Who is affected</c>, <c>## Before</c>, <c>## After</c>, <c>## Migration</c>, <c>## Automatic</c>, <c>## Restore</c>.
/// </summary>
public static partial class ChangelogFragmentFile
{
    /// <summary>Greatest length in characters.</summary>
    public const int LongestFile = 64 * 1024;

    private const int LongestTitle = 200;

    /// <summary>Reads a fragment.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file, relative to the workspace; its name gives the id.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with file and line.</exception>
    public static ChangelogFragment Parse(string text, string file)
    {
        string id = Path.GetFileNameWithoutExtension(file);
        if (!FileName().IsMatch(id))
            throw new ReleaseException(Fault.Input,
                $"The fragment '{file}' must be called like drop-windows-7.md: lower-case letters, digits, dots, hyphens and underscores, at most 80. "
                + "Rename it.")
            { File = file };
        if (text.Length > LongestFile)
            throw new ReleaseException(Fault.Input, $"{file} has {text.Length} characters and may have {LongestFile}. Shorten it.") { File = file };
        string[] lines = text.TrimStart('\ufeff').ReplaceLineEndings("\n").Split('\n');
        if (lines[0].TrimEnd() != "---")
            throw Wrong(file, 1, "must begin with a line '---', the front matter and another line '---'. Add them; 'type: feat' is the least.");
        int end = Array.FindIndex(lines, 1, line => line.TrimEnd() == "---");
        if (end < 0)
            throw Wrong(file, 1, "has no second line '---' that ends the front matter. Add it.");
        return FrontMatter.Read(YamlText.Parse(string.Join('\n', lines[1..end]), file, firstLine: 2), Body(lines, end + 1, file) with { Id = id, File = file });
    }

    private static ChangelogFragment Body(string[] lines, int first, string file)
    {
        int title = Array.FindIndex(lines, first, line => line.Trim().Length > 0);
        if (title < 0)
            throw Wrong(file, lines.Length, "says nothing. Write one line for users below the front matter.");
        bool marked = HeadingLine.TryRead(lines[title], out HeadingLine heading);
        if (marked && NoteParts.ByName.ContainsKey(heading.Name))
            throw Wrong(file, title + 1, "begins with a section. Write one line for users above it.");
        string line = marked ? heading.Name : lines[title].Trim();
        if (line.Length is 0 or > LongestTitle)
            throw Wrong(file, title + 1, $"has a title of {line.Length} characters and must have 1 to {LongestTitle}. Put the rest below it.");
        string? details = null;
        var parts = new Dictionary<NotePart, string>();
        (NotePart? part, int begin) = (null, title + 1);
        CodeFence? fence = null;
        int opened = 0;
        for (int i = title + 1; i < lines.Length; i++)
        {
            if (fence is not null)
            {
                fence = fence.Closes(lines[i]) ? null : fence;
                continue;
            }

            fence = CodeFence.Open(lines[i]);
            opened = i + 1;
            if (fence is not null || !HeadingLine.TryRead(lines[i], out HeadingLine section) || section.Level > 2)
                continue;
            Close(i);
            (part, begin) = (Part(section.Name, file, i + 1), i + 1);
            if (parts.ContainsKey(part.Value))
                throw Wrong(file, i + 1, $"has the section '{section.Name}' a second time. Join the two.");
        }

        if (fence is not null)
            throw Wrong(file, opened, "opens a block of code that nothing closes. Close it.");
        Close(lines.Length);
        return new ChangelogFragment { Id = "", File = file, Type = "", Title = line, TitleLine = title + 1, Details = details, Parts = parts };

        void Close(int next)
        {
            string content = string.Join('\n', lines[begin..next]).Trim('\n', ' ', '\t');
            if (part is null)
                details = content.Length > 0 ? content : null;
            else
                parts[part.Value] = content.Length > 0 ? content : throw Wrong(file, begin, "is a section without text. Fill it, or remove it.");
        }
    }

    private static NotePart Part(string name, string file, int line) => NoteParts.ByName.TryGetValue(name, out NotePart part)
        ? part
        : throw Wrong(file, line, $"has the section '{(name.Length > 60 ? name[..60] + "…" : name)}', which is "
            + $"unknown.{(NearestName.Of(name[..Math.Min(60, name.Length)], NoteParts.ByName.Keys) is { } near ? $" Did you mean '{near}'?" : "")} Known: "
            + $"{string.Join(", ", NoteParts.ByName.Keys)}. Headings of your own begin with '###'.");

    private static ReleaseException Wrong(string file, int line, string problem) =>
        new(Fault.Input, $"{file}, line {line}: the fragment {problem}") { File = file, Line = line };

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,79}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FileName();
}
