using UvRelease.Changelog.Commits;
using UvRelease.Releases;

namespace UvRelease.Requests.Announcements;

/// <summary>What is announced: one version of one component on one channel.</summary>
/// <param name="Component">Name of the component; "" for the whole repository.</param>
/// <param name="Version">The version.</param>
/// <param name="Channel">The channel that offers it.</param>
/// <param name="Url">Where the release is to be seen; null for nowhere.</param>
public sealed record Announcement(string Component, SemanticVersion Version, string Channel, string? Url)
{
    private const string Lead = "Released in:";

    /// <summary>What our comment on an item begins with; a component has one comment there, whatever becomes of its releases.</summary>
    public string Mark => $"<!-- uv-release:announce {(IsWhole ? "-" : Component)} -->";

    private bool IsWhole => Component.Length == 0;

    private string Line => $"- {Linked} on {MarkdownText.Inline(Channel)}";

    // Names of components and versions have no characters that mean something in Markdown.
    private string Name => IsWhole ? $"{Version}" : $"{Component} {Version}";

    private string Linked => Url is null ? Name : $"[{Name}]({Url})";

    /// <summary>The comment's text: the one that is there with a line for this release, or a new one.</summary>
    /// <param name="before">Text of our comment that is there; null for none.</param>
    public string Comment(string? before)
    {
        string[] lines = [.. (before ?? "").ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal))];
        string end = $" on {MarkdownText.Inline(Channel)}";
        IEnumerable<string> others = lines.Where(line => !((line.StartsWith($"- [{Name}](", StringComparison.Ordinal) || line == $"- {Name}{end}")
            && line.EndsWith(end, StringComparison.Ordinal)));
        return $"{Mark}\n{Lead}\n\n{string.Join('\n', others.Append(Line))}\n";
    }

    /// <summary>Numbers of pull requests and issues that changes name, the first ones first.</summary>
    public static IReadOnlyList<int> Items(ChangeSet changes, bool pullRequests, bool issues)
    {
        var numbers = new List<int>();
        foreach (Change change in changes.Changes)
        {
            if (pullRequests && change.PullRequest is { } pull)
                numbers.Add(pull);
            // Of this repository: those of others have its name, or the prefix of a tracker, in front.
            if (issues)
                numbers.AddRange(change.References.Where(one => one.Closes && one.Text is ['#', ..] && int.TryParse(one.Text.AsSpan(1), out _))
                    .Select(one => int.Parse(one.Text.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)));
        }

        return [.. numbers.Distinct()];
    }
}
