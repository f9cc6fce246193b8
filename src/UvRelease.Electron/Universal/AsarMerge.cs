using Microsoft.Win32.SafeHandles;
using UvRelease.Electron.Asar;
using UvRelease.Electron.Variants;
using UvRelease.Formats.Asar;
using UvRelease.Formats.MachO;
using UvRelease.Formats;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>
/// Makes one archive of two: files that are the same once, native modules joined, what only one has where a pattern allows it. The order is that of the
/// archive for x64.
/// </summary>
internal sealed class AsarMerge(AsarArchive x64, AsarArchive arm64, string output, string? singleArchFiles, CancellationToken cancellationToken)
{
    private readonly GlobPattern? single = singleArchFiles is null ? null : new GlobPattern(singleArchFiles);
    private readonly Dictionary<string, AsarEntry> there = arm64.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);

    /// <summary>Writes the archive. Unpacked files were joined and are next to it already.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a file can't be joined.</exception>
    public void Write()
    {
        var here = x64.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        AsarEntry[] onlyArm64 = [.. arm64.Entries.Where(entry => !here.Contains(entry.Path))];
        AsarItem[] items = new AsarItem[x64.Entries.Count];
        using var stage = StagingFolder.Beside(output);
        Cores.For(items.Length, i => items[i] = Item(x64.Entries[i], stage.At($"{i}")), cancellationToken);
        AsarWriter.Write(output, [.. items, .. onlyArm64.Select(entry => Single(arm64, entry))], cancellationToken);
    }

    private AsarItem Item(AsarEntry entry, string joined) =>
        there.TryGetValue(entry.Path, out AsarEntry? other) ? Both(entry, other, joined) : Single(x64, entry);

    private AsarItem Both(AsarEntry entry, AsarEntry other, string joined)
    {
        if (entry.Kind != other.Kind || entry.Target != other.Target || entry.IsUnpacked != other.IsUnpacked)
            throw Bad(entry.Path, "is of another kind, leads elsewhere, or is unpacked in one alone", "Build both from the same sources.");
        if (entry.Kind != AsarEntryKind.File)
            return new AsarItem(entry);
        if (entry.IsUnpacked)
        {
            AsarContent file = Unpacked(entry.Path);
            return IsProgram(file) || AsarContent.AreEqual(x64.Content(entry), arm64.Content(other)) ? new AsarItem(entry, file) : throw Differs(entry.Path);
        }

        AsarContent left = x64.Content(entry), right = arm64.Content(other);
        if (AsarContent.AreEqual(left, right))
            return new AsarItem(entry, left);
        CheckedReader first = Input(x64, entry), second = Input(arm64, other);
        if (MachFile.IsFatMagic(first))
            return new AsarItem(entry, left);
        if (!MachFile.IsMachO(first) || !MachFile.IsMachO(second))
            throw Differs(entry.Path);
        FatFile.Write([first, second], joined, FileModes.Plain, cancellationToken);
        return new AsarItem(entry, AsarContent.Of(joined));
    }

    private AsarItem Single(AsarArchive archive, AsarEntry entry)
    {
        if (entry.Kind != AsarEntryKind.Folder && single?.Matches(entry.Path) != true && !PlatformWords.IsVariant(entry.Path))
            throw Bad(entry.Path, $"is in that of the {(archive == x64 ? "x64" : "arm64")} app alone",
                "Bring it into both, or name it in 'singleArchFiles'.");
        return new AsarItem(entry,
            entry switch { { Kind: not AsarEntryKind.File } => null, { IsUnpacked: true } => Unpacked(entry.Path), _ => archive.Content(entry) });
    }

    /// <summary>What is unpacked in the joined app.</summary>
    private AsarContent Unpacked(string path)
    {
        string file = Path.Combine($"{output}.unpacked", path);
        return File.Exists(file) ? AsarContent.Of(file) : throw Bad(path, "is unpacked, and not there in app.asar.unpacked", "Pack the app anew.");
    }

    private static bool IsProgram(AsarContent content)
    {
        using SafeFileHandle file = File.OpenHandle(content.Path);
        return MachFile.IsMachO(CheckedReader.Of(file, content.Path, MachFile.Kind));
    }

    private static ReleaseException Differs(string path) =>
        Bad(path, "differs and is no program", "Build both from the same sources, or set 'mergeASARs' to false.");

    private static CheckedReader Input(AsarArchive archive, AsarEntry entry) =>
        CheckedReader.Of(archive.File, archive.DataStart + entry.Offset, entry.Size, $"{entry.Path} in {Path.GetFileName(archive.Path)}", MachFile.Kind);

    private static ReleaseException Bad(string path, string problem, string mend) =>
        new(Fault.Input, $"The two app.asar can't be merged: '{path}' {problem}. {mend}");
}
