using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using UvRelease.Crashes.Minidumps;
using UvRelease.Crashes.Symbols.Breakpad;
using UvRelease.Crashes.Walking;
using UvRelease.Fuzz;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Crashes.Walking;

/// <summary>Stacks, registers and symbols that nobody would write: what Breakpad makes of them is made of them here.</summary>
public sealed class MutationSpecs : IDisposable
{
    private const int Rounds = 15;

    private readonly TemporaryFolder folder = new();

    public static TheoryData<string> Dumps =>
    [
        "crashpad-render", "crashpad-recursion", "fp-render", "scan-thread", "breakpad-thread", "chromium-renderer", "arm64-render", "arm64-fp-render",
        "arm64-signed-thread", "windows-render",
    ];

    [Theory]
    [MemberData(nameof(Dumps))]
    public void A_damaged_stack_gives_the_frames_of_Breakpad(string dump)
    {
        byte[] whole = File.ReadAllBytes(CrashCorpus.Dump(dump));
        var dice = new Dice(dump.Length);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = [.. whole];
            using (var read = Minidump.Read(whole, dump))
                Damage(bytes, read, dice);
            string path = folder.At("damaged.dmp");
            File.WriteAllBytes(path, bytes);
            Compare(path, CrashCorpus.Symbols, $"{dump}, round {round}");
        }
    }

    [Theory]
    [InlineData("crashpad-render", "crasher")]
    [InlineData("breakpad-render", "crasher-breakpad")]
    [InlineData("scan-render", "crasher-scan")]
    [InlineData("crashpad-callback", "libc.so.6")]
    [InlineData("arm64-render", "crasher-arm64")]
    public void Damaged_symbols_give_the_frames_of_Breakpad(string dump, string module)
    {
        string path = CrashCorpus.Dump(dump);
        ulong[] addresses = Frames(path, module);
        string[] symbolFiles = Directory.GetFiles(Path.Combine(CrashCorpus.Symbols, module), "*.sym", SearchOption.AllDirectories);
        string original = Assert.Single(symbolFiles, file => Fits(path, file));
        string[] lines = File.ReadAllLines(original, Encoding.Latin1);
        var dice = new Dice(module.Length);
        for (int round = 0; round < Rounds; round++)
        {
            string symbols = folder.At($"symbols{round}"), file = Path.Combine(symbols, Path.GetRelativePath(CrashCorpus.Symbols, original));
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, Damaged(lines, addresses, dice), Encoding.Latin1);
            Compare(path, symbols, $"{dump}, round {round}");
        }
    }

    public void Dispose() => folder.Dispose();

    private static bool Fits(string dump, string symbols)
    {
        using Minidump read = Minidump.Open(dump, dump);
        return read.Modules.Any(module => module.DebugIdText == Path.GetFileName(Path.GetDirectoryName(symbols)));
    }

    private ulong[] Frames(string path, string module)
    {
        using Minidump read = Minidump.Open(path, path);
        using var symbols = new SymbolCache([CrashCorpus.Symbols], folder.At("cache"));
        return [.. WalkedReport.Of(StackWalker.Walk(read, one => symbols.Find(one.Id))).Threads.SelectMany(thread => thread.Frames)
            .Where(frame => frame.Module == module).Select(frame => frame.ModuleOffset).Distinct()];
    }

    private static void Damage(byte[] bytes, Minidump dump, Dice dice)
    {
        for (int damage = dice.Next(1, 6); damage > 0; damage--)
        {
            MinidumpThread thread = dump.Threads[dice.Next(dump.Threads.Count)];
            if (dice.Chance(20))
            {
                // A register: frame pointer, stack pointer and instruction pointer are among them.
                Place context = thread.Id == dump.RequestingThread && dump.Exception is { } exception ? exception.ContextPlace : thread.ContextPlace;
                int first = dump.System.Processor == Processor.Arm64 ? 8 : 120, count = dump.System.Processor == Processor.Arm64 ? 33 : 17;
                Word(bytes, (int)context.Offset + first + (dice.Next(count) * 8), dump, thread, dice);
            }
            else if (thread.Stack.Place.Size > 64)
            {
                // Near the stack pointer, where the frames are.
                int reach = (int)Math.Min(thread.Stack.Place.Size / 8, 60);
                Word(bytes, (int)thread.Stack.Place.Offset + (dice.Next(reach) * 8), dump, thread, dice);
            }
        }
    }

    private static void Word(byte[] bytes, int at, Minidump dump, MinidumpThread thread, Dice dice)
    {
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
        MinidumpModule module = dump.Modules[dice.Next(dump.Modules.Count)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(at), dice.Next(7) switch
        {
            0 => 0,
            1 => word + (ulong)dice.Next(1, 64),
            2 => word - (ulong)dice.Next(1, 64),
            3 => thread.Stack.Address + ((ulong)dice.Next((int)thread.Stack.Place.Size + 1) & ~7UL),
            4 => module.Base + (ulong)dice.Next((int)Math.Min(module.Size, int.MaxValue)),
            5 => word | 0x00AB_0000_0000_0000,
            _ => 0x4141414141414141,
        });
    }

    // Records near the frames, so that the damage is seen.
    private static string Damaged(string[] lines, ulong[] addresses, Dice dice)
    {
        var damaged = lines.ToList();
        for (int damage = dice.Next(2, 30); damage > 0; damage--)
        {
            int at = Near(damaged, addresses, dice);
            switch (dice.Next(8))
            {
                case 0:
                    damaged.RemoveAt(at);
                    break;
                case 1:
                    damaged.Insert(dice.Next(Math.Max(1, at - 20), Math.Min(damaged.Count, at + 20)), damaged[at]);
                    break;
                case 2:
                    (damaged[at], damaged[Math.Max(1, at - 3)]) = (damaged[Math.Max(1, at - 3)], damaged[at]);
                    break;
                case 3:
                    damaged[at] = Digit(damaged[at], dice);
                    break;
                case 4:
                    damaged[at] = damaged[at].Replace(" ", "  ", StringComparison.Ordinal);
                    break;
                case 5:
                    damaged.Insert(at, dice.Chance(50) ? "NONSENSE of a record" : "");
                    break;
                // Of a STACK record without fields Breakpad reads on into the next line.
                case 6 when !damaged[at].StartsWith("STACK", StringComparison.Ordinal):
                    damaged[at] = damaged[at][..dice.Next(damaged[at].Length + 1)];
                    break;
                default:
                    damaged[at] += dice.Chance(50) ? " more" : "\r";
                    break;
            }
        }

        return string.Join('\n', damaged) + "\n";
    }

    private static int Near(List<string> lines, ulong[] addresses, Dice dice)
    {
        ulong address = addresses[dice.Next(addresses.Length)];
        string wanted = $"{address >> 8:x}";
        int[] found = [.. Enumerable.Range(1, lines.Count - 1).Where(line => !lines[line].StartsWith("FILE ", StringComparison.Ordinal)
            && lines[line].Split(' ', 5).Any(field => field.Length == wanted.Length + 2 && field.StartsWith(wanted, StringComparison.Ordinal)))];
        return found.Length > 0 ? found[dice.Next(found.Length)] : dice.Next(1, lines.Count);
    }

    private static string Digit(string line, Dice dice)
    {
        int at = dice.Next(Math.Max(1, line.Length));
        return line.Length == 0 || !char.IsAsciiHexDigit(line[at]) ? line : line[..at] + "0123456789abcdef"[dice.Next(16)] + line[(at + 1)..];
    }

    private void Compare(string dump, string symbolFolder, string what)
    {
        var command = new ChildCommand(CrashCorpus.At("bin", "minidump_stackwalk"), ["-m", dump, symbolFolder])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal),
            WorkingDirectory = folder.Path,
        };
        ChildResult judged = ChildProcess.Run(command, TestContext.Current.CancellationToken);
        // Some records end Breakpad: an INLINE record before any function.
        if (judged.ExitCode != 0)
            return;
        using Minidump read = Minidump.Open(dump, what);
        using var symbols = new SymbolCache([symbolFolder], folder.At("cache"));
        var output = new ArrayBufferWriter<byte>();
        StackwalkText.Write(StackWalker.Walk(read, module => symbols.Find(module.Id)), output);
        Assert.Equal((what, judged.Output), (what, Encoding.UTF8.GetString(output.WrittenSpan)));
    }
}
