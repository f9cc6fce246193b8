using System.Buffers.Binary;

namespace UvRelease.Crashes.Redaction;

/// <summary>
/// MINIDUMP_EXCEPTION_STREAM: its code and address stay, its parameters are judged as registers are. Of Windows' access violations the address that was
/// touched is a parameter, and stays.
/// </summary>
/// <param name="Rule">What may stay of a parameter.</param>
internal sealed record ExceptionRecord(WordRule Rule) : Rewriting
{
    private const int CodeAt = 8, CountAt = 32, FirstAt = 40, ContextAt = 160, Most = 15;
    private const uint AccessViolation = 0xc0000005, InPageError = 0xc0000006;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> from, Span<byte> to, RedactionCounts counts)
    {
        from[..FirstAt].CopyTo(to);
        from[ContextAt..].CopyTo(to[ContextAt..]);
        uint code = BinaryPrimitives.ReadUInt32LittleEndian(from[CodeAt..]);
        int count = (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(from[CountAt..]), Most);
        for (int parameter = 0; parameter < count; parameter++)
        {
            int at = FirstAt + (parameter * 8);
            if (parameter == 1 && code is AccessViolation or InPageError)
                from.Slice(at, 8).CopyTo(to[at..]);
            else
                counts.RegistersDefaced += Rule.Write(from.Slice(at, 8), to.Slice(at, 8)) ? 0 : 1;
        }
    }
}
