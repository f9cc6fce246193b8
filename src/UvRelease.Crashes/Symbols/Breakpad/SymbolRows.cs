using System.Runtime.InteropServices;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Addresses from the beginning of the module, the last one included.</summary>
internal interface IAddressRange
{
    /// <summary>The first address.</summary>
    uint Start { get; }

    /// <summary>The last address.</summary>
    uint High { get; }
}

/// <summary>A FUNC record and its lines.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct FunctionRow(uint Start, uint High, int Name, int FirstLine, int LineCount) : IAddressRange;

/// <summary>A line record: code of one line of one file.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct LineRow(uint Start, uint High, int Line, int File) : IAddressRange;

/// <summary>A PUBLIC record.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct PublicRow(uint Address, int Name);

/// <summary>Code whose innermost inlined call is one node.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct InlineSegment(uint Start, uint High, int Node) : IAddressRange;

/// <summary>An inlined call: a range of an INLINE record. <see cref="Parent"/> is the call around it, or −1.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct InlineNode(int Parent, uint Start, int Origin, int CallLine, int CallFile);

/// <summary>A STACK CFI INIT record.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CfiInit(uint Start, uint High, int Rules) : IAddressRange;

/// <summary>A STACK CFI record: what changes from an address on.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct CfiDelta(uint Address, int Rules);
