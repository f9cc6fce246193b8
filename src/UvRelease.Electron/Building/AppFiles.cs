using Microsoft.Win32.SafeHandles;
using UvRelease.Formats.Asar;

namespace UvRelease.Electron.Building;

/// <summary>A file of a packed app, one inside of an asar archive too.</summary>
/// <param name="Path">Path from the folder that was looked through; that of an archive goes before what is in it.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record AppFile(string Path, AsarContent Content)
{
    /// <summary>Reads the beginning, or all where there is less.</summary>
    public byte[] Head(int most)
    {
        byte[] head = new byte[(int)Math.Min(most, Content.Length)];
        using SafeFileHandle file = File.OpenHandle(Content.Path);
        Content.Read(file, 0, head);
        return head;
    }
}

/// <summary>Lists the files of apps.</summary>
internal static class AppFiles
{
    /// <summary>All files below a folder, links aside, and those packed into asar archives; each once.</summary>
    /// <exception cref="Releases.ReleaseException">An archive is none.</exception>
    public static IEnumerable<AppFile> Of(string folder)
    {
        foreach (FileInfo file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.LinkTarget is null))
        {
            string path = Path.GetRelativePath(folder, file.FullName);
            yield return new AppFile(path, new AsarContent(file.FullName, 0, file.Length));
            if (file.Extension != ".asar")
                continue;
            using var archive = AsarArchive.Open(file.FullName, file.Name);
            foreach (AsarEntry entry in archive.Entries.Where(entry => entry is { Kind: AsarEntryKind.File, IsUnpacked: false }))
                yield return new AppFile($"{path}/{entry.Path}", archive.Content(entry));
        }
    }
}
