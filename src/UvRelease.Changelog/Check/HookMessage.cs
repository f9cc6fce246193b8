using UvRelease.Changelog.Check.Changes;

namespace UvRelease.Changelog.Check;

/// <summary>The message that git is about to commit, as a commit-msg hook finds it in a file.</summary>
public static class HookMessage
{
    private const string Scissors = "# ------------------------ >8 ------------------------";

    /// <summary>
    /// Cleans a message up as git does by default (git commit --cleanup): what follows the scissors line goes, then lines that begin with #, spaces
    /// at the end of
    /// lines, and empty lines at both ends and in a row.
    /// </summary>
    public static string Clean(string text)
    {
        string[] lines = text.TrimStart('\ufeff').ReplaceLineEndings("\n").Split('\n');
        int scissors = Array.FindIndex(lines, line => line.TrimEnd() == Scissors);
        var kept = new List<string>();
        foreach (string line in lines.Take(scissors < 0 ? lines.Length : scissors).Where(line => !line.StartsWith('#')).Select(line => line.TrimEnd()))
        {
            if (line.Length > 0 || (kept.Count > 0 && kept[^1].Length > 0))
                kept.Add(line);
        }

        return string.Join('\n', kept).TrimEnd('\n');
    }

    /// <summary>The change that one message is.</summary>
    public static CheckedChange Of(string text) => new()
    {
        Source = ChangeSource.Message,
        Commits = Clean(text) is { Length: > 0 } message ? [new CheckedCommit("message", message)] : [],
    };
}
