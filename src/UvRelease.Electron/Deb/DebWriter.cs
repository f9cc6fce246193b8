using System.Security.Cryptography;
using System.Text;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Deb;

/// <summary>Writes Debian binary packages (deb(5)) without dpkg-deb or fpm: same input, same bytes.</summary>
public static class DebWriter
{
    /// <summary>Writes a package atomically.</summary>
    /// <param name="path">The <c>.deb</c>; missing folders are made.</param>
    /// <param name="package">What is in it.</param>
    /// <param name="options">How it is written.</param>
    /// <param name="cancellationToken">Stops between two entries.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: a field or mapping is wrong. <see cref="Fault.Environment"/>: the program that compresses is missing or failed.
    /// </exception>
    public static Task WriteAsync(string path, DebPackage package, DebOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> entries = DebTree.Read(package.Contents);
        byte[] control = Encoding.UTF8.GetBytes(DebControl.Write(package, InstalledSize(entries)));
        var scripts = new List<ArchiveEntry> { Member("control", control, FileModes.Plain),
            Member("md5sums", Md5Sums(entries, cancellationToken), FileModes.Plain) };
        if (package.AfterInstall is not null)
            scripts.Add(Member("postinst", Script(package.AfterInstall), FileModes.Executable));
        if (package.AfterRemove is not null)
            scripts.Add(Member("postrm", Script(package.AfterRemove), FileModes.Executable));
        string extension = DebCompressor.Extension(options.Compression);
        return AtomicFile.WriteAsync(path, (stream, token) => Task.Run(() =>
        {
            var compressor = new DebCompressor(path, options, token);
            var ar = new ArWriter(stream, Math.Max(0, options.Time.ToUnixTimeSeconds()));
            ar.WriteMagic();
            ar.Write("debian-binary", member => member.Write("2.0\n"u8));
            ar.Write("control.tar" + extension, member => compressor.Compress(member, tar => DebTar.Write(tar, scripts, options.Time, progress: null, token)));
            ar.Write("data.tar" + extension, member => compressor.Compress(member, tar => DebTar.Write(tar, entries, options.Time, options.Progress, token)));
        }, token), cancellationToken);
    }

    private static ArchiveEntry Member(string name, byte[] content, int mode) => new(name, ArchiveEntryKind.File, mode) { Content = content };

    private static byte[] Script(string path)
    {
        byte[] script = File.Exists(path) ? File.ReadAllBytes(path) : throw new ReleaseException(Fault.Input, $"There is no script '{path}' for the package.");
        return script.AsSpan().StartsWith("#!"u8) ? script
            : throw new ReleaseException(Fault.Input,
                $"The script '{path}' doesn't start with '#!', so dpkg couldn't run it. Name its interpreter on the first line.");
    }

    // As dpkg-gencontrol counts: a file takes whole KiB, everything else one.
    private static long InstalledSize(IReadOnlyList<ArchiveEntry> entries) =>
        entries.Sum(entry => entry.Source is null ? 1 : (new FileInfo(entry.Source).Length + 1023) / 1024);

    private static byte[] Md5Sums(IReadOnlyList<ArchiveEntry> entries, CancellationToken cancellationToken)
    {
        ArchiveEntry[] files = [.. entries.Where(entry => entry.Kind == ArchiveEntryKind.File)];
        string[] lines = new string[files.Length];
        Parallel.For(0, files.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken }, i =>
        {
            using FileStream stream = File.OpenRead(files[i].Source!);
            lines[i] = $"{Convert.ToHexStringLower(Md5(stream))}  {files[i].Name}\n";
        });
        return Encoding.UTF8.GetBytes(string.Concat(lines));
    }

    // deb-md5sums(5) knows no other digest; it finds damaged disks, not attackers.
#pragma warning disable CA5351
    private static byte[] Md5(Stream stream) => MD5.HashData(stream);
#pragma warning restore CA5351
}
