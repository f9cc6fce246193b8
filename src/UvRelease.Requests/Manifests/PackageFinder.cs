using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;
using UvRelease.Requests.Checkouts;

namespace UvRelease.Requests.Manifests;

/// <summary>Finds the packages of a repository: its own package.json, those of its workspaces, and those of its components.</summary>
public static class PackageFinder
{
    /// <summary>Finds them.</summary>
    /// <param name="checkout">The repository.</param>
    /// <param name="folders">Folders that must have a package.json.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one of them has none, or a file can't be read.</exception>
    public static IReadOnlyList<WorkspacePackage> Find(Checkout checkout, IEnumerable<string> folders)
    {
        var found = new SortedDictionary<string, WorkspacePackage>(StringComparer.Ordinal);
        foreach (string folder in folders.Append("").Distinct(StringComparer.Ordinal))
        {
            if (Read(checkout, folder) is not { } package)
            {
                if (folder.Length == 0 && !folders.Contains("", StringComparer.Ordinal))
                    continue;
                throw new ReleaseException(Fault.Input,
                    $"There is no {(folder.Length == 0 ? "" : folder + "/")}package.json in the commit, and a release request writes the version there. "
                        + "Add it, or "
                    + "name the right folder as 'package' of the component.");
            }

            found[folder] = package;
        }

        WorkspacePackage? root = found.GetValueOrDefault("");
        string[] patterns = [.. root?.Workspaces ?? [], .. PnpmPatterns(checkout)];
        if (patterns.Length == 0)
            return [.. found.Values];
        foreach (string file in checkout.Files.Where(path => path.EndsWith("/package.json", StringComparison.Ordinal)))
        {
            string folder = file[..^"/package.json".Length];
            if (!found.ContainsKey(folder) && IsMeant(patterns, folder))
                found[folder] = Read(checkout, folder)!;
        }

        return [.. found.Values];
    }

    private static WorkspacePackage? Read(Checkout checkout, string folder)
    {
        string path = folder.Length == 0 ? "package.json" : folder + "/package.json";
        return checkout.Has(path) ? WorkspacePackage.Read(folder, checkout.Read(path)) : null;
    }

    private static IReadOnlyList<string> PnpmPatterns(Checkout checkout)
    {
        const string name = "pnpm-workspace.yaml";
        if (!checkout.Has(name))
            return [];
        YamlMapping root = YamlText.Parse(System.Text.Encoding.UTF8.GetString(checkout.Read(name)), name);
        return root.Texts("packages") ?? [];
    }

    // The last pattern that matches decides; "!" takes out (npm, pnpm and yarn alike).
    private static bool IsMeant(IEnumerable<string> patterns, string folder)
    {
        bool meant = false;
        foreach (string pattern in patterns)
        {
            bool isNegative = pattern.StartsWith('!');
            string path = pattern.TrimStart('!').TrimEnd('/');
            path = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
            string form = Regex.Escape(path).Replace(@"\*\*/", "(?:.*/)?", StringComparison.Ordinal).Replace(@"\*\*", ".*", StringComparison.Ordinal)
                .Replace(@"\*", "[^/]*", StringComparison.Ordinal).Replace(@"\?", "[^/]", StringComparison.Ordinal);
            if (Regex.IsMatch(folder, $@"^{form}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking))
                meant = !isNegative;
        }

        return meant && !folder.Split('/').Contains("node_modules", StringComparer.Ordinal);
    }
}
