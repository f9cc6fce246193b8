using UvRelease.Formats.Archives;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>Compares two builds of the same commit.</summary>
internal static class Reproduction
{
    /// <summary>Passes when the apps and their files are equal, byte by byte.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>, naming the first file of the app that differs, or else the first package.</exception>
    public static void Check(string first, string second, IReadOnlyList<string> firstFiles,
        IReadOnlyList<string> secondFiles, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> one = ArchiveTree.Sorted(ArchiveTree.Read(first)), two = ArchiveTree.Sorted(ArchiveTree.Read(second));
        string[] onlyOnce = [.. one.Select(entry => entry.Name).Except(two.Select(entry => entry.Name))
            .Concat(two.Select(entry => entry.Name).Except(one.Select(entry => entry.Name))).Order(StringComparer.Ordinal)];
        if (onlyOnce.Length > 0)
            throw Differs($"'{onlyOnce[0]}' is in one of the builds alone");
        foreach ((ArchiveEntry a, ArchiveEntry b) in one.Zip(two))
        {
            if (a.Kind != b.Kind || a.Mode != b.Mode || a.Target != b.Target)
                throw Differs($"'{a.Name}' has another kind, mode or link");
            if (a.Source is { } left && b.Source is { } right && Difference(left, right, cancellationToken) is { } offset)
                throw Differs($"'{a.Name}' differs from byte {offset} on");
        }

        foreach ((string a, string b) in firstFiles.Zip(secondFiles))
        {
            if (Difference(a, b, cancellationToken) is { } offset)
                throw Differs($"the apps are equal, and the package '{Path.GetFileName(a)}' differs from byte {offset} on");
        }
    }

    private static ReleaseException Differs(string what) => new(Fault.Refused,
        $"Two builds of the same commit differ: {what}. Something in the build reads the clock, the folder's name, or random numbers; use SOURCE_DATE_EPOCH "
            + "and relative paths in its scripts.");

    // Offset of the first byte that differs; null where the files are equal.
    private static long? Difference(string left, string right, CancellationToken cancellationToken)
    {
        using var a = File.OpenHandle(left);
        using var b = File.OpenHandle(right);
        byte[] one = new byte[1 << 18], two = new byte[1 << 18];
        for (long offset = 0; ;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = RandomAccess.Read(a, one, offset), other = RandomAccess.Read(b, two, offset);
            int same = one.AsSpan(0, count).CommonPrefixLength(two.AsSpan(0, other));
            if (same < Math.Max(count, other))
                return offset + same;
            if (count == 0)
                return null;
            offset += count;
        }
    }
}
