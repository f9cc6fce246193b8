using System.Text.Json.Serialization;
using UvRelease.Changelog.ChangelogFragments;

namespace UvRelease.Changelog.Check.Changes;

/// <summary>Where a change was read.</summary>
public enum ChangeSource
{
    /// <summary>A pull request: title, body, labels, commits, files.</summary>
    [JsonStringEnumMemberName("pull-request")]
    PullRequest,

    /// <summary>A merge group: the commits that are about to land. The pull requests in it were checked on their own.</summary>
    [JsonStringEnumMemberName("merge-group")]
    MergeGroup,

    /// <summary>A range of commits of a repository.</summary>
    [JsonStringEnumMemberName("range")]
    Range,

    /// <summary>One message, before it is committed.</summary>
    [JsonStringEnumMemberName("message")]
    Message,
}

/// <summary>A change that is checked: everything that rules look at, read already.</summary>
public sealed record CheckedChange
{
    /// <summary>Where it was read.</summary>
    public required ChangeSource Source { get; init; }

    /// <summary>Number of the pull request, or null.</summary>
    public int? PullRequest { get; init; }

    /// <summary>Title; null where there is no pull request.</summary>
    public string? Title { get; init; }

    /// <summary>Body of the pull request, Markdown as written.</summary>
    public string Body { get; init; } = "";

    /// <summary>Login of who opened it, or null.</summary>
    public string? Author { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Commits, oldest first.</summary>
    public IReadOnlyList<CheckedCommit> Commits { get; init; } = [];

    /// <summary>Files that differ; null where nobody could say.</summary>
    public IReadOnlyList<ChangedFile>? Files { get; init; }

    /// <summary>Changelog fragments that it adds or changes.</summary>
    public IReadOnlyList<ChangelogFragmentText> Fragments { get; init; } = [];

    /// <summary>What could not be read: sentences. They are shown as warnings.</summary>
    public IReadOnlyList<string> Gaps { get; init; } = [];
}

/// <summary>A commit.</summary>
/// <param name="Id">Full id.</param>
/// <param name="Message">Subject and body.</param>
/// <param name="IsMerge">True when it has more than one parent.</param>
public sealed record CheckedCommit(string Id, string Message, bool IsMerge = false);

/// <summary>A file that differs.</summary>
/// <param name="Path">Path in the repository.</param>
/// <param name="IsRemoved">True when it is gone.</param>
public sealed record ChangedFile(string Path, bool IsRemoved = false)
{
    /// <summary>True for a changelog fragment that is directly in a folder; its README.md is for people.</summary>
    public bool IsFragmentOf(string folder) =>
        !IsRemoved && Path.StartsWith(folder + "/", StringComparison.Ordinal) && Path.LastIndexOf('/') == folder.Length
        && Path.EndsWith(".md", StringComparison.Ordinal) && !Path.EndsWith("/README.md", StringComparison.OrdinalIgnoreCase);
}

/// <summary>A changelog fragment's file.</summary>
/// <param name="File">Path in the repository.</param>
/// <param name="Text">Its text.</param>
/// <param name="Problem">Why there is no text: sentences; null when there is.</param>
public sealed record ChangelogFragmentText(string File, string Text, string? Problem = null)
{
    /// <summary>Greatest length of a fragment's file in bytes: every character may take four.</summary>
    public const int LongestFile = 4 * ChangelogFragmentFile.LongestFile;

    /// <summary>Line of a key of the front matter, or the first line.</summary>
    public int LineOf(string key)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> text in Text.AsSpan().EnumerateLines())
        {
            line++;
            if (text.StartsWith(key + ":", StringComparison.Ordinal))
                return line;
        }

        return 1;
    }
}
