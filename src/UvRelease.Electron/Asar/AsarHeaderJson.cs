using System.Globalization;
using System.Text;
using UvRelease.Formats.Asar;
using UvRelease.Releases;

namespace UvRelease.Electron.Asar;

/// <summary>Writes the header of an archive as JSON.stringify does: no white space, only what JSON must escape is escaped.</summary>
internal static class AsarHeaderJson
{
    /// <summary>The header, as UTF-8.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a path is there twice, or below a file.</exception>
    public static byte[] Write(IReadOnlyList<AsarEntry> entries)
    {
        var root = new Node(new AsarEntry("", AsarEntryKind.Folder));
        foreach (AsarEntry entry in entries)
            Add(root, entry);
        var json = new StringBuilder();
        Write(json, root);
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private static void Add(Node root, AsarEntry entry)
    {
        Node at = root;
        string[] parts = entry.Path.Split('/');
        for (int i = 0; i < parts.Length - 1; i++)
        {
            if (!at.Children.TryGetValue(parts[i], out Node? next))
                at.Children.Add(parts[i], next = new Node(new AsarEntry(string.Join('/', parts[..(i + 1)]), AsarEntryKind.Folder)));
            at = next.Entry.Kind == AsarEntryKind.Folder ? next : throw Bad(entry, "lies below a file");
        }

        // A folder may have come before, with what is in it.
        if (!at.Children.TryAdd(parts[^1], new Node(entry))
            && (entry.Kind != AsarEntryKind.Folder || at.Children[parts[^1]].Entry.Kind != AsarEntryKind.Folder))
            throw Bad(entry, "is in the archive twice");
    }

    private static void Write(StringBuilder json, Node node)
    {
        AsarEntry entry = node.Entry;
        switch (entry.Kind)
        {
            case AsarEntryKind.Folder:
                json.Append("{\"files\":{");
                foreach ((string name, Node child) in node.Children)
                {
                    JsonString.Append(json, name);
                    json.Append(':');
                    Write(json, child);
                    json.Append(',');
                }

                json.Length -= node.Children.Count > 0 ? 1 : 0;
                json.Append("}}");
                return;
            case AsarEntryKind.Link:
                json.Append(entry.IsUnpacked ? "{\"unpacked\":true,\"link\":" : "{\"link\":");
                JsonString.Append(json, entry.Target);
                json.Append('}');
                return;
            default:
                json.Append(CultureInfo.InvariantCulture, $"{{\"size\":{entry.Size},");
                json.Append(entry.IsUnpacked ? "\"unpacked\":true," : $"\"offset\":\"{entry.Offset.ToString(CultureInfo.InvariantCulture)}\",");
                AsarIntegrity integrity = entry.Integrity!;
                string blocks = string.Join("\",\"", integrity.Blocks);
                json.Append(CultureInfo.InvariantCulture, $"\"integrity\":{{\"algorithm\":\"SHA256\",\"hash\":\"{integrity.Hash}\",");
                json.Append(CultureInfo.InvariantCulture, $"\"blockSize\":{integrity.BlockSize},\"blocks\":[\"{blocks}\"]}}");
                json.Append(entry is { IsExecutable: true, IsUnpacked: false } ? ",\"executable\":true}" : "}");
                return;
        }
    }

    private static ReleaseException Bad(AsarEntry entry, string problem) => new(Fault.Input, $"'{entry.Path}' {problem}. Remove it.");

    private sealed record Node(AsarEntry Entry)
    {
        public OrderedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);
    }
}

/// <summary>Texts as JSON.stringify writes them (ECMA-262, QuoteJSONString).</summary>
internal static class JsonString
{
    /// <summary>Appends a text with its quotes.</summary>
    public static void Append(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in text)
        {
            json.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' => $"\\u{(int)c:x4}",
                _ => null,
            });
            if (c is >= ' ' and not ('"' or '\\'))
                json.Append(c);
        }

        json.Append('"');
    }
}
