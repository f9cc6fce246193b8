using System.Buffers.Binary;
using UvRelease.Crashes.Minidumps;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Minidumps;

/// <summary>Files that are no minidumps, or damaged ones: a sentence with offset and field.</summary>
public class MinidumpRefusalSpecs
{
    private static readonly byte[] Whole = Small();

    [Fact]
    public void A_small_dump_is_read()
    {
        using var dump = Minidump.Read(Whole, "a.dmp");
        Assert.Equal([7u], dump.Threads.Select(thread => thread.Id));
    }

    [Fact]
    public void A_dump_that_is_cut_anywhere_is_refused()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            ReleaseException error = Assert.Throws<ReleaseException>(() => Minidump.Read(Whole.AsMemory(0, length), "a.dmp"));
            Assert.Equal(Fault.Input, error.Fault);
            Assert.Matches("^a.dmp is no minidump to be trusted: at offset [0-9]+, .+ needs [0-9]+ bytes, and [0-9]+ are there\\. ", error.Message);
        }
    }

    [Fact]
    public void A_real_dump_that_is_cut_is_read_without_what_is_gone_or_refused()
    {
        byte[] real = File.ReadAllBytes(CrashCorpus.Dump("crashpad-render"));
        for (int length = 0; length < real.Length; length += 97)
            Assert.Throws<ReleaseException>(() => Minidump.Read(real.AsMemory(0, length), "a.dmp"));
    }

    [Theory]
    [InlineData(0, 0x504d4400u, "at offset 0, the signature is 0x504d4400, not 0x504d444d (MDMP)")]
    [InlineData(0, 0x4d444d50u, "at offset 0, the signature is of a processor that writes the highest byte first")]
    [InlineData(4, 0x0000a794u, "at offset 4, the version is 0xa794, not 0xa793")]
    [InlineData(8, 0x80000000u, "at offset 32, the directory of 2147483648 streams needs 25769803776 bytes")]
    [InlineData(12, 0xfffffff0u, "at offset 4294967280, the directory of 2 streams needs 24 bytes")]
    [InlineData(44, 7u, "the stream SystemInfo is there a second time")]
    [InlineData(40, 60u, "the stream SystemInfo needs 4096 bytes", 36, 4096u)]
    [InlineData(52, 60u, "at offset 60, the stream ThreadList begins within the stream SystemInfo")]
    [InlineData(56, 77u, "at offset 56, the processor is 0x004d; dumps of x86 (0), amd64 (9) and arm64 (12) are read")]
    [InlineData(112, 0x80000000u, "at offset 112, the number of threads is 2147483648, of 48 bytes each, and the stream has 52 bytes")]
    [InlineData(112, 2u, "at offset 112, the number of threads is 2, of 48 bytes each, and the stream has 52 bytes")]
    [InlineData(152, 164u, "a stack needs 4294967295 bytes", 148, 0xffffffffu)]
    [InlineData(160, 0xffffff00u, "the registers needs 1232 bytes", 156, 1232u)]
    public void What_is_wrong_is_named_with_its_place(int at, uint value, string problem, int alsoAt = -1, uint also = 0)
    {
        byte[] bytes = [.. Whole];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
        if (alsoAt >= 0)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(alsoAt), also);
        ReleaseException error = Assert.Throws<ReleaseException>(() => Minidump.Read(bytes, "a.dmp"));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_names_of_one_text_need_no_more_memory_than_the_file_has_bytes()
    {
        // 2,000 modules that all have the one longest name.
        byte[] name = new byte[4 + 2048];
        BinaryPrimitives.WriteUInt32LittleEndian(name, 2048);
        name.AsSpan(4).Fill((byte)'a');
        const int Modules = 2000;
        byte[] list = new byte[4 + (Modules * 108)];
        BinaryPrimitives.WriteUInt32LittleEndian(list, Modules);
        byte[] bytes = Dump((7, System()), (3, Threads()), (4, list), (0x1234, name));
        int at = bytes.AsSpan().IndexOf(name), modules = bytes.AsSpan().IndexOf(list);
        for (int module = 0; module < Modules; module++)
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(modules + 4 + (module * 108) + 20), at);
        ReleaseException error = Assert.Throws<ReleaseException>(() => Minidump.Read(bytes, "a.dmp"));
        Assert.Contains("is one of more texts than the file has bytes", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Small() => Dump((7, System()), (3, Threads()));

    private static byte[] System()
    {
        byte[] system = new byte[56];
        BinaryPrimitives.WriteUInt16LittleEndian(system, 9);
        BinaryPrimitives.WriteUInt32LittleEndian(system.AsSpan(20), 0x8201);
        return system;
    }

    private static byte[] Threads()
    {
        byte[] threads = new byte[52];
        BinaryPrimitives.WriteUInt32LittleEndian(threads, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(threads.AsSpan(4), 7);
        return threads;
    }

    private static byte[] Dump(params (uint Type, byte[] Bytes)[] streams)
    {
        int end = 32 + (streams.Length * 12);
        byte[] dump = new byte[end + streams.Sum(stream => stream.Bytes.Length)];
        uint[] header = [0x504d444d, 0xa793, (uint)streams.Length, 32];
        for (int field = 0; field < header.Length; field++)
            BinaryPrimitives.WriteUInt32LittleEndian(dump.AsSpan(field * 4), header[field]);
        for (int stream = 0; stream < streams.Length; stream++)
        {
            Span<byte> entry = dump.AsSpan(32 + (stream * 12));
            BinaryPrimitives.WriteUInt32LittleEndian(entry, streams[stream].Type);
            BinaryPrimitives.WriteInt32LittleEndian(entry[4..], streams[stream].Bytes.Length);
            BinaryPrimitives.WriteInt32LittleEndian(entry[8..], end);
            streams[stream].Bytes.CopyTo(dump, end);
            end += streams[stream].Bytes.Length;
        }

        return dump;
    }
}
