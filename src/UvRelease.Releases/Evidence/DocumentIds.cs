using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>Ids inside a document, which name one thing each.</summary>
public static class DocumentIds
{
    /// <summary>Refuses an id that occurs twice.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public static void CheckOnce(JsonMapping at, string name, IEnumerable<string> ids)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (!known.Add(id))
                throw at.Wrong(name, $"has the id '{id}' twice. Give each its own.");
        }
    }

    /// <summary>Reads a list of entries with ids, each once, and at least so many.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>.</exception>
    public static IReadOnlyList<T> Entries<T>(JsonMapping at, string name, int least, Func<JsonMapping, T> read, Func<T, string> id)
    {
        T[] entries = [.. at.Mappings(name).Select(read)];
        if (entries.Length < least)
            throw at.Wrong(name, "is empty, and must hold at least one entry.");
        CheckOnce(at, name, entries.Select(id));
        return entries;
    }

    /// <summary>A format that a document must have.</summary>
    public static Func<string, string?> Is(string format) => text => text == format ? null : $"is '{text}', and this version reads {format}.";
}
