using System.Buffers;
using System.Diagnostics;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Crashes.Walking;
using UvRelease.Releases;

namespace UvRelease.Fuzz.Crashes;

/// <summary>
/// Damages minidumps: each is read, walked and reported, or refused with a place and a sentence, in time and memory in proportion to its bytes.
/// </summary>
public static class MinidumpFuzzer
{
    private const int MemoryAtOnce = 4 * 1024 * 1024;
    private const int MemoryOfByte = 400; // all that is ever allocated; what lives at one time is far less
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Damages and reads so many of the dumps of a folder.</summary>
    public static FuzzResult Run(string folder, int seed, int count)
    {
        byte[][] dumps = [.. Directory.GetFiles(Path.Combine(folder, "dumps"), "*.dmp").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        string cache = Directory.CreateTempSubdirectory("uv-fuzz-").FullName;
        try
        {
            using var symbols = new SymbolCache([Path.Combine(folder, "symbols")], cache);
            // So that the first ones don't pay for what is made once.
            foreach (byte[] dump in dumps)
                Read(dump, symbols);
            var dice = new Dice(seed);
            for (int input = 1; input <= count; input++)
            {
                byte[] bytes = Damages.Of(dumps[dice.Next(dumps.Length)], dice);
                if (Check(bytes, symbols) is { } failure)
                    return new FuzzResult(input, $"{failure}\nseed {seed}, file: {Convert.ToBase64String(bytes)}");
            }

            return new FuzzResult(count, null);
        }
        finally
        {
            Directory.Delete(cache, recursive: true);
        }
    }

    private static string? Check(byte[] bytes, SymbolCache symbols)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            Read(bytes, symbols);
        }
        catch (ReleaseException e) when (e.Fault == Fault.Input && e.Message.Contains("at offset ", StringComparison.Ordinal))
        {
            // Refused, with a place.
        }
        catch (Exception e)
        {
            return e.ToString();
        }

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        long allowed = MemoryAtOnce + ((long)bytes.Length * MemoryOfByte);
        return watch.Elapsed > Longest ? $"It took {watch.Elapsed}."
            : taken > allowed ? $"{bytes.Length} bytes took {taken} bytes of memory, and {allowed} are allowed."
            : null;
    }

    private static void Read(byte[] bytes, SymbolCache symbols)
    {
        using var dump = Minidump.Read(bytes, "a.dmp");
        WalkedDump walked = StackWalker.Walk(dump, module => symbols.Find(module.Id));
        StackwalkText.Write(walked, new ArrayBufferWriter<byte>());
        CrashReport report = WalkedReport.Of(walked);
        CrashReportJson.Write(report);
        CrashReportMarkdown.Write("a.dmp", report);
    }
}
