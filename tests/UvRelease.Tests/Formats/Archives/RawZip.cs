using System.IO.Compression;
using System.Text;
using UvRelease.Formats.Archives;

namespace UvRelease.Tests.Formats.Archives;

/// <summary>An entry whose headers may say anything.</summary>
internal sealed record RawEntry(string Name, string Content = "content")
{
    public byte[]? NameBytes { get; init; }

    public string? LocalName { get; init; }

    public ushort Flags { get; init; } = 0x800;

    public ushort? LocalFlags { get; init; }

    public ushort Method { get; init; }

    public byte[]? Bytes { get; init; }

    public uint? Sum { get; init; }

    public uint? Size { get; init; }

    public uint? LocalSize { get; init; }

    public uint? LocalWrittenSize { get; init; }

    public uint? Offset { get; init; }

    public uint Mode { get; init; } = 0x81a4;

    public byte Host { get; init; } = 3;

    public uint DosAttributes { get; init; }

    public ushort? LocalVersion { get; init; }

    public uint? LocalTime { get; init; }

    public byte[] Extra { get; init; } = [];

    public byte[] LocalExtra { get; init; } = [];

    public byte[] Descriptor { get; init; } = [];

    public string GapBefore { get; init; } = "";

    public static RawEntry Link(string name, string target) => new(name, target) { Mode = 0xa1ff };

    public static RawEntry Folder(string name) => new(name + "/", "") { Mode = 0x41ed };

    public static byte[] Deflate(byte[] bytes)
    {
        using var stream = new MemoryStream();
        using (var deflate = new DeflateStream(stream, CompressionLevel.Optimal))
            deflate.Write(bytes);
        return stream.ToArray();
    }
}

/// <summary>Writes zips that are wrong in one place.</summary>
internal static class RawZip
{
    public static byte[] Of(params RawEntry[] entries) => Write(entries);

    public static byte[] Write(IReadOnlyList<RawEntry> entries, string before = "", string after = "",
        Action<byte[]>? endRecord = null, byte[]? beforeEnd = null)
    {
        var file = new MemoryStream();
        var central = new MemoryStream();
        var write = new BinaryWriter(file);
        var list = new BinaryWriter(central);
        write.Write(Encoding.UTF8.GetBytes(before));
        foreach (RawEntry entry in entries)
        {
            write.Write(Encoding.UTF8.GetBytes(entry.GapBefore));
            byte[] content = Encoding.UTF8.GetBytes(entry.Content), bytes = entry.Bytes ?? (entry.Method == 8 ? RawEntry.Deflate(content) : content),
                name = entry.NameBytes ?? Encoding.UTF8.GetBytes(entry.Name);
            byte[] localName = entry.LocalName is { } other ? Encoding.UTF8.GetBytes(other) : name;
            uint sum = entry.Sum ?? Crc32.Append(0, content), size = entry.Size ?? (uint)content.Length, offset = entry.Offset ?? (uint)file.Position;
            write.Write(ZipFormat.LocalHeader);
            write.Write(entry.LocalVersion ?? 20);
            write.Write(entry.LocalFlags ?? entry.Flags);
            write.Write(entry.Method);
            write.Write(entry.LocalTime ?? 0x21u << 16);
            write.Write(entry.Descriptor.Length > 0 ? 0 : sum);
            write.Write(entry.LocalWrittenSize ?? (entry.Descriptor.Length > 0 ? 0 : (uint)bytes.Length));
            write.Write(entry.LocalSize ?? (entry.Descriptor.Length > 0 ? 0 : size));
            write.Write((ushort)localName.Length);
            write.Write((ushort)entry.LocalExtra.Length);
            write.Write(localName);
            write.Write(entry.LocalExtra);
            write.Write(bytes);
            write.Write(entry.Descriptor);
            list.Write(ZipFormat.CentralHeader);
            list.Write((ushort)(entry.Host << 8 | 30));
            list.Write((ushort)20);
            list.Write(entry.Flags);
            list.Write(entry.Method);
            list.Write(0x21u << 16);
            list.Write(sum);
            list.Write((uint)bytes.Length);
            list.Write(size);
            list.Write((ushort)name.Length);
            list.Write((ushort)entry.Extra.Length);
            list.Write(new byte[6]);
            list.Write(entry.Mode << 16 | entry.DosAttributes);
            list.Write(offset);
            list.Write(name);
            list.Write(entry.Extra);
        }

        long start = file.Position;
        write.Write(central.ToArray());
        write.Write(beforeEnd ?? []);
        var end = new BinaryWriter(new MemoryStream());
        end.Write(ZipFormat.EndRecord);
        end.Write(0);
        end.Write((ushort)entries.Count);
        end.Write((ushort)entries.Count);
        end.Write((uint)central.Length);
        end.Write((uint)start);
        end.Write((ushort)0);
        byte[] record = ((MemoryStream)end.BaseStream).ToArray();
        endRecord?.Invoke(record);
        write.Write(record);
        write.Write(Encoding.UTF8.GetBytes(after));
        return file.ToArray();
    }
}
