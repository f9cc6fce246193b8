using System.Globalization;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Formats.Asar;

/// <summary>Reads the JSON header of an asar archive, and trusts nothing of it.</summary>
internal sealed class AsarHeader(string name, long dataLength)
{
    private const int DeepestFolder = 200;

    // Two levels of JSON for each folder, and those of a file.
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 2 * DeepestFolder + 8 };
    private readonly List<AsarEntry> entries = [];
    private long packed;

    /// <summary>Lists the entries in the order of the header, a folder before what is in it.</summary>
    /// <param name="json">The header.</param>
    /// <param name="name">Name of the archive, for errors.</param>
    /// <param name="dataLength">Bytes behind the header.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming the entry and its field.</exception>
    public static IReadOnlyList<AsarEntry> Read(ReadOnlyMemory<byte> json, string name, long dataLength)
    {
        var header = new AsarHeader(name, dataLength);
        try
        {
            using var document = JsonDocument.Parse(json, Strict);
            header.AddFolder(document.RootElement, "", 0);
        }
        catch (JsonException e)
        {
            throw header.Bad("", "the header", $"is no JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw header.Bad("", "the header", "has a text that is no Unicode", e);
        }

        return header.entries;
    }

    private void AddFolder(JsonElement node, string folder, int depth)
    {
        if (node.ValueKind != JsonValueKind.Object || !node.TryGetProperty("files", out JsonElement files) || files.ValueKind != JsonValueKind.Object)
            throw Bad(folder, "files", "is missing or no object");
        if (depth > DeepestFolder)
            throw Bad(folder, "the folder", $"is deeper than {DeepestFolder}");
        foreach (JsonProperty child in files.EnumerateObject())
        {
            string path = folder.Length == 0 ? child.Name : $"{folder}/{child.Name}";
            if (child.Name is "" or "." or ".." || child.Name.AsSpan().ContainsAny('/', '\\', '\0'))
                throw Bad(path, "the name", "can't be that of a file");
            if (child.Value.ValueKind != JsonValueKind.Object)
                throw Bad(path, "the entry", "is no object");
            if (child.Value.TryGetProperty("files", out _))
            {
                entries.Add(new AsarEntry(path, AsarEntryKind.Folder));
                AddFolder(child.Value, path, depth + 1);
            }
            else
            {
                entries.Add(child.Value.TryGetProperty("link", out JsonElement link) ? Link(child.Value, path, link) : File(child.Value, path));
            }
        }
    }

    private AsarEntry Link(JsonElement node, string path, JsonElement link)
    {
        string target = link.ValueKind == JsonValueKind.String ? link.GetString()! : throw Bad(path, "link", "is no text");
        if (target.Length == 0 || target[0] == '/' || target.AsSpan().ContainsAny('\\', '\0') || target.Split('/').Contains(".."))
            throw Bad(path, "link", $"leads to '{target}', out of the archive");
        return new AsarEntry(path, AsarEntryKind.Link) { Target = target, IsUnpacked = Flag(node, path, "unpacked") };
    }

    private AsarEntry File(JsonElement node, string path)
    {
        if (!node.TryGetProperty("size", out JsonElement number) || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt64(out long size) || size is < 0 or > uint.MaxValue)
            throw Bad(path, "size", "is missing or no number of bytes");
        var entry = new AsarEntry(path, AsarEntryKind.File)
        {
            Size = size,
            IsUnpacked = Flag(node, path, "unpacked"),
            IsExecutable = Flag(node, path, "executable"),
            Integrity = Integrity(node, path, size)
        };
        if (entry.IsUnpacked)
            return entry;
        // Numbers of JavaScript are not exact beyond 2^53, so the offset is a text of digits.
        if (!node.TryGetProperty("offset", out JsonElement text) || text.ValueKind != JsonValueKind.String
            || !long.TryParse(text.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
            throw Bad(path, "offset", "is missing or no text of digits");
        if (offset > dataLength || size > dataLength - offset)
            throw Bad(path, "offset", $"is {offset} with {size} bytes, and the archive has {dataLength} behind its header");
        packed += size;
        return packed <= dataLength ? entry with { Offset = offset }
            : throw Bad(path, "size", $"makes all files larger than the {dataLength} bytes of the archive: they overlap");
    }

    private AsarIntegrity? Integrity(JsonElement node, string path, long size)
    {
        if (!node.TryGetProperty("integrity", out JsonElement integrity))
            return null;
        if (integrity.ValueKind != JsonValueKind.Object || Text(integrity, "algorithm") != "SHA256")
            throw Bad(path, "integrity.algorithm", "is not SHA256");
        if (Text(integrity, "hash") is not { } hash || !IsDigest(hash))
            throw Bad(path, "integrity.hash", "is no SHA-256");
        if (!integrity.TryGetProperty("blockSize", out JsonElement number) || number.ValueKind != JsonValueKind.Number
            || !number.TryGetInt32(out int blockSize) || blockSize <= 0)
            throw Bad(path, "integrity.blockSize", "is no number of bytes");
        if (!integrity.TryGetProperty("blocks", out JsonElement array) || array.ValueKind != JsonValueKind.Array)
            throw Bad(path, "integrity.blocks", "is no list");
        string[] blocks = [.. array.EnumerateArray().Select(block => block.ValueKind == JsonValueKind.String ? block.GetString()! : "")];
        // After a last block that is full, @electron/asar writes the digest of nothing.
        bool right = Array.TrueForAll(blocks, IsDigest) && (blocks.Length == size / blockSize + 1 || blocks.Length == (size + blockSize - 1) / blockSize);
        return right ? new AsarIntegrity(hash, blockSize, blocks)
            : throw Bad(path, "integrity.blocks", $"has {blocks.Length} digests for {size} bytes, or one that is no SHA-256");
    }

    private bool Flag(JsonElement node, string path, string field) => node.TryGetProperty(field, out JsonElement flag)
        && (flag.ValueKind is JsonValueKind.True or JsonValueKind.False ? flag.GetBoolean() : throw Bad(path, field, "is neither true nor false"));

    private static string? Text(JsonElement node, string field) =>
        node.TryGetProperty(field, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static bool IsDigest(string text) => text.Length == 64 && text.All(c => char.IsAsciiHexDigitLower(c));

    private ReleaseException Bad(string path, string field, string problem, Exception? inner = null)
    {
        string entry = path.Length == 0 ? "" : $" of '{path}'";
        return new(Fault.Input, $"{name} is no asar archive to be trusted: {field}{entry} {problem}. Pack it anew.", inner);
    }
}
