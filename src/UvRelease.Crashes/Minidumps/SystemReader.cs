using System.Globalization;
using System.Text;
using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads processor and operating system (MINIDUMP_SYSTEM_INFO).</summary>
internal sealed class SystemReader(CheckedReader reader, StreamFields fields)
{
    public MinidumpSystem Read(CheckedReader? stream)
    {
        if (stream is null)
            throw reader.Bad(12, "the directory", "names no stream SystemInfo, so that nothing says what processor the registers are of");
        ushort architecture = stream.U16(0, "the processor");
        Processor processor = architecture switch
        {
            0 or 10 => Processor.X86,
            9 => Processor.Amd64,
            12 or 0x8003 => Processor.Arm64,
            _ => throw stream.Bad(0, "the processor", $"is 0x{architecture:x4}; dumps of x86 (0), amd64 (9) and arm64 (12) are read"),
        };
        uint level = stream.U16(2, "the processor's level");
        uint revision = stream.U16(4, "the processor's revision");
        string processorText = processor == Processor.Arm64 ? "" : string.Create(
            CultureInfo.InvariantCulture, $"{Vendor(stream, processor)}family {level} model {revision >> 8} stepping {revision & 0xff}");
        uint major = stream.U32(8, "the version"), minor = stream.U32(12, "the version"), build = stream.U32(16, "the version");
        long more = stream.U32(24, "the place of the version's text");
        string version = string.Create(CultureInfo.InvariantCulture, $"{major}.{minor}.{build}");
        if (more != 0)
            version += " " + fields.Name(more, "the version's text").Value;
        return new MinidumpSystem(processor, processorText, stream.At(6, 1, "the number of processors")[0], stream.U32(20, "the operating system"), version);
    }

    private static string Vendor(CheckedReader stream, Processor processor) =>
        processor == Processor.X86 ? Encoding.Latin1.GetString(stream.At(32, 12, "the processor's maker")).TrimEnd('\0') + " " : "";
}
