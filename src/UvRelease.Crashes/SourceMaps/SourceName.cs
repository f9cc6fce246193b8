namespace UvRelease.Crashes.SourceMaps;

/// <summary>Names of sources, as ECMA-426 resolves them where the address of the map is not known.</summary>
internal static class SourceName
{
    /// <summary>Puts the root before a source, and takes <c>.</c> and <c>..</c> out of its path.</summary>
    /// <param name="root">The map's <c>sourceRoot</c>.</param>
    /// <param name="source">A source, as the map has it.</param>
    public static string Resolve(string? root, string source)
    {
        string whole = string.IsNullOrEmpty(root) || PathStart(source) > 0 ? source : root.EndsWith('/') ? root + source : $"{root}/{source}";
        int start = PathStart(whole);
        bool isRelative = start == 0;
        int end = isRelative || whole[0] == '/' ? whole.Length : whole.IndexOfAny(['?', '#'], start) is >= 0 and var query ? query : whole.Length;
        var parts = new List<string>();
        string[] given = whole[start..end].Split('/');
        foreach ((int index, string part) in given.Index())
        {
            bool isLast = index == given.Length - 1;
            if (part is not "." and not "..")
                parts.Add(part);
            else if (part == ".." && parts.Count > 0 && parts[^1] != "..")
                parts.RemoveAt(parts.Count - 1);
            else if (part == ".." && isRelative)
                parts.Add(part);
            if (isLast && part is "." or "..")
                parts.Add("");
        }

        return string.Concat(whole.AsSpan(0, start), string.Join('/', parts), whole.AsSpan(end));
    }

    // Behind the host of an address, or the slash of an absolute path; 0 for a relative one.
    private static int PathStart(string name)
    {
        int scheme = name.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && name.AsSpan(0, scheme).IndexOfAnyExceptInRange('+', 'z') < 0)
            return name.IndexOf('/', scheme + 3) is >= 0 and var slash ? slash + 1 : name.Length;
        return name.StartsWith('/') ? 1 : 0;
    }
}
