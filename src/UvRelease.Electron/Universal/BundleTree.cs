using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>What an entry of a bundle is to the rules of joining.</summary>
internal enum BundleKind
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A symbolic link.</summary>
    Link,

    /// <summary>An asar archive, by its name.</summary>
    Archive,

    /// <summary>A program or library.</summary>
    Program,

    /// <summary>A snapshot of V8's heap, by its name (.bin): each processor has its own.</summary>
    Snapshot,

    /// <summary>An Info.plist.</summary>
    InfoPlist,

    /// <summary>Any other file: the same on both sides.</summary>
    Plain,
}

/// <summary>An entry of a bundle.</summary>
/// <param name="Path">Path in the bundle.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Permission bits.</param>
/// <param name="IsFat">True for a program that holds several.</param>
/// <param name="Target">Where a link leads.</param>
internal sealed record BundleEntry(string Path, BundleKind Kind, int Mode, bool IsFat = false, string Target = "");

/// <summary>Lists a bundle. Links are entries of their own and never followed.</summary>
internal static class BundleTree
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = FileAttributes.None, IgnoreInaccessible = false };

    /// <summary>Everything in a bundle by path, in ordinal order: a folder comes before what is in it.</summary>
    public static SortedDictionary<string, BundleEntry> Read(string bundle)
    {
        if (!Directory.Exists(System.IO.Path.Combine(bundle, "Contents")))
            throw new ReleaseException(Fault.Input, $"{bundle} is no app of macOS: it has no folder Contents. Give the path of the .app.");
        var entries = new SortedDictionary<string, BundleEntry>(StringComparer.Ordinal);
        Add(bundle, "", entries);
        return entries;
    }

    private static void Add(string folder, string prefix, SortedDictionary<string, BundleEntry> entries)
    {
        foreach (FileSystemInfo item in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", Everything))
        {
            string path = prefix + item.Name;
            FileStatus status = FileStatus.Of(item.FullName);
            entries.Add(path, status.Type switch
            {
                FileType.Directory => new BundleEntry(path, BundleKind.Folder, status.Mode),
                FileType.Link => new BundleEntry(path, BundleKind.Link, status.Mode, Target: item.LinkTarget ?? ""),
                FileType.File => Classify(item.FullName, path, status.Mode),
                _ => throw new ReleaseException(Fault.Input, $"'{path}' in {folder} is a pipe, socket or device. Remove it."),
            });
            if (status.Type == FileType.Directory)
                Add(item.FullName, path + "/", entries);
        }
    }

    // In the order of @electron/universal: the name of an archive counts before its bytes, the bytes of a program before its name.
    private static BundleEntry Classify(string file, string path, int mode)
    {
        if (path.EndsWith(".asar", StringComparison.Ordinal))
            return new BundleEntry(path, BundleKind.Archive, mode);
        using SafeFileHandle handle = File.OpenHandle(file);
        CheckedReader input = CheckedReader.Of(handle, path, MachFile.Kind);
        if (MachFile.IsMachO(input))
            return new BundleEntry(path, BundleKind.Program, mode, MachFile.IsFatMagic(input));
        return new BundleEntry(path, path.EndsWith(".bin", StringComparison.Ordinal) ? BundleKind.Snapshot
            : System.IO.Path.GetFileName(path) == "Info.plist" ? BundleKind.InfoPlist : BundleKind.Plain, mode);
    }
}
