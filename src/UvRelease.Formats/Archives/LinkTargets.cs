namespace UvRelease.Formats.Archives;

/// <summary>Follows links inside an archive, on paper, the way a file system would.</summary>
public static class LinkTargets
{
    private const int MostLinks = 40;

    /// <summary>What is wrong with a link, as the rest of a sentence; null for one that stays inside, by whatever other links it goes.</summary>
    /// <param name="name">Name of the link.</param>
    /// <param name="target">Where it leads.</param>
    /// <param name="links">Targets of all links by the folds of their names: where case doesn't count, a link is followed in any case.</param>
    public static string? Problem(string name, string target, IReadOnlyDictionary<string, string> links)
    {
        if (target.Length == 0 || target.Any(char.IsControl) || target.Contains('\\', StringComparison.Ordinal))
            return $"is '{target}', which is no relative path";
        int followed = 0;
        var place = new List<string>(name.Split('/')[..^1]);
        var ahead = new Stack<string>(target.Split('/').Reverse());
        if (target.StartsWith('/') || target.Contains(':', StringComparison.Ordinal))
            return $"is '{target}', an absolute path";
        while (ahead.TryPop(out string? part))
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                if (place.Count == 0)
                    return $"is '{target}', which leads out of the archive";
                place.RemoveAt(place.Count - 1);
                continue;
            }

            place.Add(part);
            if (!links.TryGetValue(FoldedName.Of(string.Join('/', place)), out string? next))
                continue;
            if (++followed > MostLinks)
                return $"is '{target}', which leads in a circle";
            if (next.StartsWith('/'))
                return $"is '{target}', which leads out of the archive by way of '{string.Join('/', place)}'";
            place.RemoveAt(place.Count - 1);
            foreach (string piece in next.Split('/').Reverse())
                ahead.Push(piece);
        }

        return null;
    }
}
