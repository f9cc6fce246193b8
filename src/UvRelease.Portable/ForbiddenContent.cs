using System.IO.Enumeration;
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
    }

    /// <summary>All patterns.</summary>
    public IReadOnlyList<string> Patterns { get; }

    /// <summary>The pattern that a path falls under; null for one that may stay.</summary>
    public string? Match(string path)
    {
        string[] parts = path.Split('/');
        return Patterns.FirstOrDefault(pattern => pattern.EndsWith('/')
            ? parts.SkipLast(1).Any(part => FileSystemName.MatchesSimpleExpression(pattern.AsSpan(0, pattern.Length - 1), part, ignoreCase: true))
            : FileSystemName.MatchesSimpleExpression(pattern, parts[^1], ignoreCase: true));
    }
}
