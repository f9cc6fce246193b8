using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Universal;

/// <summary>Writes the joined bundle: everything of the app for x64, programs joined with those for arm64, snapshots of both.</summary>
internal sealed class BundleMerge(BundlePair pair, string bundle, UniversalOptions options, IProgress<long>? progress, CancellationToken cancellationToken)
{
    private readonly GlobPattern? equalPrograms = options.X64ArchFiles is { } pattern ? new GlobPattern(pattern) : null;
    private int joined;
    private int kept;

    /// <summary>Programs that became fat.</summary>
    public int Joined => joined;

    /// <summary>Programs that stayed as they were.</summary>
    public int Kept => kept;

    /// <summary>Writes it.</summary>
    public void Write()
    {
        IEnumerable<BundleEntry> onlyArm64 =
            pair.Arm64.Values.Where(entry => IsSnapshot(entry) || (entry.Kind != BundleKind.Folder
                && !pair.X64.ContainsKey(entry.Path) && pair.IsSingle(entry.Path)));
        Directory.CreateDirectory(bundle);
        FileStatus.SetMode(bundle, FileStatus.Of(pair.X64At("")).Mode);
        // A folder that its owner may not write gets its own mode when everything is in it.
        foreach (BundleEntry folder in pair.X64.Values.Where(entry => entry.Kind == BundleKind.Folder))
            Directory.CreateDirectory(Path.Combine(bundle, folder.Path));
        foreach (BundleEntry link in pair.X64.Values.Where(entry => entry.Kind == BundleKind.Link))
            File.CreateSymbolicLink(Path.Combine(bundle, link.Path), link.Target);
        (BundleEntry Entry, bool FromArm64)[] files =
        [
            .. pair.X64.Values.Where(entry => entry.Kind is not (BundleKind.Folder or BundleKind.Link)
                && !(IsSnapshot(entry) && pair.Arm64.ContainsKey(entry.Path))).Select(entry => (entry, false)),
            .. onlyArm64.Select(entry => (entry, true)),
        ];
        // The largest first, or one core waits at the end.
        (BundleEntry Entry, bool FromArm64)[] ordered = [.. files.OrderByDescending(file => new FileInfo(Source(file)).Length)];
        Cores.For(ordered.Length, i => WriteFile(ordered[i]), cancellationToken);
        foreach (BundleEntry folder in pair.X64.Values.Where(entry => entry.Kind == BundleKind.Folder).Reverse())
            FileStatus.SetMode(Path.Combine(bundle, folder.Path), folder.Mode);
    }

    // Of one that both have under one name, @electron/universal takes that for arm64. In the code of the app a .bin is a file as any other.
    private static bool IsSnapshot(BundleEntry entry) => entry.Kind == BundleKind.Snapshot && !BundlePair.IsCode(entry.Path);

    private string Source((BundleEntry Entry, bool FromArm64) file) => file.FromArm64 ? pair.Arm64At(file.Entry.Path) : pair.X64At(file.Entry.Path);

    private void WriteFile((BundleEntry Entry, bool FromArm64) file)
    {
        string target = Path.Combine(bundle, file.Entry.Path);
        if (file.Entry.Kind == BundleKind.Program && pair.Arm64.TryGetValue(file.Entry.Path, out BundleEntry? other)
            && !file.FromArm64 && MustJoin(file.Entry, other))
        {
            using SafeFileHandle x64 = File.OpenHandle(pair.X64At(file.Entry.Path)), arm64 = File.OpenHandle(pair.Arm64At(file.Entry.Path));
            FatFile.Write([CheckedReader.Of(x64, $"{file.Entry.Path} of the x64 app", MachFile.Kind),
                CheckedReader.Of(arm64, $"{file.Entry.Path} of the arm64 app", MachFile.Kind)], target, file.Entry.Mode, cancellationToken);
            Interlocked.Increment(ref joined);
        }
        else
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(Source(file), target);
        }

        progress?.Report(new FileInfo(target).Length);
    }

    private bool MustJoin(BundleEntry x64, BundleEntry arm64)
    {
        if ((x64.IsFat && arm64.IsFat) || pair.AreEqual(x64.Path))
        {
            if (!(x64.IsFat && arm64.IsFat) && equalPrograms?.Matches(x64.Path) != true)
                throw new ReleaseException(Fault.Input,
                    $"The program '{x64.Path}' is the same in both apps, so it is for one processor only. Build it for each, or name it in 'x64ArchFiles'.");
            Interlocked.Increment(ref kept);
            return false;
        }

        return true;
    }
}
