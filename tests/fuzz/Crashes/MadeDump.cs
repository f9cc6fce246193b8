using System.Buffers.Binary;
using System.Text;

namespace UvRelease.Fuzz.Crashes;

/// <summary>A module of a made dump.</summary>
/// <param name="Base">Its address.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Name">Path.</param>
/// <param name="Record">CodeView record; empty for none.</param>
public sealed record MadeModule(ulong Base, uint Size, string Name, byte[] Record);

/// <summary>Writes small minidumps of one thread, for what no real crash at hand has: other processors, odd places, private words where they hurt.</summary>
public sealed record MadeDump
{
    private const int Header = 32, Entry = 12;

    /// <summary>The processor: 9 is amd64.</summary>
    public ushort Architecture { get; init; } = 9;

    /// <summary>The thread's registers.</summary>
    public byte[] Context { get; init; } = new byte[1232];

    /// <summary>Address of the stack.</summary>
    public ulong StackAddress { get; init; } = 0x7ffd_0000_1000;

    /// <summary>The stack.</summary>
    public byte[] Stack { get; init; } = new byte[64];

    /// <summary>False leaves the stack to the list of memory.</summary>
    public bool HasOwnStack { get; init; } = true;

    /// <summary>The modules.</summary>
    public IReadOnlyList<MadeModule> Modules { get; init; } = [new(0x5555_0000_0000, 0x1000, "/home/jane/app/demo", [.. "BpEL"u8, .. new byte[20]])];

    /// <summary>Further memory.</summary>
    public IReadOnlyList<(ulong Address, byte[] Bytes)> Memory { get; init; } = [];

    /// <summary>Whether memory is in the list of large dumps.</summary>
    public bool HasLargeMemory { get; init; }

    /// <summary>Annotations of the process.</summary>
    public IReadOnlyList<(string Name, string Value)> Annotations { get; init; } = [];

    /// <summary>Annotations of the first module, as a dictionary and as objects.</summary>
    public IReadOnlyList<(string Name, string Value)> ModuleAnnotations { get; init; } = [];

    /// <summary>Name of the thread.</summary>
    public string? ThreadName { get; init; }

    /// <summary>Further streams.</summary>
    public IReadOnlyList<(uint Type, byte[] Bytes)> Streams { get; init; } = [];

    /// <summary>Writes it.</summary>
    public byte[] Write()
    {
        var file = new List<byte>(new byte[Header + (Entry * (7 + Streams.Count))]);
        var streams = new List<(uint Type, int At, int Size)>();
        void Stream(uint type, byte[] bytes) => streams.Add((type, Put(file, bytes), bytes.Length));

        byte[] system = new byte[56];
        BinaryPrimitives.WriteUInt16LittleEndian(system, Architecture);
        Set32(system, 20, 0x8201);
        Set32(system, 24, (uint)PutWide(file, "Linux 6.1 #1 SMP @0"));
        Stream(7, system);

        int stack = Put(file, Stack), context = Put(file, Context);
        byte[] place = HasOwnStack ? [.. U32((uint)Stack.Length), .. U32((uint)stack)] : new byte[8];
        Stream(3, [.. U32(1), .. U32(7), .. new byte[20], .. U64(StackAddress), .. place, .. U32((uint)Context.Length), .. U32((uint)context)]);
        Stream(6, [.. U32(7), .. U32(0), .. U32(11), .. new byte[20], .. U32(2), .. U32(0), .. U64(1), .. U64(0x6574_6972_7770_6164), .. new byte[104],
            .. U32((uint)Context.Length), .. U32((uint)context)]);
        Stream(4, [.. U32((uint)Modules.Count), .. Modules.SelectMany(module => Module(file, module))]);
        Stream(HasLargeMemory ? 9u : 5u, MemoryList(file, stack));
        if (ThreadName is { } name)
            Stream(24, [.. U32(1), .. U32(7), .. U64((ulong)PutWide(file, name))]);
        if (Annotations.Count + ModuleAnnotations.Count > 0)
            Stream(0x43500001, Crashpad(file));
        foreach ((uint type, byte[] bytes) in Streams)
            Stream(type, bytes);

        byte[] dump = [.. file];
        Set32(dump, 0, 0x504d444d);
        Set32(dump, 4, 0xa793);
        Set32(dump, 8, (uint)streams.Count);
        Set32(dump, 12, Header);
        foreach ((int index, (uint type, int at, int size)) in streams.Index())
        {
            Set32(dump, Header + (index * Entry), type);
            Set32(dump, Header + (index * Entry) + 4, (uint)size);
            Set32(dump, Header + (index * Entry) + 8, (uint)at);
        }

        return dump;
    }

    private byte[] MemoryList(List<byte> file, int stack)
    {
        (ulong Address, byte[] Bytes)[] all = [(StackAddress, Stack), .. Memory];
        if (!HasLargeMemory)
        {
            return [.. U32((uint)all.Length), .. all.SelectMany((range, index) =>
                (byte[])[.. U64(range.Address), .. U32((uint)range.Bytes.Length), .. U32((uint)(index == 0 ? stack : Put(file, range.Bytes)))])];
        }

        int first = Put(file, [.. all.SelectMany(range => range.Bytes)]);
        byte[] ranges = [.. all.SelectMany(range => (byte[])[.. U64(range.Address), .. U64((ulong)range.Bytes.Length)])];
        return [.. U64((ulong)all.Length), .. U64((ulong)first), .. ranges];
    }

    private static byte[] Module(List<byte> file, MadeModule module) =>
    [
        .. U64(module.Base), .. U32(module.Size), .. new byte[8], .. U32((uint)PutWide(file, module.Name)), .. new byte[52],
        .. U32((uint)module.Record.Length), .. U32(module.Record.Length == 0 ? 0 : (uint)Put(file, module.Record)), .. new byte[24],
    ];

    private byte[] Crashpad(List<byte> file)
    {
        byte[] objects = [.. U32((uint)ModuleAnnotations.Count), .. ModuleAnnotations.SelectMany(one =>
            (byte[])[.. U32((uint)PutNarrow(file, one.Name)), .. U32(1), .. U32((uint)PutNarrow(file, one.Value))])];
        byte[] unnamed = [.. U32(1), .. U32((uint)PutNarrow(file, "a message of the system to jane"))];
        byte[] module = [.. U32(1), .. Location(file, unnamed), .. Location(file, Dictionary(file, ModuleAnnotations)), .. Location(file, objects)];
        byte[] modules = [.. U32(1), .. U32(0), .. U32((uint)module.Length), .. U32((uint)Put(file, module))];
        return [.. U32(1), .. "report-id-16byte"u8, .. "client-id-secret"u8, .. Location(file, Dictionary(file, Annotations)), .. Location(file, modules)];
    }

    private static byte[] Dictionary(List<byte> file, IReadOnlyList<(string Name, string Value)> entries) =>
    [
        .. U32((uint)entries.Count), .. entries.SelectMany(one => (byte[])[.. U32((uint)PutNarrow(file, one.Name)), .. U32((uint)PutNarrow(file, one.Value))]),
    ];

    private static byte[] Location(List<byte> file, byte[] bytes) => [.. U32((uint)bytes.Length), .. U32((uint)Put(file, bytes))];

    private static int Put(List<byte> file, byte[] bytes)
    {
        while (file.Count % 8 != 0)
            file.Add(0);
        file.AddRange(bytes);
        return file.Count - bytes.Length;
    }

    private static int PutWide(List<byte> file, string text) => Put(file, [.. U32((uint)text.Length * 2), .. Encoding.Unicode.GetBytes(text + "\0")]);

    private static int PutNarrow(List<byte> file, string text) =>
        Put(file, [.. U32((uint)Encoding.UTF8.GetByteCount(text)), .. Encoding.UTF8.GetBytes(text + "\0")]);

    private static byte[] U32(uint value) => BitConverter.GetBytes(value);

    private static byte[] U64(ulong value) => BitConverter.GetBytes(value);

    private static void Set32(byte[] bytes, int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), value);
}
