using System.Security.Cryptography;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.AppImage;

/// <summary>Writes AppImages of type 2: a runtime, and a squashfs behind it. Same input, same bytes.</summary>
public static class AppImageWriter
{
    private const string Image = "image";

    /// <summary>Writes an AppImage; what stood at the path is replaced when it is whole.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: the app, an icon or the runtime is not what it must be. <see cref="Fault.Environment"/>: mksquashfs is missing or failed.
    /// </exception>
    public static async Task WriteAsync(string path, AppImagePackage package, AppImageOptions options, CancellationToken cancellationToken)
    {
        byte[] runtime = await ReadRuntimeAsync(package.Runtime, cancellationToken);
        IReadOnlyList<ArchiveEntry> entries = AppDir.Read(package);
        using var stage = StagingFolder.Beside(path);
        string folder = stage.At("app"), image = stage.At(Image);
        LayOut(folder, entries);
        await RunAsync(folder, image, runtime.Length, options, cancellationToken);
        using (FileStream file = File.OpenWrite(image))
            await file.WriteAsync(runtime, cancellationToken);
        if (options.AppendBlockmap is not null)
            await options.AppendBlockmap(image, cancellationToken);
        FileStatus.SetMode(image, FileModes.Executable);
        cancellationToken.ThrowIfCancellationRequested();
        stage.MoveFile(Image, path);
    }

    // What is pinned is checked each time: the runtime is run by whoever starts the app.
    private static async Task<byte[]> ReadRuntimeAsync(AppImageRuntime runtime, CancellationToken cancellationToken)
    {
        if (!File.Exists(runtime.Path))
            throw new ReleaseException(Fault.Input,
                $"There is no AppImage runtime '{runtime.Path}'. Take one from the releases of AppImage/type2-runtime, or use the image that holds one.");
        byte[] bytes = await File.ReadAllBytesAsync(runtime.Path, cancellationToken);
        string sum = Convert.ToHexStringLower(SHA256.HashData(bytes));
        if (sum != runtime.Sha256)
            throw new ReleaseException(Fault.Input,
                $"The AppImage runtime '{runtime.Path}' has the SHA-256 {sum}, but {runtime.Sha256} is pinned. Use the file that was pinned, or pin this one "
                + "after a review.");
        if (!bytes.AsSpan().StartsWith("\u007fELF"u8) || bytes.Length < 64 || !bytes.AsSpan(8).StartsWith("AI\u0002"u8))
            throw new ReleaseException(Fault.Input, $"'{runtime.Path}' is no runtime of AppImages of type 2: an ELF with 'AI' and a 2 at offset 8.");
        return bytes;
    }

    // mksquashfs takes modes from the disk, and one folder as the root: so the AppDir is laid out beside the result, and no file of the app is touched.
    private static void LayOut(string folder, IReadOnlyList<ArchiveEntry> entries)
    {
        Directory.CreateDirectory(folder);
        FileStatus.SetMode(folder, FileModes.Executable);
        foreach (ArchiveEntry entry in entries)
        {
            string place = Path.Combine(folder, entry.Name);
            switch (entry.Kind)
            {
                case ArchiveEntryKind.Directory:
                    Directory.CreateDirectory(place);
                    break;
                case ArchiveEntryKind.Link:
                    File.CreateSymbolicLink(place, entry.Target);
                    continue;
                default:
                    if (entry.Source is null)
                        File.WriteAllBytes(place, entry.Content.Span);
                    else
                        File.Copy(entry.Source, place);
                    break;
            }

            FileStatus.SetMode(place, entry.Mode);
        }
    }

    private static async Task RunAsync(string folder, string image, int offset, AppImageOptions options, CancellationToken cancellationToken)
    {
        string time = $"{Math.Clamp(options.Time.ToUnixTimeSeconds(), 0, uint.MaxValue)}";
        // Without fragments a changed file changes only its own blocks, which keeps updates by blockmap small.
        string[] arguments =
        [
            folder, image, "-offset", $"{offset}", "-comp", options.Compression == AppImageCompression.Zstd
                ? "zstd" : "gzip", "-all-root", "-mkfs-time", time, "-all-time", time,
            "-noappend", "-no-xattrs", "-no-exports", "-no-fragments", "-no-progress", "-quiet",
        ];
        // SOURCE_DATE_EPOCH beside -mkfs-time is an error of mksquashfs.
        var environment = options.Environment.Where(variable => variable.Key != "SOURCE_DATE_EPOCH")
            .ToDictionary(variable => variable.Key, variable => variable.Value, StringComparer.Ordinal);
        ChildResult result;
        try
        {
            result = await GuardedProgram.RunAsync(
                new ChildCommand("mksquashfs", arguments) { Environment = environment, WorkingDirectory = Path.GetDirectoryName(image)! }, cancellationToken);
        }
        catch (ChildStartException e)
        {
            throw new ReleaseException(Fault.Environment,
                "An AppImage needs the program 'mksquashfs', which could not be started. Install the package squashfs-tools.", e);
        }

        if (result.ExitCode != 0)
            throw new ReleaseException(Fault.Environment, $"mksquashfs failed with {result.ExitCode}: {result.Error.Trim()}");
    }
}
