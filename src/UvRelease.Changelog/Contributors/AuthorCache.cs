using System.Text;
using UvRelease.Changelog.Git;
using UvRelease.Posix;

namespace UvRelease.Changelog.Contributors;

/// <summary>
/// Everybody who wrote a commit's history, kept below the git folder (<c>uv-release/authors</c>) from the last run that had to read all of it: who is new is
/// only known when every author before was read. It is keyed by the commit, so that it never gets old, and holds nothing that the history does not.
/// </summary>
/// <param name="path">The file.</param>
internal sealed class AuthorCache(string path)
{
    private const int LargestFile = 32 * 1024 * 1024, ShortestId = 40;
    private const string Header = "uv-release authors 1 ";

    /// <summary>The cache of a repository; null for a shallow clone, whose history is not whole.</summary>
    public static AuthorCache? Of(GitRepository repository, CancellationToken cancellationToken)
    {
        ChildResult result = repository.Try(["rev-parse", "--is-shallow-repository", "--git-path", "uv-release/authors"], cancellationToken);
        return result.ExitCode == 0 && result.Output.Split('\n') is ["false", { Length: > 0 } path, ..]
            ? new AuthorCache(Path.Combine(repository.Path, path)) : null;
    }

    /// <summary>Reads it.</summary>
    /// <returns>The commit, and a line for each combination of author and co-authors; null where there is none, or a damaged one.</returns>
    public (string Commit, IReadOnlyList<string> Lines)? Read()
    {
        try
        {
            string[] lines = Encoding.UTF8.GetString(RegularFile.Read(path, LargestFile) ?? []).Split('\n');
            // The last line has its end: a file that was cut off has not.
            if (lines.Length < 2 || lines[^1].Length > 0 || !lines[0].StartsWith(Header, StringComparison.Ordinal))
                return null;
            string commit = lines[0][Header.Length..];
            return commit.Length >= ShortestId && commit.All(char.IsAsciiHexDigitLower) ? (commit, lines[1..^1]) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes it, where that is possible; a repository that only can be read is read again next time.</summary>
    public void Write(string commit, IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        string text = $"{Header}{commit}\n{string.Concat(lines.Select(line => line + "\n"))}";
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        if (text.Length > LargestFile || folder.LinkTarget is not null)
            return;
        try
        {
            folder.Create();
            AtomicFile.WriteText(path, text, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }
}
