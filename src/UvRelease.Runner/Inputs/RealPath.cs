namespace UvRelease.Runner;

/// <summary>Where a path really leads.</summary>
internal static class RealPath
{
    // MAXSYMLINKS of the Linux kernel.
    private const int MostLinks = 40;

    // One of them on Linux.
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>Follows every link as realpath(3) does; what does not exist yet stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="folder">A folder.</param>
    /// <param name="link">The first link below the folder that was followed; null for none.</param>
    /// <returns>Null when the links lead in a circle.</returns>
    public static string? Of(string path, string folder, out string? link)
    {
        link = null;
        string real = Path.GetPathRoot(path)!, below = folder.TrimEnd(Separators) + Path.DirectorySeparatorChar;
        int links = 0;
        var rest = new Stack<string>();
        PushParts(rest, path);
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? real;
                continue;
            }

            string next = Path.Combine(real, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                return null;
            if (link is null && next.StartsWith(below, StringComparison.Ordinal))
                link = next;
            if (Path.IsPathRooted(target))
                real = Path.GetPathRoot(target)!;
            PushParts(rest, target);
        }

        return real;
    }

    private static void PushParts(Stack<string> rest, string path)
    {
        string[] parts = path[(Path.GetPathRoot(path)?.Length ?? 0)..].Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        for (int i = parts.Length - 1; i >= 0; i--)
        {
            if (parts[i] != ".")
                rest.Push(parts[i]);
        }
    }
}
