namespace UvRelease.Crashes.Minidumps;

/// <summary>Where something is in the file.</summary>
/// <param name="Offset">Place of its first byte.</param>
/// <param name="Size">Bytes.</param>
public readonly record struct Place(long Offset, long Size);

/// <summary>A text of a minidump, and where it is in the file, without its length and its NUL.</summary>
/// <param name="Value">The text. It comes from the crashed process: it is untrusted.</param>
/// <param name="Place">Where it is.</param>
public sealed record MinidumpText(string Value, Place Place);

/// <summary>One entry of the directory.</summary>
/// <param name="Type">What is in it, of <see cref="StreamType"/> where it is known.</param>
/// <param name="Place">Where it is.</param>
public sealed record MinidumpStream(StreamType Type, Place Place);

/// <summary>Memory of the crashed process.</summary>
/// <param name="Address">Address of the first byte in the process.</param>
/// <param name="Place">Where its bytes are in the file; of no bytes where the file has none.</param>
public readonly record struct MemoryRange(ulong Address, Place Place)
{
    /// <summary>Whether an address is in it.</summary>
    public bool Contains(ulong address) => address >= Address && address - Address < (ulong)Place.Size;
}
