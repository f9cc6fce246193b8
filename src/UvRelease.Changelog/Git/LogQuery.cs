namespace UvRelease.Changelog.Git;

/// <summary>Which commits are read: those that <paramref name="To"/> reaches and <paramref name="From"/> does not.</summary>
/// <param name="From">Id of a commit, or null for the whole history.</param>
/// <param name="To">Id of a commit.</param>
public sealed record LogQuery(string? From, string To)
{
    /// <summary>Ids of further commits whose histories are read as well.</summary>
    public IReadOnlyList<string> Also { get; init; } = [];

    /// <summary>Only commits that touch these paths.</summary>
    public PathFilter Paths { get; init; } = PathFilter.Everything;

    /// <summary>How many commits are read at most; null for all.</summary>
    public int? Most { get; init; }

    /// <summary>True gives persons the names and addresses of the repository's .mailmap.</summary>
    public bool Mailmap { get; init; }

    /// <summary>True hands commits over as git finds them, at once, instead of children before parents, for which git must have seen them all.</summary>
    public bool AsFound { get; init; }

    // Side branches that changed nothing in the end are history too, which git leaves out by default when it looks at paths: --full-history.
    internal IReadOnlyList<string> Arguments(string format) =>
    [
        "log", "-z", "--no-show-signature", "--no-color", "--no-notes", "--no-decorate", Mailmap ? "--mailmap" : "--no-mailmap", "--encoding=UTF-8",
        .. AsFound ? [] : new[] { "--topo-order" }, .. Most is { } most ? [$"--max-count={most}"]
            : Array.Empty<string>(), .. Paths.IsEverything ? [] : new[] { "--full-history" }, "--format=" + format, "--stdin", "--", .. Paths.Pathspecs(),
    ];

    // Revisions go in by standard input: thousands of them are longer than a command line may be.
    internal string Input() => string.Concat(Also.Append(To).Select(id => id + "\n")) + (From is null ? "" : $"^{From}\n");
}
