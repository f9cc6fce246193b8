namespace UvRelease.Crashes.Symbols.Breakpad;

/// <summary>
/// Reads records into tables: https://chromium.googlesource.com/breakpad/breakpad/+/HEAD/docs/symbol_files.md. What can't be read is counted and left out;
/// after a hundred of them Breakpad reads no more, and so does this.
/// </summary>
internal sealed class SymbolRecords(SymbolTables tables)
{
    private const int MostMalformed = 100;
    private const int MostInlineFields = 512;

    /// <summary>Reads one; false where no more are to be read.</summary>
    public bool Read(ReadOnlySpan<byte> record)
    {
        if (!Known(record))
            tables.Malformed++;
        return tables.Malformed <= MostMalformed;
    }

    private bool Known(ReadOnlySpan<byte> record)
    {
        switch (record[0])
        {
            case (byte)'F' when record.StartsWith("FILE "u8):
                return File(new RecordFields(record[5..]));
            case (byte)'F' when record.StartsWith("FUNC "u8):
                return Function(new RecordFields(Unmarked(record[5..])));
            case (byte)'S' when record.StartsWith("STACK "u8):
                return Stack(new RecordFields(record[6..]));
            case (byte)'P' when record.StartsWith("PUBLIC "u8):
                tables.EndFunction();
                return Public(new RecordFields(Unmarked(record[7..])));
            case (byte)'I' when record.StartsWith("INLINE "u8):
                Inline(record[7..]);
                return true;
            case (byte)'I' when record.StartsWith("INLINE_ORIGIN "u8):
                Origin(new RecordFields(record[14..]));
                return true;
            case (byte)'I' when record.StartsWith("INFO "u8):
            case (byte)'M' when record.StartsWith("MODULE "u8):
                return true;
            default:
                return Line(new RecordFields(record));
        }
    }

    // "m" says that several symbols have the address.
    private static ReadOnlySpan<byte> Unmarked(ReadOnlySpan<byte> fields)
    {
        ReadOnlySpan<byte> trimmed = fields.TrimStart((byte)' ');
        return trimmed.StartsWith("m "u8) ? trimmed[2..] : fields;
    }

    private bool File(RecordFields fields)
    {
        if (!fields.Decimal(out int number) || number < 0 || !fields.Rest(out ReadOnlySpan<byte> name))
            return false;
        tables.Files.Give(number, tables.Texts.Add(name));
        return true;
    }

    private bool Function(RecordFields fields)
    {
        bool known = fields.Hexadecimal(out ulong address) & fields.Hexadecimal(out ulong size) & fields.Hexadecimal(out _);
        if (!known || !fields.Rest(out ReadOnlySpan<byte> name))
        {
            tables.EndFunction();
            return false;
        }

        tables.Function(address, size, name);
        return true;
    }

    private bool Line(RecordFields fields) =>
        fields.Hexadecimal(out ulong address) && fields.Hexadecimal(out ulong size) && fields.Decimal(out int line) && line >= 0
        && fields.Decimal(out int file) && file >= 0 && tables.Line(address, size, line, file);

    private bool Public(RecordFields fields) =>
        fields.Hexadecimal(out ulong address) && fields.Hexadecimal(out _) && fields.Rest(out ReadOnlySpan<byte> name) && tables.Public(address, name);

    private bool Stack(RecordFields fields)
    {
        if (!fields.Next(out ReadOnlySpan<byte> kind))
            return false;
        // The rules of 32-bit Windows: its stacks are not walked.
        if (kind.SequenceEqual("WIN"u8))
            return true;
        if (!kind.SequenceEqual("CFI"u8))
            return false;
        RecordFields start = fields;
        if (!start.Next(out ReadOnlySpan<byte> first))
            return false;
        if (!first.SequenceEqual("INIT"u8))
        {
            if (!fields.Hexadecimal(out ulong changed) || !fields.Rest(out ReadOnlySpan<byte> changes))
                return false;
            tables.Rules(changed, changes);
            return true;
        }

        if (!start.Hexadecimal(out ulong address) || !start.Hexadecimal(out ulong size) || !start.Rest(out ReadOnlySpan<byte> rules))
            return false;
        tables.Rules(address, size, rules);
        return true;
    }

    // Old files have the number of a file before the name.
    private void Origin(RecordFields fields)
    {
        if (!fields.Decimal(out int number) || number < 0)
            return;
        RecordFields old = fields;
        if (!old.Decimal(out _))
            old = fields;
        if (old.Rest(out ReadOnlySpan<byte> name))
            tables.Origins.Give(number, tables.Texts.Add(name));
    }

    // Old files don't have the file of the call; the number of fields tells the two apart.
    private void Inline(ReadOnlySpan<byte> record)
    {
        int count = 0;
        for (var counted = new RecordFields(record); count < MostInlineFields && counted.Next(out _); count++)
        {
        }

        var fields = new RecordFields(record);
        int callFile = -1;
        if (count < 5 || !fields.Decimal(out int level) || level < 0 || !fields.Decimal(out int callLine) || callLine < 0
            || (count % 2 == 0 && !fields.Decimal(out callFile)) || !fields.Decimal(out int origin) || origin < 0)
            return;
        int ranges = (count - (count % 2 == 0 ? 4 : 3)) / 2;
        RecordFields first = fields;
        for (int range = 0; range < ranges; range++)
        {
            if (!fields.Hexadecimal(out _) || !fields.Hexadecimal(out _))
                return;
        }

        if (!tables.Inline(level))
            return;
        for (int range = 0; range < ranges && first.Hexadecimal(out ulong address) && first.Hexadecimal(out ulong size); range++)
            tables.Inline(address, size, origin, callLine, callFile);
    }
}
