using System.Text.RegularExpressions;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// Mends the relative links of a page that moves, or whose neighbours move or stay behind: to a file of the tree the link stays relative, to any
/// other file of the source it becomes an address on the server. Inline links and reference definitions (CommonMark §6.3, §4.7)
/// are followed; fenced code and HTML stay as they are.
/// </summary>
/// <param name="treePaths">Paths in the tree, by path in the source.</param>
/// <param name="request">The server's addresses.</param>
public sealed partial class MarkdownLinks(IReadOnlyDictionary<string, string> treePaths, TreeRequest request)
{
    private static readonly HashSet<string> Pictures = new([".png", ".svg", ".gif", ".jpg", ".jpeg", ".webp"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Returns the page with its links as the tree needs them.</summary>
    /// <param name="page">The page, at its path in the source.</param>
    /// <param name="treePath">Where the tree has it.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: a link leads out of the repository; names file and line.</exception>
    public TreeFile Rewrite(TreeFile page, string treePath)
    {
        string[] lines = page.Text.Split('\n');
        string? fence = null;
        for (int i = 0; i < lines.Length; i++)
        {
            string start = lines[i].TrimStart();
            string? mark = start.StartsWith("```", StringComparison.Ordinal) ? "```" : start.StartsWith("~~~", StringComparison.Ordinal) ? "~~~" : null;
            if (mark is not null && (fence is null || fence == mark))
                fence = fence is null ? mark : null;
            else if (fence is null)
                lines[i] = Link().Replace(lines[i], match => match.Groups["before"].Value + Mend(match.Groups["target"].Value, page.Path, treePath, i + 1));
        }

        return new TreeFile(treePath, string.Join('\n', lines));
    }

    private string Mend(string target, string from, string to, int line)
    {
        int end = target.IndexOfAny(['#', '?']);
        (string path, string rest) = end < 0 ? (target, "") : (target[..end], target[end..]);
        // An anchor of the page itself, an address with a scheme, or one that borrows the page's.
        if (path.Length == 0 || path.StartsWith("//", StringComparison.Ordinal) || Scheme().IsMatch(path))
            return target;
        string source = Resolve(path, from)
            ?? throw YamlFile.Wrong(from, line, $"The link '{target}' in '{from}' leads out of the repository. Link to a file of it, or to a whole address.");
        return InTree(source) is { } place
            ? Relative(place, to) + (path.EndsWith('/') ? "/" : "") + rest
            : request.SourceAddress(source, Pictures.Contains(Path.GetExtension(source))) + rest;
    }

    private static string? Resolve(string path, string from)
    {
        List<string> parts = path.StartsWith('/') ? [] : [.. from.Split('/')[..^1]];
        foreach (string part in path.Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
                parts.Add(part);
            else if (parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else
                return null;
        }

        return string.Join('/', parts);
    }

    // A file that the tree has, or a folder of the source whose files went into one folder of the tree.
    private string? InTree(string source)
    {
        if (treePaths.TryGetValue(source, out string? file))
            return file;
        string[] folders =
        [
            .. (from pair in treePaths
                where source.Length > 0 && pair.Key.StartsWith(source + "/", StringComparison.Ordinal)
                let below = pair.Key[source.Length..]
                select pair.Value.EndsWith(below, StringComparison.Ordinal) ? pair.Value[..^below.Length] : "").Distinct(StringComparer.Ordinal),
        ];
        return folders is [{ Length: > 0 } folder] ? folder : null;
    }

    private static string Relative(string target, string page) => Path.GetRelativePath("/" + Path.GetDirectoryName(page), "/" + target);

    [GeneratedRegex(@"(?<before>\]\(<?|^ {0,3}\[[^\[\]]+\]:\s+<?)(?<target>[^()\s<>]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:", RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();
}
