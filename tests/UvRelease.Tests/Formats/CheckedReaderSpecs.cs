using System.Buffers.Binary;
using FsCheck.Fluent;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Fuzz;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Formats;

public sealed class CheckedReaderSpecs : IDisposable
{
    private static readonly FileKind Kind = new("thing", "Make it anew.");
    private readonly TemporaryFolder folder = new();

    /// <summary>The ways to open a file.</summary>
    public static TheoryData<string> Ways => ["streamed", "mapped", "handle", "memory"];

    [Fact]
    public void Every_way_and_every_window_reads_the_same()
    {
        byte[] bytes = Bytes(20_000);
        string path = Write(bytes);
        using SafeFileHandle handle = File.OpenHandle(path);
        using CheckedReader mapped = CheckedReader.Map(path, "x", Kind), ofHandle = CheckedReader.Of(handle, "x", Kind),
            memory = CheckedReader.Of(bytes, "x", Kind);
        Prop.ForAll(Arb.From(Gen.Choose(1, 30_000)), Arb.From(Gen.Choose(0, int.MaxValue)), (window, seed) =>
        {
            using var streamed = CheckedReader.Open(path, "x", Kind, window);
            var dice = new Dice(seed);
            long partStart = dice.Next(bytes.Length), partLength = dice.Next(bytes.Length - (int)partStart + 1);
            CheckedReader part = streamed.Part(partStart, partLength, "a part");
            long at = 0;
            for (int i = 0; i < 60; i++)
            {
                int length = dice.Next(dice.Chance(10) ? 9000 : 30);
                // Far away, a little on, a little back.
                at = Math.Clamp(dice.Chance(30) ? dice.Next(bytes.Length) : at + dice.Next(-40, 40), 0, bytes.Length - length);
                byte[] right = bytes[(int)at..(int)(at + length)];
                foreach (CheckedReader reader in (CheckedReader[])[streamed, mapped, ofHandle, memory])
                {
                    byte[] some = new byte[length];
                    bool same = reader.At(at, length, "x").SequenceEqual(right) && reader.Bytes(at, length, "x").SequenceEqual(right)
                        && reader.Read(at, some) == length && some.SequenceEqual(right);
                    if (!same)
                        return false;
                }

                int inside = (int)Math.Min(length, partLength);
                long place = dice.Next((int)partLength - inside + 1);
                if (!part.At(place, inside, "x").SequenceEqual(bytes.AsSpan((int)(partStart + place), inside)))
                    return false;
            }

            return true;
        }).Check(150);
    }

    [Fact]
    public void Numbers_are_read_in_the_order_of_their_bytes()
    {
        byte[] bytes = Bytes(100);
        var reader = CheckedReader.Of(bytes, "x", Kind);
        bytes[17] &= 0x7f;
        bytes[10] &= 0x7f;
        Assert.Equal(BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(3)), reader.U16(3, "x"));
        Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(5)), reader.U32(5, "x"));
        Assert.Equal(BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(5)), reader.U32BigEndian(5, "x"));
        Assert.Equal(BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(10)), reader.U63(10, "x"));
        Assert.Equal(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(10)), reader.U63BigEndian(10, 8, "x"));
        Assert.Equal((bytes[20] << 16) | (bytes[21] << 8) | bytes[22], reader.U63BigEndian(20, 3, "x"));
        bytes[17] |= 0x80;
        bytes[10] |= 0x80;
        Assert.Equal("x is no thing: at offset 10, the count is larger than any file can be. Make it anew.",
            Refused(() => reader.U63(10, "the count")).Message);
        Assert.Equal("x is no thing: at offset 10, the count is larger than any file can be. Make it anew.",
            Refused(() => reader.U63BigEndian(10, 8, "the count")).Message);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void What_is_not_there_is_an_error_with_offset_and_field(string way)
    {
        using CheckedReader whole = Open(way, Bytes(100));
        CheckedReader part = whole.Part(10, 50, "part", new FileKind("part of it", "Mend it."), "a part");
        Assert.Equal("x is no thing: at offset 97, the field needs 4 bytes, and 100 are there. Make it anew.",
            Refused(() => whole.U32(97, "the field")).Message);
        Assert.Equal("part is no part of it: at offset 47, the field needs 4 bytes, and 50 are there. Mend it.",
            Refused(() => part.U32(47, "the field")).Message);
        // Read as the same, it has the whole's name: so offsets are the whole's too, however deep the part.
        CheckedReader same = whole.Part(5, 70, "a part").Part(5, 50, "its part");
        Assert.Equal("x is no thing: at offset 57, the field needs 4 bytes, and 60 are there. Make it anew.",
            Refused(() => same.U32(47, "the field")).Message);
        Assert.Equal("x is no thing: at offset 10, the field is wrong. Make it anew.", same.Bad(0, "the field", "is wrong").Message);
        foreach ((CheckedReader reader, long length) in ((CheckedReader, long)[])[(whole, 100), (part, 50)])
        {
            foreach (long offset in (long[])[length - 1, length, length + 1, -1, -2, int.MaxValue,
                uint.MaxValue, long.MaxValue, long.MaxValue - 1, long.MinValue])
            {
                foreach (Action read in (Action[])
                [
                    () => reader.At(offset, 2, "the field"), () => reader.Bytes(offset, 2, "the field"), () =>
                        reader.U16(offset, "the field"), () => reader.U32(offset, "the field"),
                    () => reader.U63(offset, "the field"), () => reader.U32BigEndian(offset, "the field"), () => reader.U63BigEndian(offset, 5, "the field"),
                    () => reader.At(offset, int.MaxValue, "the field"), () => reader.Part(offset, 2, "the field"), () =>
                        reader.Part(offset, long.MaxValue, "the field"),
                ])
                {
                    Assert.Contains($"at offset {offset}, the field needs ", Refused(read).Message, StringComparison.Ordinal);
                }
            }

            foreach (int count in (int[])[-1, int.MinValue, int.MaxValue, (int)length + 1])
            {
                Assert.Contains($"the field needs {count} bytes", Refused(() => reader.At(0, count, "the field")).Message, StringComparison.Ordinal);
                Assert.Contains($"the field needs {count} bytes", Refused(() => reader.Bytes(0, count, "the field")).Message, StringComparison.Ordinal);
                Assert.Contains($"the field needs {count} bytes", Refused(() => reader.Part(0, count, "the field")).Message, StringComparison.Ordinal);
            }

            Assert.Empty(reader.At(length, 0, "nothing").ToArray());
            Assert.Equal(0, reader.Read(length, new byte[1]));
            Assert.Equal(0, reader.Read(long.MaxValue, new byte[1]));
            Assert.Equal(1, reader.Read(length - 1, new byte[10]));
            Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(-1, new byte[1]));
        }
    }

    [Fact]
    public void A_part_of_a_handle_can_only_be_one_that_a_file_can_have()
    {
        using SafeFileHandle handle = File.OpenHandle(Write(Bytes(100)));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckedReader.Of(handle, -1, 1, "x", Kind));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckedReader.Of(handle, 1, -1, "x", Kind));
        Assert.Throws<ArgumentOutOfRangeException>(() => CheckedReader.Of(handle, long.MaxValue, 1, "x", Kind));
        var beyond = CheckedReader.Of(handle, 90, 20, "x", Kind);
        Assert.Equal(10, beyond.At(0, 10, "x").Length);
        Assert.Contains("at offset 10, the field is missing: the file became shorter", Refused(() => beyond.At(0, 20, "the field")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4096)]
    public void A_file_that_becomes_shorter_is_an_error(int window)
    {
        byte[] bytes = Bytes(30_000);
        string path = Write(bytes);
        using var reader = CheckedReader.Open(path, "x", Kind, window);
        Assert.Equal(bytes[..4], reader.At(0, 4, "x").ToArray());
        using (SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
            RandomAccess.SetLength(file, 20_000);
        foreach (Action read in (Action[])[() => reader.U32(19_998, "the field"), () => reader.Bytes(19_990, 20, "the field"),
            () => reader.At(10_000, 20_000, "the field")])
            Assert.Equal("x is no thing: at offset 20000, the field is missing: the file became shorter while it was read. Make it anew.",
                Refused(read).Message);
        Assert.Contains("at offset 25000, the field is missing: the file became shorter", Refused(() => reader.At(25_000, 5, "the field")).Message,
            StringComparison.Ordinal);
        Assert.Contains("at offset 24990, the field is missing: the file became shorter", Refused(() => reader.At(24_990, 5, "the field")).Message,
            StringComparison.Ordinal);
        Assert.Equal(bytes[19_996..20_000], reader.At(19_996, 4, "x").ToArray());
        Assert.Equal(0, reader.Read(20_000, new byte[1]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(1000)]
    public void Who_reads_backwards_reads_each_byte_a_few_times(int lookBehind)
    {
        byte[] bytes = Bytes(500_000);
        using var source = new Counted(bytes, File.OpenHandle(Write(bytes)));
        var reader = CheckedReader.Of(source, bytes.Length, "x", Kind);
        for (long at = bytes.Length - 4; at >= 0; at--)
        {
            Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan((int)at)), reader.U32(at, "x"));
            if (at + lookBehind + 2 <= bytes.Length)
                reader.U16(at + lookBehind, "x");
        }

        Assert.InRange(source.Total, bytes.Length, 2L * bytes.Length);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void An_empty_file_has_nothing(string way)
    {
        using CheckedReader reader = Open(way, []);
        Assert.Equal(0, reader.Length);
        Assert.Empty(reader.At(0, 0, "x").ToArray());
        Assert.Empty(reader.Bytes(0, 0, "x"));
        Assert.Equal(0, reader.Part(0, 0, "x").Length);
        Assert.Equal(0, reader.Read(0, new byte[1]));
        Assert.Equal("x is no thing: at offset 0, the field needs 1 bytes, and 0 are there. Make it anew.",
            Refused(() => reader.At(0, 1, "the field")).Message);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Nothing_is_read_once_it_is_closed(string way)
    {
        CheckedReader reader = Open(way, Bytes(10_000));
        CheckedReader part = reader.Part(1, 5_000, "x");
        part.Dispose();
        Assert.Equal(4, reader.At(0, 4, "x").Length);
        reader.Dispose();
        reader.Dispose();
        foreach (CheckedReader closed in (CheckedReader[])[reader, part])
        {
            Assert.Throws<ObjectDisposedException>(() => closed.At(0, 4, "x"));
            Assert.Throws<ObjectDisposedException>(() => closed.Bytes(0, 4, "x"));
            Assert.Throws<ObjectDisposedException>(() => closed.Read(0, new byte[4]));
            Assert.Throws<ObjectDisposedException>(() => closed.Part(0, 4, "x"));
        }
    }

    [Fact]
    public void What_was_opened_here_is_closed_and_nothing_else()
    {
        string path = Write(Bytes(10));
        CheckedReader streamed = CheckedReader.Open(path, "x", Kind), mapped = CheckedReader.Map(path, "x", Kind);
        using SafeFileHandle handle = File.OpenHandle(path);
        CheckedReader ofHandle = CheckedReader.Of(handle, "x", Kind);
        SafeFileHandle[] opened = [streamed.File, mapped.File, ofHandle.File];
        foreach (CheckedReader reader in (CheckedReader[])[streamed, mapped, ofHandle])
            reader.Dispose();
        Assert.Equal([true, true, false], opened.Select(file => file.IsClosed));
        Assert.Throws<InvalidOperationException>(() => CheckedReader.Of(new byte[1], "x", Kind).File);
        Assert.Throws<FileNotFoundException>(() => CheckedReader.Map(path + "2", "x", Kind));
    }

    public void Dispose() => folder.Dispose();

    private static ReleaseException Refused(Action read) => Assert.Throws<ReleaseException>(read);

    private static ReleaseException Refused<T>(Func<T> read) => Assert.Throws<ReleaseException>(() => { _ = read(); });

    private static byte[] Bytes(int length)
    {
        var dice = new Dice(length);
        return [.. Enumerable.Range(0, length).Select(_ => (byte)dice.Next(256))];
    }

    private string Write(byte[] bytes)
    {
        File.WriteAllBytes(folder.At("x"), bytes);
        return folder.At("x");
    }

    private CheckedReader Open(string way, byte[] bytes) => way switch
    {
        "streamed" => CheckedReader.Open(Write(bytes), "x", Kind),
        "mapped" => CheckedReader.Map(Write(bytes), "x", Kind),
        "handle" => CheckedReader.Of(File.OpenHandle(Write(bytes)), "x", Kind),
        _ => CheckedReader.Of(bytes, "x", Kind),
    };

    /// <summary>Counts what is read from the file.</summary>
    private sealed class Counted(byte[] bytes, SafeFileHandle file) : ByteSource.Streamed(file, owns: true, SmallWindow)
    {
        public long Total { get; private set; }

        public override int Read(long at, Span<byte> into)
        {
            int read = base.Read(at, into);
            Assert.True(into[..read].SequenceEqual(bytes.AsSpan((int)at, read)));
            Total += read;
            return read;
        }
    }
}
