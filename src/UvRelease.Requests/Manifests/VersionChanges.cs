using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Requests.Manifests;

/// <summary>Versions that packages of the repository get.</summary>
/// <param name="Packages">All packages of the repository.</param>
/// <param name="ByFolder">New versions, by the folder of their package.</param>
internal sealed partial record VersionChanges(IReadOnlyList<WorkspacePackage> Packages, IReadOnlyDictionary<string, SemanticVersion> ByFolder)
{
    private readonly Dictionary<string, SemanticVersion> byName = Packages.Where(one => one.Name is not null && ByFolder.ContainsKey(one.Folder))
        .DistinctBy(one => one.Name, StringComparer.Ordinal).ToDictionary(one => one.Name!, one => ByFolder[one.Folder], StringComparer.Ordinal);

    private readonly HashSet<string> own = Packages.Where(one => one.Name is not null).Select(one => one.Name!).ToHashSet(StringComparer.Ordinal);

    /// <summary>True for the name of a package of this repository.</summary>
    public bool IsOwn(string name) => own.Contains(name);

    /// <summary>
    /// The range that a dependent takes: its operator with the new version. Ranges that name no single version (<c>*</c>, <c>workspace:^</c>, <c>1.x</c>,
    /// <c>&gt;=1 &lt;3</c>) stay: whoever wrote one decided what it holds.
    /// </summary>
    /// <param name="name">Name of the package that is needed.</param>
    /// <param name="range">The range as written.</param>
    /// <returns>Null for one that stays.</returns>
    public string? Range(string name, string range)
    {
        if (!byName.TryGetValue(name, out SemanticVersion? version) || SingleVersion().Match(range) is not { Success: true } single)
            return null;
        string now = single.Groups["operator"].Value + version;
        return now == range ? null : now;
    }

    // "1.2.3", "^1.2.3", "~1.2.3", "workspace:^1.2.3" (pnpm, yarn), "npm:^1.2.3" (yarn's lock file).
    [GeneratedRegex(@"^(?<operator>(?:workspace:|npm:)?[\^~=]?)v?[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]+)?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SingleVersion();
}
