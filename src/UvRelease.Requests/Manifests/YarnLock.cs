using System.Text;

namespace UvRelease.Requests.Manifests;

/// <summary>
/// yarn.lock of Yarn 2 and later: the key of a workspace repeats the ranges by which others need it (<c>"a@npm:^1.0.0, a@workspace:packages/a":</c>), and the
/// entries of workspaces repeat their dependencies. Yarn 1 writes nothing of workspaces.
/// </summary>
internal static class YarnLock
{
    /// <summary>The file with the new ranges.</summary>
    public static string Change(string text, VersionChanges changes)
    {
        if (!text.Contains("\n__metadata:", StringComparison.Ordinal) && !text.StartsWith("__metadata:", StringComparison.Ordinal))
            return text;
        var written = new StringBuilder(text.Length + 64);
        bool workspace = false, dependencies = false;
        foreach (string line in text.Split('\n'))
        {
            string bare = line.TrimEnd('\r');
            if (written.Length > 0)
                written.Append('\n');
            if (bare.Length > 0 && bare[0] is not (' ' or '#'))
            {
                workspace = bare.Contains("@workspace:", StringComparison.Ordinal);
                written.Append(workspace ? Key(bare, changes) : bare).Append(line.AsSpan(bare.Length));
                continue;
            }

            if (bare.StartsWith("  ", StringComparison.Ordinal) && !bare.StartsWith("    ", StringComparison.Ordinal))
                dependencies = workspace && bare is "  dependencies:" or "  peerDependencies:";
            written.Append(dependencies ? Dependency(bare, changes) : bare).Append(line.AsSpan(bare.Length));
        }

        return written.ToString();
    }

    private static string Key(string line, VersionChanges changes)
    {
        string[] parts = line.TrimEnd(':').Trim('"').Split(", ");
        string[] now = [.. parts.Select(part => part.IndexOf('@', 1) is var at and > 0
            && changes.Range(part[..at], part[(at + 1)..]) is { } range ? $"{part[..at]}@{range}" : part).Distinct(StringComparer.Ordinal)];
        Array.Sort(now, StringComparer.Ordinal);
        return now.SequenceEqual(parts) ? line : $"\"{string.Join(", ", now)}\":";
    }

    private static string Dependency(string line, VersionChanges changes)
    {
        int colon = line.IndexOf(": ", StringComparison.Ordinal);
        if (colon < 0)
            return line;
        string name = line[..colon].Trim().Trim('"'), value = line[(colon + 2)..];
        return changes.Range(name, value.Trim('"')) is { } range ? line[..(colon + 2)] + (value.StartsWith('"') ? $"\"{range}\"" : range) : line;
    }
}
