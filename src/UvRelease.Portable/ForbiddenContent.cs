using System.IO.Enumeration;
using UvRelease.Formats.Archives;
using UvRelease.Releases;

namespace UvRelease.Portable;

/// <summary>What never belongs in a package: data of whoever built it, secrets, and leftovers of building.</summary>
public sealed class ForbiddenContent
{
    /// <summary>Patterns that always hold: a file's name with <c>*</c>, or a folder's name with a slash behind it; case doesn't count.</summary>
    public static readonly IReadOnlyList<string> BuiltIn =
    [
        "*.db", "*.db-*", "*.log", "*.shm", "*.sqlite", "*.sqlite-*", "*.sqlite3", "*.sqlite3-*", "*.wal", "support-bundle*.json",
        ".DS_Store", ".env", ".env.*", "*.key", "*.map", "*.p12", "*.pem", "*.pfx", "desktop.ini",
        ".git/", "browser-profile/", "browser-profiles/", "dist/", "downloads/", "node_modules/",
    ];

    /// <summary>Most patterns that one archive may come with: each name is held against all of them.</summary>
    public const int MostPatterns = 256;

    private readonly Dictionary<(string, bool), string?> known = [];
    private readonly (string Pattern, string Fold)[] files;
    private readonly (string Pattern, string Fold)[] folders;

    /// <summary>The built-in patterns but those that are allowed, and some more.</summary>
    /// <param name="more">Patterns beside the built-in ones.</param>
    /// <param name="allowed">Built-in patterns that don't hold.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: what is allowed is no built-in pattern.</exception>
    public ForbiddenContent(IEnumerable<string> more, IReadOnlyList<string> allowed)
    {
        if (allowed.FirstOrDefault(pattern => !BuiltIn.Contains(pattern, StringComparer.OrdinalIgnoreCase)) is { } unknown)
            throw new ReleaseException(Fault.Input,
                $"'portable.allowed' has '{unknown}', which is no built-in pattern of forbidden content. Correct or remove it; known are: "
                + $"{string.Join(" ", BuiltIn)}.");
        Patterns = [.. BuiltIn.Except(allowed, StringComparer.OrdinalIgnoreCase).Concat(more).Distinct(StringComparer.OrdinalIgnoreCase)];
        files = [.. Patterns.Where(pattern => !pattern.EndsWith('/')).Select(pattern => (pattern, FoldedName.Of(pattern)))];
        folders = [.. Patterns.Where(pattern => pattern.EndsWith('/')).Select(pattern => (pattern, FoldedName.Of(pattern[..^1])))];
    }

    /// <summary>All patterns.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>How many times a part of a path was held against a pattern.</summary>
    public long Comparisons { get; private set; }

    /// <summary>The pattern that a path falls under; null for one that may stay. A folder's path ends with a slash. Not for several threads.</summary>
    public string? Match(string path)
    {
        string[] parts = path.Split('/');
        string? match = parts[^1].Length > 0 ? Match(parts[^1], isFolder: false) : null;
        for (int i = 0; i < parts.Length - 1 && match is null; i++)
            match = Match(parts[i], isFolder: true);
        return match;
    }

    // Folders come again with each of their files.
    private string? Match(string part, bool isFolder)
    {
        if (known.TryGetValue((part, isFolder), out string? match))
            return match;
        string fold = FoldedName.Of(part);
        foreach ((string pattern, string folded) in isFolder ? folders : files)
        {
            Comparisons++;
            if (match is null && FileSystemName.MatchesSimpleExpression(folded, fold, ignoreCase: false))
                match = pattern;
        }

        known[(part, isFolder)] = match;
        return match;
    }
}
