using System.Formats.Asn1;
using UvRelease.Formats.Plists;
using UvRelease.Keys;

namespace UvRelease.Apple.CodeSigning;

/// <summary>What one signature seals: pages of a file, and what belongs to them. Its size is known before anything is hashed.</summary>
public sealed record CodeSeal
{
    /// <summary>Room that Apple's signer keeps for the CMS.</summary>
    public const int UsualCmsSpace = 18000;

    private const string DirectoryHashes = "1.2.840.113635.100.9.1", DirectoryHashes2 = "1.2.840.113635.100.9.2";

    /// <summary>What the code is called.</summary>
    public required string Identifier { get; init; }

    /// <summary>What the system shall do with it; <see cref="CodeFlags.Adhoc"/> is added where nobody signs.</summary>
    public CodeFlags Flags { get; init; }

    /// <summary>Bytes that are hashed in pages.</summary>
    public required long CodeLimit { get; init; }

    /// <summary>Bytes of a page, a power of 2; 0 for one hash over everything.</summary>
    public required int PageSize { get; init; }

    /// <summary>Bytes of the program's code; 0 where it has none.</summary>
    public ulong ExecLimit { get; init; }

    /// <summary>What kind of program it is.</summary>
    public ulong ExecFlags { get; init; }

    /// <summary>Version of the hardened runtime; 0 for none.</summary>
    public uint Runtime { get; init; }

    /// <summary>What makes the hashes: one code directory for each.</summary>
    public IReadOnlyList<CodeHashKind> Hashes { get; init; } = [CodeHashKind.Sha256];

    /// <summary>What is hashed and kept elsewhere, by slot: Info.plist, CodeResources, the trailer of a disk image.</summary>
    public IReadOnlyDictionary<CodeSlot, ReadOnlyMemory<byte>> Hashed { get; init; } = new Dictionary<CodeSlot, ReadOnlyMemory<byte>>();

    /// <summary>What is hashed and kept in the signature: requirements, entitlements, constraints.</summary>
    public IReadOnlyList<CodeBlob> Blobs { get; init; } = [];

    private int Slots => (int)Blobs.Select(blob => blob.Slot).Concat(Hashed.Keys).DefaultIfEmpty().Max();

    /// <summary>Bytes that Apple's signer reserves (signerutils.cpp).</summary>
    public long ReservedSize(CodeIdentity who, int cmsSpace = UsualCmsSpace)
    {
        long size = SuperBlob.ContainerHead + SuperBlob.EntrySize * (Blobs.Count + Hashes.Count + 1) + Blobs.Sum(blob => blob.Bytes.Length) + cmsSpace
            + Hashes.Sum(hash => CodeDirectory.Size(Identifier, who.Team, Slots, CodeDirectory.Pages(CodeLimit, PageSize), hash, CodeDirectory.WithRuntime));
        return (size + 15) / 16 * 16;
    }

    /// <summary>Signs.</summary>
    /// <param name="who">Who signs.</param>
    /// <param name="pages">Hashes of the pages, for each of <see cref="Hashes"/>.</param>
    /// <param name="cancellation">Ends a request that waits for somebody else.</param>
    /// <exception cref="Releases.ReleaseException">The key can't be used, or a time-stamp can't be had.</exception>
    public async Task<SignedCode> SignAsync(CodeIdentity who, IReadOnlyList<ReadOnlyMemory<byte>> pages, CancellationToken cancellation)
    {
        byte[][] directories = [.. Hashes.Select((hash, i) => Directory(who, hash, pages[i]).Write())];
        byte[] cms = who.IsAdhoc ? []
            : await who.SignAsync(CodeHash.Of(CodeHashKind.Sha256, directories[0]), Attributes(directories), cancellation);
        IEnumerable<CodeBlob> all =
        [
            .. directories.Select((directory, i) => new CodeBlob(i == 0 ? CodeSlot.CodeDirectory : CodeSlot.AlternateDirectory + i - 1, directory)),
            .. Blobs,
            CodeBlob.Of(CodeSlot.Cms, SuperBlob.WrapperMagic, cms),
        ];
        // The system knows code by its best hash, which is the last one.
        return new SignedCode(SuperBlob.Write(all), CodeHash.Of(Hashes[^1], directories[^1])[..CodeHash.DirectoryHashSize]);
    }

    private CodeDirectory Directory(CodeIdentity who, CodeHashKind hash, ReadOnlyMemory<byte> pages)
    {
        var directory = new CodeDirectory
        {
            Identifier = Identifier,
            Team = who.Team,
            Flags = Flags | (who.IsAdhoc ? CodeFlags.Adhoc : CodeFlags.None),
            Hash = hash,
            PageSize = PageSize,
            CodeLimit = CodeLimit,
            ExecLimit = ExecLimit,
            ExecFlags = ExecFlags,
            Runtime = Runtime,
            SlotHashes = [.. Enumerable.Range(1, Slots).Select(slot => SlotHash((CodeSlot)slot, hash))],
            PageHashes = pages,
        };
        return directory with { Version = directory.NeededVersion };
    }

    private ReadOnlyMemory<byte> SlotHash(CodeSlot slot, CodeHashKind hash) =>
        Blobs.FirstOrDefault(blob => blob.Slot == slot) is { } blob ? CodeHash.Of(hash, blob.Bytes.Span)
        : Hashed.TryGetValue(slot, out ReadOnlyMemory<byte> content) ? CodeHash.Of(hash, content.Span)
        : new byte[CodeHash.Size(hash)];

    private CmsAttribute[] Attributes(byte[][] directories)
    {
        ReadOnlyMemory<byte>[] full = [.. directories.Select((directory, i) => (ReadOnlyMemory<byte>)CodeHash.Of(Hashes[i], directory))];
        var list = new PropertyListValue.Dictionary([new("cdhashes",
            new PropertyListValue.Array([.. full.Select(hash => new PropertyListValue.Data(hash[..CodeHash.DirectoryHashSize]))]))]);
        return
        [
            new CmsAttribute(DirectoryHashes, [CmsSignature.Encoded(writer => writer.WriteOctetString(PropertyList.WriteXml(list)))]),
            new CmsAttribute(DirectoryHashes2, [.. full.Select((hash, i) => (ReadOnlyMemory<byte>)CmsSignature.Encoded(writer => Hash(writer, Hashes[i],
                hash)))]),
        ];
    }

    private static void Hash(AsnWriter writer, CodeHashKind kind, ReadOnlyMemory<byte> hash)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(CmsSignature.Oid(CodeHash.Algorithm(kind)));
            writer.WriteOctetString(hash.Span);
        }
    }
}

/// <summary>A signature.</summary>
/// <param name="Blob">The container, without reserved room.</param>
/// <param name="DirectoryHash">The 20 bytes by which the system knows the code.</param>
public sealed record SignedCode(byte[] Blob, byte[] DirectoryHash);
