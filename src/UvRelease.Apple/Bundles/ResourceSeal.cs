using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Bundles;

/// <summary>What nested code is sealed by.</summary>
/// <param name="DirectoryHash">The 20 bytes of its native program.</param>
/// <param name="Requirement">Text of its designated requirement.</param>
public sealed record NestedSeal(byte[] DirectoryHash, string Requirement);

/// <summary>What is sealed of a bundle: each file, link and nested code below its folder, by its path there.</summary>
/// <param name="Path">Path below the sealed folder.</param>
/// <param name="Entry">What is there.</param>
/// <param name="Rule">What the rules say of it.</param>
public sealed record SealedPath(string Path, AppEntry Entry, ResourceRule Rule);

/// <summary>Makes CodeResources, the seal of a bundle (resources.cpp and signer.cpp of Apple's Security framework).</summary>
public static class ResourceSeal
{
    private const int BufferSize = 128 * 1024;

    /// <summary>What the second version of seals holds, in the order of the paths; nested bundles as one.</summary>
    public static IEnumerable<SealedPath> Paths(AppFolder app, CodeBundle bundle, ResourceRules rules)
    {
        string? skipped = null;
        foreach (AppEntry entry in app.Below(bundle.Base))
        {
            if (skipped is not null && entry.Path.StartsWith(skipped, StringComparison.Ordinal))
                continue;
            string path = bundle.Base.Length == 0 ? entry.Path : entry.Path[(bundle.Base.Length + 1)..];
            if (entry.Path == bundle.Executable || IsMeta(path))
                continue;
            if (rules.Of(path) is not { Omit: false } rule)
                continue;
            if (entry.Type == FileType.Directory)
            {
                if (!rule.Nested || !Path.GetFileName(path).Contains('.', StringComparison.Ordinal))
                    continue;
                skipped = entry.Path + "/";
            }

            // Links are never code.
            yield return new SealedPath(path, entry, entry.Type == FileType.Link ? rule with { Nested = false } : rule);
        }
    }

    /// <summary>Makes the seal.</summary>
    /// <param name="app">The app, its nested code signed.</param>
    /// <param name="bundle">The bundle.</param>
    /// <param name="nested">Seals of nested code, by path in the app.</param>
    /// <param name="withSha1">True where its program has hashes for old systems.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something is where code belongs and is none.</exception>
    public static byte[] Make(AppFolder app, CodeBundle bundle, IReadOnlyDictionary<string, NestedSeal> nested, bool withSha1, CancellationToken cancellation)
    {
        ResourceRules first = ResourceRules.First(bundle.IsFlat), second = ResourceRules.Second(bundle.IsFlat);
        SealedPath[] paths = [.. Paths(app, bundle, second)];
        SealedPath[] old = [.. Paths(app, bundle, first).Where(path => path.Entry.Type == FileType.File)];
        IReadOnlyDictionary<string, (byte[] Sha1, byte[] Sha256)> hashes =
            Hashes(app, [.. paths.Where(path => path.Entry.Type == FileType.File && !path.Rule.Nested).Concat(old).Select(path => path.Entry.Path).Distinct()], cancellation);
        return PropertyList.WriteXml(new PropertyListValue.Dictionary(
        [
            new("files", new PropertyListValue.Dictionary(old.Select(path => KeyValuePair.Create(path.Path, OfFirst(path, hashes[path.Entry.Path].Sha1))))),
            new("files2", new PropertyListValue.Dictionary(paths.Select(path => KeyValuePair.Create(path.Path, OfSecond(path))))),
            new("rules", first.Value),
            new("rules2", second.Value),
        ]), sortKeys: true);

        PropertyListValue OfSecond(SealedPath path)
        {
            var values = new List<KeyValuePair<string, PropertyListValue>>();
            if (path.Entry.Target is { } target)
                values.Add(new("symlink", new PropertyListValue.Text(target)));
            else if (path.Rule.Nested)
                values.AddRange(OfNested(path.Entry.Path));
            else
                values.AddRange(OfFile(hashes[path.Entry.Path]));
            if (path.Rule.Optional)
                values.Add(new("optional", new PropertyListValue.Boolean(true)));
            return new PropertyListValue.Dictionary(values);
        }

        IEnumerable<KeyValuePair<string, PropertyListValue>> OfNested(string path)
        {
            NestedSeal seal = nested.GetValueOrDefault(path) ?? throw new ReleaseException(Fault.Input,
                $"{path} is where code belongs, and is none that can be signed. Move it to Resources, or give it a program.")
            { File = path };
            yield return new("cdhash", new PropertyListValue.Data(seal.DirectoryHash));
            yield return new("requirement", new PropertyListValue.Text(seal.Requirement));
        }

        IEnumerable<KeyValuePair<string, PropertyListValue>> OfFile((byte[] Sha1, byte[] Sha256) hash)
        {
            if (withSha1)
                yield return new("hash", new PropertyListValue.Data(hash.Sha1));
            yield return new("hash2", new PropertyListValue.Data(hash.Sha256));
        }
    }

    /// <summary>Hashes of files, each read once.</summary>
    internal static IReadOnlyDictionary<string, (byte[] Sha1, byte[] Sha256)> Hashes(AppFolder app, string[] files, CancellationToken cancellation)
    {
        var hashes = new ConcurrentDictionary<string, (byte[], byte[])>(StringComparer.Ordinal);
        Cores.For(files.Length, i => hashes[files[i]] = Hash(app, files[i]), cancellation);
        return hashes;
    }

    private static (byte[] Sha1, byte[] Sha256) Hash(AppFolder app, string path)
    {
        using SafeFileHandle file = RegularFile.OpenBelow(app.Root, path);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        long place = 0;
        for (int read; (read = RandomAccess.Read(file, buffer, place)) > 0; place += read)
        {
            sha1.AppendData(buffer, 0, read);
            sha256.AppendData(buffer, 0, read);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return (sha1.GetHashAndReset(), sha256.GetHashAndReset());
    }

    private static PropertyListValue OfFirst(SealedPath path, byte[] sha1) => path.Rule.Optional
        ? new PropertyListValue.Dictionary([new("hash", new PropertyListValue.Data(sha1)), new("optional", new PropertyListValue.Boolean(true))])
        : new PropertyListValue.Data(sha1);

    // The seal itself, a ticket, a receipt.
    private static bool IsMeta(string path) => path is "CodeResources" or CodeBundle.SealFolder or "_MASReceipt"
        || path.StartsWith(CodeBundle.SealFolder + "/", StringComparison.Ordinal) || path.StartsWith("_MASReceipt/", StringComparison.Ordinal);
}
