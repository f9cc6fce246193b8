using UvRelease.Posix;

namespace UvRelease.Tests.Formats.Archives;

/// <summary>A small tree with everything that makes archives hard.</summary>
internal static class AppTree
{
    public const string Version = "Sample.app/Contents/Frameworks/Sample.framework/Versions/A";

    /// <summary>Writes the tree below a folder and returns its path.</summary>
    public static string Write(TemporaryFolder folder, string name = "tree")
    {
        string root = folder.At(name);
        folder.Write($"{name}/{Version}/Sample", new string('x', 100_000));
        folder.Write($"{name}/{Version}/Resources/Ünïcode 日本語.txt", "text\n");
        folder.Write($"{name}/empty.txt", "");
        folder.Write($"{name}/run.sh", "#!/bin/sh\nexec true\n");
        folder.Write($"{name}/picture.png", new string('p', 5000));
        File.WriteAllBytes(folder.At(name, "noise.bin"), Noise(3000, 1));
        // Three pieces and a bit, part of it text and part of it noise.
        File.WriteAllBytes(folder.At(name, "large.bin"),
            [.. Noise(1_500_000, 2), .. Enumerable.Range(0, 1_800_000).Select(i => (byte)(i / 7 % 61)), .. Noise(40_000, 2)]);
        File.WriteAllBytes(folder.At(name, "exact.bin"), [.. Enumerable.Range(0, 2 * 1024 * 1024).Select(i => (byte)(i * i >> 5))]);
        Directory.CreateDirectory(folder.At(name, "empty folder"));
        string framework = Path.Combine(root, Path.GetDirectoryName(Path.GetDirectoryName(Version))!);
        File.CreateSymbolicLink(Path.Combine(framework, "Versions", "Current"), "A");
        File.CreateSymbolicLink(Path.Combine(framework, "Sample"), "Versions/Current/Sample");
        foreach (string path in Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Where(path => new FileInfo(path).LinkTarget is null))
            FileStatus.SetMode(path, Directory.Exists(path) || path.EndsWith("run.sh", StringComparison.Ordinal)
                || path.EndsWith("A/Sample", StringComparison.Ordinal) ? 0x1ed : 0x1a4);
        return root;
    }

    /// <summary>Bytes that no compressor makes shorter.</summary>
    public static byte[] Noise(int length, int seed)
    {
        byte[] bytes = new byte[length];
        uint state = (uint)seed * 2654435761 + 1;
        for (int i = 0; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            bytes[i] = (byte)(state >> 11);
        }

        return bytes;
    }

    /// <summary>Every path below a folder with type, mode and content or target, in one text.</summary>
    public static string Describe(string root)
    {
        IEnumerable<string> lines =
            from path in Directory.EnumerateFileSystemEntries(root, "*",
                new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
            let name = Path.GetRelativePath(root, path)
            orderby name
            let target = new FileInfo(path).LinkTarget
            select target is not null ? $"{name} -> {target}"
                : Directory.Exists(path) ? $"{name}/ {Convert.ToString(FileStatus.Of(path).Mode, 8)}"
                : $"{name} {Convert.ToString(FileStatus.Of(path).Mode, 8)} "
                    + $"{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)))}";
        return string.Join('\n', lines);
    }
}
