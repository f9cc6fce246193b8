namespace UvRelease.Formats.Archives;

/// <summary>An entry of a zip that was read and checked.</summary>
/// <param name="Name">Path with forward slashes, without one at its ends.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Mode">Unix permission bits, 0 to 07777; 0755 or 0644 where the system that it was made on has none.</param>
/// <param name="Size">Bytes of its content.</param>
public sealed record ZipEntry(string Name, ArchiveEntryKind Kind, int Mode, long Size)
{
    /// <summary>Where a link leads; empty for what is none.</summary>
    public string Target { get; init; } = "";

    /// <summary>Bytes in the archive.</summary>
    internal long WrittenSize { get; init; }

    /// <summary>How they are written.</summary>
    internal ushort Method { get; init; }

    /// <summary>General purpose flags.</summary>
    internal ushort Flags { get; init; }

    /// <summary>Version that a reader needs.</summary>
    internal ushort Version { get; init; }

    /// <summary>Date and time of MS-DOS.</summary>
    internal uint Time { get; init; }

    /// <summary>CRC-32 of the content.</summary>
    internal uint Sum { get; init; }

    /// <summary>Where its central header is.</summary>
    internal long CentralOffset { get; init; }

    /// <summary>Where its local header is.</summary>
    internal long LocalOffset { get; init; }

    /// <summary>Where its bytes are.</summary>
    internal long DataOffset { get; init; }

    /// <summary>Its name as the headers have it.</summary>
    internal byte[] WrittenName { get; init; } = [];

    /// <summary>Extra fields of its central header.</summary>
    internal IReadOnlyList<ZipExtraField> Extra { get; init; } = [];
}
