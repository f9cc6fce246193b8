using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Makes the file that symbols are looked up in out of a <c>.sym</c> file.</summary>
internal static class SymbolCacheWriter
{
    /// <summary>Writes it. Who reads it meanwhile sees nothing or the whole.</summary>
    /// <param name="symbols">The <c>.sym</c> file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="path">What to write.</param>
    /// <param name="cancellationToken">Stops before the file is in its place.</param>
    /// <exception cref="Releases.ReleaseException">It is no symbol file.</exception>
    public static void Write(SafeFileHandle symbols, string name, string path, CancellationToken cancellationToken) =>
        AtomicFile.Write(path, stream => Write(symbols, name, stream), cancellationToken);

    private static void Write(SafeFileHandle symbols, string name, Stream stream)
    {
        byte[] header = new byte[SymbolCacheFormat.HeaderSize];
        stream.Write(header);
        SymbolTables tables = SymbolFileReader.Read(symbols, name, stream);
        Place(SymbolCacheFormat.Table.Lines, SymbolCacheFormat.HeaderSize, tables.LineCount);
        Rows(SymbolCacheFormat.Table.Functions, tables.Functions());
        Rows(SymbolCacheFormat.Table.Publics, tables.Publics());
        Rows(SymbolCacheFormat.Table.Files, tables.Files.Texts);
        Rows(SymbolCacheFormat.Table.Origins, tables.Origins.Texts);
        Rows(SymbolCacheFormat.Table.InlineSegments, tables.Segments());
        Rows(SymbolCacheFormat.Table.InlineNodes, tables.InlineNodes);
        Rows(SymbolCacheFormat.Table.CfiInits, tables.Inits());
        Rows(SymbolCacheFormat.Table.CfiDeltas, tables.Deltas());
        Rows(SymbolCacheFormat.Table.TextOffsets, tables.Texts.Offsets);
        Place(SymbolCacheFormat.Table.Texts, stream.Position, tables.Texts.Bytes.Length);
        stream.Write(tables.Texts.Bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(header, SymbolCacheFormat.Signature);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), SymbolCacheFormat.Version);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8), stream.Position);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), tables.Module.Id);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(20), tables.Module.Name);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(24), tables.Malformed);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(28), tables.Module.Processor);
        stream.Position = 0;
        stream.Write(header);

        void Rows<T>(SymbolCacheFormat.Table table, List<T> rows)
            where T : unmanaged
        {
            Place(table, stream.Position, rows.Count);
            stream.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows)));
        }

        void Place(SymbolCacheFormat.Table table, long offset, long count)
        {
            int at = SymbolCacheFormat.FirstTable + ((int)table * 16);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(at), offset);
            BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(at + 8), count);
        }
    }
}
