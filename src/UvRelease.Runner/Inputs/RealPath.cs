namespace UvRelease.Runner;

/// <summary>Where a path really leads.</summary>
internal static class RealPath
{
    // MAXSYMLINKS of the Linux kernel.
    private const int MostLinks = 40;

    /// <summary>Follows every link as realpath(3) does; what does not exist yet stays as it is written.</summary>
    /// <param name="path">An absolute path.</param>
    /// <returns>Null when the links lead in a circle.</returns>
    public static string? Of(string path)
    {
        string real = "/";
        int links = 0;
        var rest = new Stack<string>(Parts(path));
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                real = Path.GetDirectoryName(real) ?? "/";
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
            if (Path.IsPathRooted(target))
                real = "/";
            foreach (string piece in Parts(target))
                rest.Push(piece);
        }

        return real;
    }

    private static IEnumerable<string> Parts(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".").Reverse();
}
