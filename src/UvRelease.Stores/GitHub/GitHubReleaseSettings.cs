using System.Text.RegularExpressions;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Stores.GitHub;

/// <summary>A release on GitHub, and how it is worked on.</summary>
public sealed partial record GitHubReleaseSettings
{
    /// <summary>How GitHub's API is asked; the token may write contents of the repository.</summary>
    public required GitHubSettings GitHub { get; init; }

    /// <summary>Address that people and clients see: https://github.com.</summary>
    public required Uri Web { get; init; }

    /// <summary>The repository: owner/name.</summary>
    public required string Repository { get; init; }

    /// <summary>Tag of the release. GitHub makes it at <see cref="Commit"/> when the release becomes public, unless it is there.</summary>
    public required string Tag { get; init; }

    /// <summary>Full id of the commit that was built; a tag that points somewhere else is refused.</summary>
    public required string Commit { get; init; }

    /// <summary>Title; null takes the tag.</summary>
    public string? Title { get; init; }

    /// <summary>Notes in Markdown; null leaves those of a draft that is there.</summary>
    public string? Notes { get; init; }

    /// <summary>True marks it as a pre-release. GitHub's marks are decoration: what clients get is in the feeds.</summary>
    public bool PreRelease { get; init; }

    /// <summary>True makes it the repository's latest release. Always said, because GitHub takes true for what is not said.</summary>
    public bool MakeLatest { get; init; }

    /// <summary>True for a repository that only its members can read: nothing of the release is for clients then.</summary>
    public bool AllowsPrivate { get; init; }

    /// <summary>True for a release that may have no files at all.</summary>
    public bool AllowsNoFiles { get; init; }

    /// <summary>How long what was written may take to be seen in GitHub's lists and at its addresses.</summary>
    public TimeSpan VisibleWithin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Gets messages about what is not as it should be and changes no outcome.</summary>
    public required IProgress<string> Warnings { get; init; }

    /// <summary>Gets the length of each file that was sent and accepted; null for nobody.</summary>
    public IProgress<long>? Bytes { get; init; }

    /// <summary>Gets 1 each time that a file is sent again; null for nobody.</summary>
    public IProgress<long>? UploadRetries { get; init; }

    /// <summary>Refuses what can't be.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    internal void Check()
    {
        if (!RepositoryForm().IsMatch(Repository))
            throw Wrong($"'{Repository}' is no repository. Write owner/name.");
        // The tag is in the files' addresses; of these characters it is known how GitHub writes them there: the last three as %2B, %40 and %2F.
        if (!TagForm().IsMatch(Tag) || Tag is "@" || Tag.StartsWith('-') || Tag.Contains("..", StringComparison.Ordinal)
            || Array.Exists(Tag.Split('/'), part => part.EndsWith(".lock", StringComparison.Ordinal)))
        {
            throw Wrong($"The tag '{Tag}' has characters other than letters, digits, '.', '_', '-', '+', '@' and '/', or is none that git allows, "
                + "and the addresses of its files would be uncertain. Use one such as v1.4.0 or app@1.4.0.");
        }

        if (DocumentForms.Commit(Commit) is not null)
            throw Wrong($"'{Commit}' is no full commit id (40 or 64 hexadecimal digits).");
        if (PreRelease && MakeLatest)
            throw Wrong("A pre-release can't be the latest release. Ask for one of the two.");
    }

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]*[A-Za-z0-9_-][A-Za-z0-9._-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RepositoryForm();

    [GeneratedRegex(
        @"^[A-Za-z0-9_@+-](?:[A-Za-z0-9._@+-]*[A-Za-z0-9_@+-])?(?:/[A-Za-z0-9_@+-](?:[A-Za-z0-9._@+-]*[A-Za-z0-9_@+-])?)*\z",
        RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex TagForm();
}
