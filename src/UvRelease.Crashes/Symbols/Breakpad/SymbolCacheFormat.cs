namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>
/// The file that symbols are looked up in. A header: signature, version, bytes of the file, number of the module's id and name, malformed records, number
/// of the processor; then of each table its place and its number of rows. Tables are arrays of the rows in <c>SymbolRows.cs</c>, lowest byte first.
/// </summary>
internal static class SymbolCacheFormat
{
    public const uint Signature = 0x43535655; // UVSC
    public const uint Version = 2;
    public const int HeaderSize = 256;
    public const int FirstTable = 32;

    public static ReadOnlySpan<int> RowSizes => [20, 16, 8, 4, 4, 12, 20, 12, 8, 4, 1];

    /// <summary>The tables, in this order.</summary>
    public enum Table
    {
        /// <summary>Of <see cref="FunctionRow"/>.</summary>
        Functions,

        /// <summary>Of <see cref="LineRow"/>.</summary>
        Lines,

        /// <summary>Of <see cref="PublicRow"/>.</summary>
        Publics,

        /// <summary>Numbers of texts.</summary>
        Files,

        /// <summary>Numbers of texts.</summary>
        Origins,

        /// <summary>Of <see cref="InlineSegment"/>.</summary>
        InlineSegments,

        /// <summary>Of <see cref="InlineNode"/>.</summary>
        InlineNodes,

        /// <summary>Of <see cref="CfiInit"/>.</summary>
        CfiInits,

        /// <summary>Of <see cref="CfiDelta"/>.</summary>
        CfiDeltas,

        /// <summary>Where texts begin, and where the last one ends.</summary>
        TextOffsets,

        /// <summary>Bytes of the texts.</summary>
        Texts,
    }
}
