using System.Buffers.Binary;
using System.Text;

namespace UvRelease.Apple.CodeSigning;

/// <summary>What of a program is sealed by which hash (codedirectory.h of Apple's Security framework, cs_blobs.h of XNU).</summary>
public sealed record CodeDirectory
{
    internal const uint WithScatter = 0x20100, WithTeam = 0x20200, WithLimit64 = 0x20300, WithExecSegment = 0x20400, WithRuntime = 0x20500;
    internal const uint Earliest = 0x20001, Incompatible = 0x2f000;

    /// <summary>Version of its form.</summary>
    public uint Version { get; init; }

    /// <summary>What the system shall do with the code.</summary>
    public CodeFlags Flags { get; init; }

    /// <summary>What the code is called, mostly by its bundle's identifier.</summary>
    public required string Identifier { get; init; }

    /// <summary>Apple's identifier of the team; null where nobody signed.</summary>
    public string? Team { get; init; }

    /// <summary>What made the hashes.</summary>
    public CodeHashKind Hash { get; init; } = CodeHashKind.Sha256;

    /// <summary>Apple's own platform; 0 for all others.</summary>
    public byte Platform { get; init; }

    /// <summary>Bytes of a page; 0 where one hash is over everything.</summary>
    public int PageSize { get; init; }

    /// <summary>Bytes that the pages have.</summary>
    public long CodeLimit { get; init; }

    /// <summary>Place of the program's code.</summary>
    public ulong ExecBase { get; init; }

    /// <summary>Bytes of the program's code; 0 where it has none.</summary>
    public ulong ExecLimit { get; init; }

    /// <summary>What kind of program it is.</summary>
    public ulong ExecFlags { get; init; }

    /// <summary>Version of the hardened runtime, as 0xXXXXYYZZ.</summary>
    public uint Runtime { get; init; }

    /// <summary>Hashes of what belongs to the code, by slot from 1; of zeros where there is nothing.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> SlotHashes { get; init; } = [];

    /// <summary>Hashes of the pages, one after the other.</summary>
    public ReadOnlyMemory<byte> PageHashes { get; init; }

    /// <summary>Hash of a slot; null where the slot is empty.</summary>
    public ReadOnlyMemory<byte>? SlotHash(CodeSlot slot) =>
        (int)slot is > 0 and var at && at <= SlotHashes.Count && SlotHashes[at - 1].Span.ContainsAnyExcept((byte)0) ? SlotHashes[at - 1] : default(ReadOnlyMemory<byte>?);

    /// <summary>How many pages a number of bytes has.</summary>
    public static long Pages(long codeLimit, int pageSize) => pageSize == 0 ? 1 : (codeLimit + pageSize - 1) / pageSize;

    /// <summary>The version that Apple's signer takes for what is in it (cdbuilder.cpp).</summary>
    public uint NeededVersion => Runtime != 0 ? WithRuntime : ExecLimit > 0 ? WithExecSegment : CodeLimit > uint.MaxValue ? WithLimit64
        : Team is not null ? WithTeam : WithScatter;

    /// <summary>Bytes that it will have: with its own head, or with the largest of today, which Apple's signer reserves room for.</summary>
    public static long Size(string identifier, string? team, int slots, long pages, CodeHashKind hash, uint version) =>
        HeadSize(version) + Encoding.UTF8.GetByteCount(identifier) + 1 + (team is null ? 0 : Encoding.UTF8.GetByteCount(team) + 1)
            + (slots + pages) * CodeHash.Size(hash);

    /// <summary>Writes it as a blob.</summary>
    public byte[] Write()
    {
        int size = CodeHash.Size(Hash), head = HeadSize(Version);
        byte[] identifier = Encoding.UTF8.GetBytes(Identifier), team = Team is null ? [] : Encoding.UTF8.GetBytes(Team);
        int teamAt = head + identifier.Length + 1, slotsAt = teamAt + (Team is null ? 0 : team.Length + 1), hashesAt = slotsAt + SlotHashes.Count * size;
        byte[] bytes = new byte[hashesAt + PageHashes.Length];
        U32(0, SuperBlob.DirectoryMagic);
        U32(4, (uint)bytes.Length);
        U32(8, Version);
        U32(12, (uint)Flags);
        U32(16, (uint)hashesAt);
        U32(20, (uint)head);
        U32(24, (uint)SlotHashes.Count);
        U32(28, (uint)(PageHashes.Length / size));
        U32(32, (uint)Math.Min(CodeLimit, uint.MaxValue));
        bytes[36] = (byte)size;
        bytes[37] = (byte)Hash;
        bytes[38] = Platform;
        bytes[39] = (byte)(PageSize == 0 ? 0 : int.Log2(PageSize));
        if (Version >= WithTeam && Team is not null)
            U32(48, (uint)teamAt);
        if (Version >= WithLimit64 && CodeLimit > uint.MaxValue)
            U64(56, (ulong)CodeLimit);
        if (Version >= WithExecSegment)
        {
            U64(64, ExecBase);
            U64(72, ExecLimit);
            U64(80, ExecFlags);
        }

        if (Version >= WithRuntime)
            U32(88, Runtime);
        identifier.CopyTo(bytes, head);
        team.CopyTo(bytes, teamAt);
        for (int i = 0; i < SlotHashes.Count; i++)
            SlotHashes[i].Span.CopyTo(bytes.AsSpan(hashesAt - (i + 1) * size));
        PageHashes.Span.CopyTo(bytes.AsSpan(hashesAt));
        return bytes;

        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), value);
        void U64(int at, ulong value) => BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(at), value);
    }

    internal static int HeadSize(uint version) => version switch { >= WithRuntime => 96, WithExecSegment => 88, WithLimit64 => 64, WithTeam => 52, WithScatter => 48, _ => 44 };
}
