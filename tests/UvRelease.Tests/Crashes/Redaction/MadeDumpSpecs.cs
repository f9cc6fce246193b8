using System.Buffers.Binary;
using System.Text;
using UvRelease.Crashes.Redaction;
using UvRelease.Fuzz.Crashes;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Redaction;

/// <summary>What no real dump at hand has.</summary>
public sealed class MadeDumpSpecs
{
    private const ulong Stack = 0x7ffd_0000_1000, Module = 0x5555_0000_0000, Mark = 0x0defaced_0defaced;
    private const string Secret = "planted-secret!!";

    [Fact]
    public void A_word_stays_when_it_is_small_or_leads_to_a_module_or_a_stack()
    {
        ulong[] words = [4096, 4097, Module, Module + 0xfff, Module + 0x1000, Module - 1, Stack, Stack + 79, Stack + 80, ulong.MaxValue];
        Assert.Equal(
            [4096ul, Mark, Module, Module + 0xfff, Mark, Mark, Stack, Stack + 79, Mark, Mark],
            Words(Redact(new MadeDump { Stack = Bytes(words) }), Bytes(words).Length));
    }

    [Theory]
    [InlineData(0, 61), InlineData(3, 64), InlineData(1, 5), InlineData(7, 4), InlineData(5, 3), InlineData(0, 7)]
    public void What_is_no_whole_word_at_the_ends_is_defaced(int shift, int size)
    {
        byte[] stack = [.. Encoding.ASCII.GetBytes(Secret + Secret + Secret + Secret).Take(size)];
        byte[] copy = Redact(new MadeDump { StackAddress = Stack + (ulong)shift, Stack = stack });
        for (int length = 3; length <= size; length++)
        {
            Assert.Equal(0, PlantedDumps.Hits(copy, Encoding.ASCII.GetString(stack, 0, length)));
            Assert.Equal(0, PlantedDumps.Hits(copy, Encoding.ASCII.GetString(stack, size - length, length)));
        }
    }

    [Fact]
    public void A_stack_that_is_in_the_list_of_memory_alone_is_kept_by_the_rule()
    {
        foreach (bool large in (bool[])[true, false])
        {
            byte[] stack = [.. Bytes(Module + 5, 7), .. Encoding.ASCII.GetBytes(Secret)];
            var dump = new MadeDump { Stack = stack, HasOwnStack = false, HasLargeMemory = large, Memory = [(0x1000_0000, Encoding.Unicode.GetBytes(Secret))] };
            byte[] copy = Redact(dump);
            Assert.Equal(0, PlantedDumps.Hits(copy, Secret));
            Assert.Equal(1, copy.AsSpan().Count(Bytes(Module + 5, 7, Mark, Mark)));
        }
    }

    [Theory]
    [InlineData(0, 716, 0, 0x1001fu, 184), InlineData(9, 1232, 48, 0x10000fu, 248), InlineData(12, 912, 0, 0x40000fu, 264)]
    [InlineData(0x8003, 796, 0, 0x8000000fu, 264)]
    public void Registers_hold_no_secret_on_any_processor(int processor, int size, int flagsAt, uint flags, int instructionAt)
    {
        // Every place of the context at each shift: in vector registers a secret may begin anywhere.
        const string wide = "a-secret-of-24-characters";
        for (int shift = 0; shift < wide.Length; shift++)
        {
            byte[] context = [.. Enumerable.Range(0, size).Select(at => (byte)wide[(at + shift) % wide.Length])];
            BinaryPrimitives.WriteUInt32LittleEndian(context.AsSpan(flagsAt), flags);
            byte[] copy = Redact(new MadeDump { Architecture = (ushort)processor, Context = context, Stack = new byte[64], StackAddress = 0x2000_0000 });
            Assert.Equal(0, PlantedDumps.Hits(copy, wide));
            // The instruction pointer stays, and what follows it does not.
            Assert.Equal(1, copy.AsSpan().Count(context.AsSpan(instructionAt, processor == 0 ? 4 : 8)));
        }
    }

    [Fact]
    public void A_signed_pointer_of_arm64_stays_and_of_amd64_does_not()
    {
        byte[] stack = Bytes(0xab12_8000_0000_0000 | (Module + 8));
        Assert.Equal(stack, Bytes(Words(Redact(new MadeDump { Architecture = 12, Context = new byte[912], Stack = stack }), 8)));
        Assert.Equal([Mark], Words(Redact(new MadeDump { Stack = stack }), 8));
    }

    [Fact]
    public void Words_of_processors_with_32_bits_have_four_bytes()
    {
        byte[] stack = [.. BitConverter.GetBytes(0x4000_0010u), .. "secr"u8, .. BitConverter.GetBytes(4096u)];
        byte[] copy = Redact(new MadeDump
        {
            Architecture = 0,
            Context = new byte[716],
            StackAddress = 0x1000_0000,
            Stack = stack,
            Modules = [new(0x4000_0000, 0x100, @"C:\Users\jane\app.exe", [])],
        });
        Assert.Equal(1, copy.AsSpan().Count([.. BitConverter.GetBytes(0x4000_0010u), .. BitConverter.GetBytes(0x0defacedu), .. BitConverter.GetBytes(4096u)]));
    }

    [Theory]
    [InlineData(@"C:\Users\jane\App\demo.exe", "demo.exe"), InlineData("/home/jane/app/libdemo.so (deleted)", "libdemo.so (deleted)")]
    [InlineData("demo", "demo"), InlineData("/Users/jane/äpp/Démo", "Démo")]
    public void Of_a_module_and_its_debug_file_the_names_stay(string path, string name)
    {
        byte[] id = [.. Enumerable.Range(1, 20).Select(number => (byte)number)];
        byte[] record = [.. "RSDS"u8, .. id, .. Encoding.UTF8.GetBytes(path + "\0")];
        byte[] copy = Redact(new MadeDump { Modules = [new(Module, 0x1000, path, record)] });
        Assert.Equal(0, PlantedDumps.Hits(copy, "jane"));
        byte[] wide = Encoding.Unicode.GetBytes(name + "\0");
        Assert.Equal(1, copy.AsSpan().Count([.. BitConverter.GetBytes(wide.Length - 2), .. wide]));
        Assert.Equal(1, copy.AsSpan().Count([.. "RSDS"u8, .. id, .. Encoding.UTF8.GetBytes(name + "\0")]));
    }

    [Fact]
    public void Annotations_stay_when_their_name_is_allowed_and_their_value_is_harmless()
    {
        (string, string)[] annotations = [("ver", "1.2.3"), ("plat", "/home/jane/x"), ("note", Secret), ("prod", "Demo")];
        var dump = new MadeDump { Annotations = annotations, ModuleAnnotations = annotations };
        RedactedDump redacted = DumpRedaction.Redact(dump.Write(), "made.dmp", RedactionRules.Standard);
        foreach (string gone in (string[])["jane", "note", Secret, "client-id-secret", "plat"])
            Assert.Equal(0, PlantedDumps.Hits(redacted.Bytes, gone));
        foreach (string kept in (string[])["1.2.3", "ver", "Demo"])
            Assert.Equal(3, redacted.Bytes.AsSpan().Count(Encoding.UTF8.GetBytes(kept)));
        Assert.Equal((6, 7), (redacted.Proof.AnnotationsKept, redacted.Proof.AnnotationsDropped));
        Assert.Equal(redacted.Bytes, Redact(redacted.Bytes));
    }

    [Fact]
    public void Threads_keep_their_names_without_what_could_be_a_path()
    {
        byte[] copy = Redact(new MadeDump { ThreadName = @"pool/7 jane@example.org \x" });
        Assert.Equal(1, PlantedDumps.Hits(copy, @"pool_7 jane_example.org _x"));
    }

    [Theory]
    [InlineData(0x47670007), InlineData(0x47670006), InlineData(0x47670009), InlineData(0x4767000a), InlineData(0x47670002), InlineData(10), InlineData(16)]
    [InlineData(0x4b6b0002), InlineData(0xffff), InlineData(15)]
    public void Streams_that_are_text_or_unknown_are_cleared(uint type)
    {
        byte[] text = [.. new byte[24], .. Encoding.ASCII.GetBytes(Secret), .. Encoding.Unicode.GetBytes(Secret)];
        Assert.Equal(0, PlantedDumps.Hits(Redact(new MadeDump { Streams = [(type, text)] }), Secret));
    }

    [Fact]
    public void What_no_stream_explains_is_cleared()
    {
        byte[] dump = [.. new MadeDump().Write(), .. Encoding.ASCII.GetBytes(Secret)];
        Assert.Equal(0, PlantedDumps.Hits(Redact(dump), Secret));
    }

    [Fact]
    public void No_part_of_a_dump_is_taken_for_a_dump()
    {
        (string, string)[] annotations = [("ver", "1")];
        byte[] dump = new MadeDump { Annotations = annotations, ModuleAnnotations = annotations, ThreadName = "t", Memory = [(1 << 20, new byte[40])] }.Write();
        int needed = dump.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
        for (int length = 0; length < needed; length++)
        {
            ReleaseException error = Assert.Throws<ReleaseException>(() => Redact(dump[..length]));
            Assert.Equal(Fault.Input, error.Fault);
            Assert.Contains("at offset", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(8, uint.MaxValue, "the directory"), InlineData(0, 1, "the signature"), InlineData(12, uint.MaxValue, "the directory")]
    public void A_header_that_says_too_much_is_refused(int at, uint value, string field)
    {
        byte[] dump = new MadeDump().Write();
        BinaryPrimitives.WriteUInt32LittleEndian(dump.AsSpan(at), value);
        Assert.Contains(field, Assert.Throws<ReleaseException>(() => Redact(dump)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dump_of_an_unknown_processor_is_refused() => Assert.Contains("the processor is 0x1234",
        Assert.Throws<ReleaseException>(() => Redact(new MadeDump { Architecture = 0x1234 }.Write())).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(3), InlineData(4), InlineData(5), InlineData(6)]
    public void Streams_that_overlap_are_refused(uint type)
    {
        byte[] dump = new MadeDump().Write();
        (int entry, int other) = (Entry(dump, type), Entry(dump, 7));
        dump.AsSpan(entry + 8, 4).CopyTo(dump.AsSpan(other + 8));
        ReleaseException error = Assert.Throws<ReleaseException>(() => Redact(dump));
        Assert.Equal(Fault.Input, error.Fault);
    }

    [Theory]
    [InlineData(3, 0x8000_0000), InlineData(4, 0x8000_0000), InlineData(5, 2), InlineData(3, 0), InlineData(24, uint.MaxValue)]
    public void A_count_that_the_stream_has_no_room_for_is_refused(uint type, uint count)
    {
        byte[] dump = new MadeDump { ThreadName = "t" }.Write();
        int at = BinaryPrimitives.ReadInt32LittleEndian(dump.AsSpan(Entry(dump, type) + 8));
        BinaryPrimitives.WriteUInt32LittleEndian(dump.AsSpan(at), count);
        Assert.Contains("the number of", Assert.Throws<ReleaseException>(() => Redact(dump)).Message, StringComparison.Ordinal);
    }

    private static byte[] Redact(MadeDump dump) => Redact(dump.Write());

    private static byte[] Redact(byte[] dump)
    {
        byte[] once = DumpRedaction.Redact(dump, "made.dmp", RedactionRules.Standard).Bytes;
        Assert.Equal(once, DumpRedaction.Redact(once, "made.dmp", RedactionRules.Standard).Bytes);
        return once;
    }

    private static int Entry(byte[] dump, uint type)
    {
        int at = 32;
        while (BinaryPrimitives.ReadUInt32LittleEndian(dump.AsSpan(at)) != type)
            at += 12;
        return at;
    }

    // The thread's stack by the list of threads: its count, then the place in the file at 36.
    private static ulong[] Words(byte[] dump, int size)
    {
        int list = BinaryPrimitives.ReadInt32LittleEndian(dump.AsSpan(Entry(dump, 3) + 8));
        int at = BinaryPrimitives.ReadInt32LittleEndian(dump.AsSpan(list + 4 + 36));
        return [.. Enumerable.Range(0, size / 8).Select(word => BinaryPrimitives.ReadUInt64LittleEndian(dump.AsSpan(at + (word * 8))))];
    }

    private static byte[] Bytes(params ulong[] words) => [.. words.SelectMany(BitConverter.GetBytes)];
}
