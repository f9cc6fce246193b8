using System.Buffers.Binary;
using UvRelease.Crashes.Minidumps;
using Xunit;

namespace UvRelease.Tests.Crashes.Minidumps;

/// <summary>Why a process crashed, in the words of minidump_stackwalk: a real dump is told to be of other systems and reasons.</summary>
public sealed class CrashReasonSpecs : IDisposable
{
    private static readonly uint[] WindowsCodes =
    [
        0x40010005, 0x80000001, 0x80000002, 0x80000003, 0x80000004, 0xc0000005, 0xc0000006, 0xc0000008, 0xc000001d, 0xc0000025, 0xc0000026, 0xc000008c,
        0xc000008d, 0xc000008e, 0xc000008f, 0xc0000090, 0xc0000091, 0xc0000092, 0xc0000093, 0xc0000094, 0xc0000095, 0xc0000096, 0xc00000fd, 0xc00000ff,
        0xc0000194, 0xc0000374,
        0xc0000409, 0xe0000008, 0xe06d7363, 0x0517a7ed, 0xc0001234,
    ];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public void Signals_of_Linux_and_their_codes()
    {
        uint[] signals = [.. Enumerable.Range(0, 34).Select(code => (uint)code), uint.MaxValue];
        Compare(0x8201, signals, [0, 1, 2, 3, 4, 10, 0x80], [0]);
        // Of SIGSEGV a newer Breakpad than this judge knows more.
        Compare(0x8201, signals.Where(signal => signal != 11), [5, 6, 7, 8, 9], [0]);
    }

    [Fact]
    public void Exceptions_of_Windows() => Compare(2, WindowsCodes.Where(code => code != 0xc0000006), [0, 1], [0]);

    [Fact]
    public void Accesses_of_Windows_have_their_kind_and_address() => Compare(2, [0xc0000005], [0], [0, 1, 8, 9]);

    [Fact]
    public void Fast_failures_of_Windows_have_their_names() => Compare(2, [0xc0000409], [0], [.. Enumerable.Range(0, 73).Select(number => (ulong)number)]);

    [Fact]
    public void Exceptions_of_Mac() => Compare(
        0x8101,
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0x43507378, 0x43506E78],
        [0, 1, 2, 3, 5, 8, 9, 10, 11, 12, 13, 17, 50, 0x101, 0x10002, 0x10100, 0xDEADC0DE],
        [0]);

    [Fact]
    public void Another_system_has_numbers() => Compare(0x7777, [11], [1], [0]);

    public void Dispose() => folder.Dispose();

    private void Compare(uint platform, IEnumerable<uint> codes, uint[] flags, ulong[] parameters)
    {
        byte[] bytes = File.ReadAllBytes(CrashCorpus.Dump("crashpad-render"));
        using var real = Minidump.Read(bytes, "real");
        long system = real.Streams.Single(stream => stream.Type == StreamType.SystemInfo).Place.Offset;
        long exception = real.Streams.Single(stream => stream.Type == StreamType.Exception).Place.Offset;
        string path = folder.At("patched.dmp");
        foreach ((uint code, uint flag, ulong parameter) in from code in codes from flag in flags from parameter in parameters select (code, flag, parameter))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)system + 20), platform);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)exception + 8), code);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)exception + 12), flag);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan((int)exception + 32), 2);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)exception + 40), parameter);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((int)exception + 48), 0xABCDEF0012);
            File.WriteAllBytes(path, bytes);
            string judged = CrashCorpus.Judge("minidump_stackwalk", "-m", path).Split('\n').Single(line => line.StartsWith("Crash|", StringComparison.Ordinal));
            using var patched = Minidump.Read(bytes, "patched");
            CrashReason reason = CrashReason.Of(patched.Exception!, patched.System);
            Assert.Equal(judged, $"Crash|{reason.Text}|0x{reason.Address:x}|0");
        }
    }
}
