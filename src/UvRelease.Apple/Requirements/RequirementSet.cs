using System.Buffers.Binary;
using UvRelease.Formats;

namespace UvRelease.Apple.Requirements;

/// <summary>The requirements that a signature carries, by their type: 1 host, 2 guest, 3 designated, 4 library, 5 plug-in.</summary>
public sealed record RequirementSet(IReadOnlyList<KeyValuePair<uint, Requirement>> Items)
{
    /// <summary>Magic number of a set.</summary>
    public const uint Magic = 0xfade0c01;

    /// <summary>Type of the requirement that other versions of the code fulfil too.</summary>
    public const uint DesignatedType = 3;

    private const int MostItems = 16;

    /// <summary>None, as signatures by nobody have.</summary>
    public static RequirementSet Empty { get; } = new([]);

    /// <summary>The designated requirement; null where there is none.</summary>
    public Requirement? Designated => Items.FirstOrDefault(item => item.Key == DesignatedType).Value;

    /// <summary>A set of a designated requirement.</summary>
    public static RequirementSet Of(Requirement designated) => new([new(DesignatedType, designated)]);

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        byte[][] blobs = [.. Items.Select(item => RequirementBlob.Write(item.Value))];
        int head = 12 + 8 * blobs.Length, at = head;
        byte[] bytes = new byte[head + blobs.Sum(blob => blob.Length)];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Magic);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(8), blobs.Length);
        for (int i = 0; i < blobs.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12 + 8 * i), Items[i].Key);
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16 + 8 * i), at);
            blobs[i].CopyTo(bytes, at);
            at += blobs[i].Length;
        }

        return bytes;
    }

    /// <summary>Reads one.</summary>
    /// <exception cref="Releases.ReleaseException">It is damaged.</exception>
    public static RequirementSet Read(ReadOnlyMemory<byte> bytes, string name)
    {
        using var input = CheckedReader.Of(bytes, name, RequirementBlob.Kind);
        if (input.U32BigEndian(0, "the magic number") != Magic)
            throw input.Bad(0, "the magic number", $"is no 0x{Magic:x8}");
        if (input.U32BigEndian(4, "the length") != bytes.Length)
            throw input.Bad(4, "the length", $"is not {bytes.Length}, the bytes that are there");
        uint count = input.U32BigEndian(8, "the number of requirements");
        if (count > MostItems)
            throw input.Bad(8, "the number of requirements", $"is {count}, more than {MostItems}");
        var items = new List<KeyValuePair<uint, Requirement>>();
        for (int i = 0; i < count; i++)
        {
            uint at = input.U32BigEndian(16 + 8 * i, "the place of a requirement");
            if (at > bytes.Length - 8)
                throw input.Bad(16 + 8 * i, "the place of a requirement", $"is {at}, and {bytes.Length} bytes are there");
            uint length = input.U32BigEndian(at + 4, "the length of a requirement");
            if (length > bytes.Length - at)
                throw input.Bad(at + 4, "the length of a requirement", $"is {length}, and {bytes.Length - at} bytes are there");
            items.Add(new(input.U32BigEndian(12 + 8 * i, "the type of a requirement"), RequirementBlob.Read(bytes.Slice((int)at, (int)length), name)));
        }

        return new RequirementSet(items);
    }

    /// <inheritdoc/>
    public bool Equals(RequirementSet? other) => other is not null && Items.SequenceEqual(other.Items);

    /// <inheritdoc/>
    public override int GetHashCode() => Items.Count;
}
