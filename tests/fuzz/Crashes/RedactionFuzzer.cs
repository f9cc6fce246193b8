using System.Text;
using UvRelease.Crashes.Redaction;
using UvRelease.Releases;

namespace UvRelease.Fuzz.Crashes;

/// <summary>Damages minidumps: each is redacted, and then redacting it again changes nothing; or refused with a place and a sentence.</summary>
public static class RedactionFuzzer
{
    // What is allocated for a dump of 3 KB, and for each further byte: the dump itself is read beside it.
    private const int MemoryAtOnce = 512 * 1024;
    private const int MemoryOfByte = 200;

    /// <summary>Damages and redacts so many.</summary>
    public static FuzzResult Run(int seed, int count)
    {
        var dice = new Dice(seed);
        // Once for all: patterns of texts are built when the first text comes.
        _ = TextRedaction.Apply("1.2.3");
        for (int input = 1; input <= count; input++)
        {
            byte[] damaged = DumpDamage.Of(Make(dice).Write(), dice);
            if (Check(damaged) is { } failure)
                return new FuzzResult(input, $"{failure}\nseed {seed}, dump: {Convert.ToBase64String(damaged)}");
        }

        return new FuzzResult(count, null);
    }

    private static MadeDump Make(Dice dice)
    {
        (ushort processor, int context) = new[] { ((ushort)0, 716), ((ushort)9, 1232), ((ushort)12, 912), ((ushort)12, 796) }[dice.Next(4)];
        byte[] registers = new byte[context];
        // What the reader knows the processor by.
        (int at, uint flags) = processor == 9 ? (48, 0x10000fu) : (0, processor == 0 ? 0x1001fu : context == 912 ? 0x40000fu : 0x8000_000f);
        BitConverter.TryWriteBytes(registers.AsSpan(at), flags);
        (string, string)[] annotations = [("ver", "1.2.3"), ("note", "x")];
        return new MadeDump
        {
            Architecture = processor,
            Context = registers,
            Stack = [.. Enumerable.Range(0, dice.Next(0, 200)).Select(_ => (byte)dice.Next(256))],
            HasOwnStack = dice.Chance(70),
            HasLargeMemory = dice.Chance(30),
            Memory = dice.Chance(50) ? [(0x1000, new byte[dice.Next(1, 64)])] : [],
            Annotations = dice.Chance(50) ? annotations : [],
            ModuleAnnotations = dice.Chance(50) ? annotations : [],
            ThreadName = dice.Chance(50) ? "a thread" : null,
            Streams = dice.Chance(50) ? [(0x47670007, Encoding.ASCII.GetBytes("HOME=/home/jane\0")), (15, new byte[24]), (0x47670001, new byte[12])] : [],
        };
    }

    private static string? Check(byte[] dump)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            byte[] once = DumpRedaction.Redact(dump, "dump", RedactionRules.Standard).Bytes;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MemoryAtOnce + ((long)MemoryOfByte * dump.Length))
                return $"{allocated} bytes were allocated for {dump.Length}";
            if (once.Length != dump.Length)
                return "the copy has another length";
            return DumpRedaction.Redact(once, "dump", RedactionRules.Standard).Bytes.AsSpan().SequenceEqual(once) ? null : "redacting the copy changes it";
        }
        catch (ReleaseException e) when (e.Fault == Fault.Input && e.Message.Contains("at offset", StringComparison.Ordinal))
        {
            return null;
        }
        catch (Exception e)
        {
            return e.ToString();
        }
    }
}
