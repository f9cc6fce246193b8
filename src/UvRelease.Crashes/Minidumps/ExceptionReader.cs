using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads why the process crashed (MINIDUMP_EXCEPTION_STREAM).</summary>
internal sealed class ExceptionReader(CheckedReader reader, ContextReader contexts)
{
    private const int MostParameters = 15;

    public MinidumpException? Read(CheckedReader? stream)
    {
        if (stream is null)
            return null;
        int count = (int)Math.Min(stream.U32(32, "the number of parameters"), MostParameters);
        ulong[] parameters = new ulong[count];
        for (int parameter = 0; parameter < count; parameter++)
            parameters[parameter] = MemoryReader.Address(stream, 40 + (parameter * 8), "a parameter");
        var context = new Place(stream.U32(164, "the place of registers"), stream.U32(160, "the size of registers"));
        reader.Part(context.Offset, context.Size, "the registers").Dispose();
        return new MinidumpException(
            stream.U32(0, "the thread"),
            stream.U32(8, "the code"),
            stream.U32(12, "the flags"),
            MemoryReader.Address(stream, 24, "the address"),
            parameters,
            context,
            contexts.Read(context));
    }
}
