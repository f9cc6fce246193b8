using System.Buffers.Binary;
using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>Source maps of a project: found in the app, where they are an error, and put aside for crash reports.</summary>
internal static class SourceMaps
{
    private const int LongestHeader = 64 * 1024 * 1024;

    /// <summary>Names every source map in an app's resources, inside of asar archives too, relative to the resources.</summary>
    public static IReadOnlyList<string> In(string resources) =>
    [
        .. Directory.EnumerateFiles(resources, "*", SearchOption.AllDirectories)
            .SelectMany(file => Path.GetExtension(file) switch
            {
                ".asar" => InAsar(file).Select(name => $"{Path.GetRelativePath(resources, file)}/{name}"),
                ".map" => [Path.GetRelativePath(resources, file)],
                _ => [],
            })
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Refuses an app that has source maps.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, naming some.</exception>
    public static void Refuse(string resources)
    {
        IReadOnlyList<string> found = In(resources);
        if (found.Count > 0)
            throw new ReleaseException(Fault.Refused, MarkdownText.Visible($"The app has {found.Count} source maps, which would show its sources to every user: {string.Join(", ", found.Take(3))}{(found.Count > 3 ? " …" : "")}. Set source-maps: move to put them aside for crash reports, or leave them out by 'files' of electron-builder's configuration."));
    }

    /// <summary>Copies the project's own source maps (not those of its packages) into a folder, under their paths.</summary>
    /// <returns>Their paths, relative to the project.</returns>
    public static IReadOnlyList<string> Copy(string project, string folder, IReadOnlyList<string> without)
    {
        var copied = new List<string>();
        var left = new Stack<string>([project]);
        while (left.TryPop(out string? at))
        {
            foreach (FileSystemInfo entry in new DirectoryInfo(at).EnumerateFileSystemInfos().Where(entry => entry.LinkTarget is null))
            {
                if (entry is DirectoryInfo && entry.Name is not ("node_modules" or ".git") && !without.Contains(entry.FullName, StringComparer.Ordinal))
                    left.Push(entry.FullName);
                else if (entry is FileInfo && entry.Extension == ".map")
                    copied.Add(Path.GetRelativePath(project, entry.FullName));
            }
        }

        copied.Sort(StringComparer.Ordinal);
        foreach (string name in copied)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            File.Copy(Path.Combine(project, name), Path.Combine(folder, name), overwrite: true);
        }

        return copied;
    }

    // asar: a pickle with the header's length at 4, the length of its JSON at 12, the JSON at 16 (electron/asar, README "Format").
    private static List<string> InAsar(string file)
    {
        using FileStream stream = File.OpenRead(file);
        Span<byte> start = stackalloc byte[16];
        if (stream.ReadAtLeast(start, 16, throwOnEndOfStream: false) < 16)
            throw Broken("is shorter than its header");
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(start[12..]);
        if (length > LongestHeader || length > stream.Length - 16)
            throw Broken($"says that its header has {length} bytes");
        byte[] header = new byte[length];
        stream.ReadExactly(header);
        var found = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 256 });
            Walk(document.RootElement, "", found);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Broken("has a header that is no JSON of an asar");
        }

        return found;

        ReleaseException Broken(string problem) => new(Fault.Input, MarkdownText.Visible($"The archive {Path.GetFileName(file)} of the app {problem}. Build the app anew."));
    }

    private static void Walk(JsonElement folder, string path, List<string> found)
    {
        if (!folder.TryGetProperty("files", out JsonElement files))
        {
            if (path.EndsWith(".map", StringComparison.Ordinal))
                found.Add(path);
            return;
        }

        foreach (JsonProperty entry in files.EnumerateObject())
            Walk(entry.Value, path.Length == 0 ? entry.Name : $"{path}/{entry.Name}", found);
    }
}
