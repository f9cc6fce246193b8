using UvRelease.Releases;

namespace UvRelease.Changelog.Git;

/// <summary>The part of a repository that is looked at: paths and globs from its root.</summary>
/// <param name="Include">Files, folders or globs (<c>packages/app/**</c>); empty for everything.</param>
/// <param name="Exclude">What is left out of it.</param>
public sealed record PathFilter(IReadOnlyList<string> Include, IReadOnlyList<string> Exclude)
{
    /// <summary>The whole repository.</summary>
    public static readonly PathFilter Everything = new([], []);

    /// <summary>True when nothing is left out.</summary>
    public bool IsEverything => Include.Count == 0 && Exclude.Count == 0;

    /// <summary>
    /// As git's own pathspecs, from the root whatever folder git runs in. Colons and other magic in a path mean nothing (the long form of
    /// gitglossary's pathspec takes the rest as it is).
    /// </summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a path is empty, absolute, or leads out of the repository.</exception>
    internal IEnumerable<string> Pathspecs()
    {
        foreach (string path in Include.Concat(Exclude))
        {
            if (path.Length == 0 || path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal)
                || path.Split('/').Contains("..", StringComparer.Ordinal))
                throw new ReleaseException(Fault.Input,
                    $"The path '{path}' must be given from the root of the repository, such as packages/app or packages/app/**.");
        }

        // Exclusions alone would count from the current folder.
        IEnumerable<string> included = Include.Count > 0 || IsEverything ? Include.Select(path => ":(top,glob)" + path) : [":(top)"];
        return included.Concat(Exclude.Select(path => ":(top,exclude,glob)" + path));
    }
}
