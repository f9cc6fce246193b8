namespace UvRelease.Requests.Manifests;

/// <summary>
/// pnpm-lock.yaml (lockfileVersion 6 to 9). Versions of workspaces are not in it; <c>importers.FOLDER.KIND.NAME.specifier</c> repeats the ranges of their
/// manifests, and <c>pnpm install --frozen-lockfile</c> compares them.
/// </summary>
internal static class PnpmLock
{
    /// <summary>The file with the new ranges.</summary>
    public static string Change(string folder, string text, VersionChanges changes)
    {
        string[] lines = text.Split('\n');
        // Names of the mappings above a line; pnpm indents by two.
        var path = new List<string>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].TrimEnd('\r');
            int depth = (line.Length - line.TrimStart(' ').Length) / 2, colon = line.IndexOf(": ", StringComparison.Ordinal);
            if (line.Trim().Length == 0)
                continue;
            if (depth < path.Count)
                path.RemoveRange(depth, path.Count - depth);
            if (line.EndsWith(':'))
                path.Add(Plain(line[..^1]));
            else if (colon > 0 && line.AsSpan(0, colon).Trim() is "specifier" && Owner(path) is ({ } at, { } kind, { } name)
                && WorkspacePackage.Kinds.Contains(kind) && IsOwn(folder, at, changes)
                && changes.Range(name, Plain(line[(colon + 2)..])) is { } range)
                lines[i] = string.Concat(line.AsSpan(0, colon + 2), range, lines[i].AsSpan(line.Length));
        }

        return string.Join('\n', lines);
    }

    // A lock file of one package alone has no importers.
    private static (string? At, string? Kind, string? Name) Owner(List<string> path) => path switch
    {
        ["importers", var at, var kind, var name] => (at, kind, name),
        [var kind, var name] => (".", kind, name),
        _ => default,
    };

    private static bool IsOwn(string folder, string at, VersionChanges changes)
    {
        string whole = at == "." ? folder : folder.Length == 0 ? at : $"{folder}/{at}";
        return changes.Packages.Any(package => package.Folder == whole);
    }

    private static string Plain(string text) => text.Trim().Trim('\'', '"');
}
