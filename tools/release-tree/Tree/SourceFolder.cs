using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>Reads the source files from a folder, and writes a tree to one.</summary>
public static class SourceFolder
{
    private static readonly string[] Folders = ["", ".github/workflows", "schema"];

    /// <summary>Reads the files that the tree is made from, sorted by path.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file is a link, or no text.</exception>
    public static IReadOnlyList<TreeFile> Read(string root)
    {
        var everything = new EnumerationOptions { AttributesToSkip = FileAttributes.None, MatchType = MatchType.Simple };
        IEnumerable<string> files = Folders
            .Concat(Directory.Exists(Path.Combine(root, "actions")) ? Directory.GetDirectories(Path.Combine(root, "actions"))
                .Select(folder => "actions/" + Path.GetFileName(folder)) : [])
            .Where(folder => Directory.Exists(Path.Combine(root, folder)))
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", folder == "schema" ? Recursive(everything) : everything))
            .Select(file => Path.GetRelativePath(root, file))
            .Where(SourcePaths.Wanted)
            .Order(StringComparer.Ordinal);
        return [.. files.Select(file => ReadOne(root, file))];
    }

    /// <summary>Writes a tree to a folder that is missing or empty.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the folder has something in it.</exception>
    public static void Write(string folder, IReadOnlyList<TreeFile> tree)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new ReleaseException(Fault.Input,
                $"The output folder '{folder}' is not empty, and a tree mixed with older files is no release. Remove it, or name another folder.");
        Directory.CreateDirectory(folder);
        foreach (TreeFile file in tree)
        {
            string path = Path.Combine(folder, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, file.Bytes);
        }
    }

    private static EnumerationOptions Recursive(EnumerationOptions options) =>
        new() { AttributesToSkip = options.AttributesToSkip, MatchType = options.MatchType, RecurseSubdirectories = true };

    private static TreeFile ReadOne(string root, string path) => new FileInfo(Path.Combine(root, path)).LinkTarget is null
        ? TreeFile.Decode(path, File.ReadAllBytes(Path.Combine(root, path)))
        : throw LinkRefused(path);

    internal static ReleaseException LinkRefused(string path) =>
        new(Fault.Input, $"'{path}' is a symbolic link; the release tree holds files alone. Put the file itself there.") { File = path };
}
