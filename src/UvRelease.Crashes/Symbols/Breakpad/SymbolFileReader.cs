using System.Buffers;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;

namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>Reads a <c>.sym</c> file, block by block.</summary>
internal static class SymbolFileReader
{
    private const int Block = 256 * 1024;
    private const int LongestRecord = 16 * 1024 * 1024;

    private static readonly FileKind Kind = new("Breakpad symbol file", "Make it anew with dump_syms.");

    /// <summary>Reads the records.</summary>
    /// <param name="file">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="lineRows">Gets the lines.</param>
    /// <exception cref="Releases.ReleaseException">The first record is no MODULE record, or one is longer than 16 MiB.</exception>
    public static SymbolTables Read(SafeFileHandle file, string name, Stream lineRows)
    {
        using CheckedReader reader = CheckedReader.Of(file, name, Kind);
        var tables = new SymbolTables(lineRows);
        var records = new SymbolRecords(tables);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Block);
        try
        {
            int kept = 0;
            bool first = true, more = true;
            for (long offset = 0; more;)
            {
                int read = reader.Read(offset, buffer.AsSpan(kept));
                more = read > 0;
                offset += read;
                Span<byte> bytes = buffer.AsSpan(0, kept + read);
                if (bytes[kept..].Contains((byte)0))
                    tables.Malformed += Replace(bytes[kept..], offset == reader.Length);
                for (int end = bytes[kept..].IndexOfAny((byte)'\n', (byte)'\r') is >= 0 and var at ? kept + at : -1;
                    end >= 0 || (!more && bytes.Length > 0);
                    end = bytes.IndexOfAny((byte)'\n', (byte)'\r'))
                {
                    Span<byte> record = end < 0 ? bytes : bytes[..end];
                    bytes = end < 0 ? default : bytes[(end + 1)..];
                    if (record.IsEmpty)
                        continue;
                    if (first)
                        Module(record, tables, reader);
                    first = false;
                    if (!records.Read(record))
                        return Finished(tables);
                }

                kept = bytes.Length;
                bytes.CopyTo(buffer);
                if (kept == buffer.Length)
                    buffer = Larger(buffer, reader, offset);
            }

            if (first)
                throw reader.Bad(0, "the first record", "is missing: the file is empty");
            return Finished(tables);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static SymbolTables Finished(SymbolTables tables)
    {
        tables.EndFunction();
        return tables;
    }

    private static void Module(ReadOnlySpan<byte> record, SymbolTables tables, CheckedReader reader)
    {
        var fields = new RecordFields(record);
        if (!fields.Next(out ReadOnlySpan<byte> kind) || !kind.SequenceEqual("MODULE"u8) || !fields.Next(out _)
            || !fields.Next(out ReadOnlySpan<byte> processor) || !fields.Next(out ReadOnlySpan<byte> id) || !fields.Rest(out ReadOnlySpan<byte> name))
            throw reader.Bad(0, "the first record", "is no MODULE record with system, processor, id and name");
        tables.Module = (tables.Texts.Add(id), tables.Texts.Add(name), tables.Texts.Add(processor));
    }

    // As in Breakpad: NULs at the end are nothing, others count as one fault and become something that can be seen.
    private static int Replace(Span<byte> bytes, bool isLast)
    {
        Span<byte> text = isLast ? bytes.TrimEnd((byte)0) : bytes;
        int found = text.Count((byte)0);
        text.Replace((byte)0, (byte)'_');
        bytes[text.Length..].Fill((byte)'\n');
        return found > 0 ? 1 : 0;
    }

    private static byte[] Larger(byte[] buffer, CheckedReader reader, long offset)
    {
        if (buffer.Length >= LongestRecord)
            throw reader.Bad(offset - buffer.Length, "a record", $"is longer than {LongestRecord} bytes");
        byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }
}
