using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>
/// A minidump (minidumpapiset.h, with the streams of Breakpad and Crashpad). What is read into memory is its structure, at most what the file has bytes;
/// stacks and memory are read when they are asked for.
/// </summary>
public sealed class Minidump : IDisposable
{
    // The most of one range of memory that is read at once, as in Breakpad.
    private const int LargestRange = 64 * 1024 * 1024;

    private readonly CheckedReader reader;

    internal Minidump(CheckedReader reader) => this.reader = reader;

    /// <summary>What errors call it.</summary>
    public string Name => reader.Name;

    /// <summary>Bytes of the file.</summary>
    public long Length => reader.Length;

    /// <summary>When it was written, in seconds since 1970.</summary>
    public uint Time { get; internal init; }

    /// <summary>The directory, without entries that are not used.</summary>
    public IReadOnlyList<MinidumpStream> Streams { get; internal init; } = [];

    /// <summary>Processor and operating system.</summary>
    public required MinidumpSystem System { get; init; }

    /// <summary>The threads, in the order of the file.</summary>
    public IReadOnlyList<MinidumpThread> Threads { get; internal init; } = [];

    /// <summary>The modules, in the order of the file: the program is the first.</summary>
    public IReadOnlyList<MinidumpModule> Modules { get; internal init; } = [];

    /// <summary>Modules that had been unloaded.</summary>
    public IReadOnlyList<MinidumpModule> UnloadedModules { get; internal init; } = [];

    /// <summary>Memory of the process, stacks among it.</summary>
    public IReadOnlyList<MemoryRange> Memory { get; internal init; } = [];

    /// <summary>Why the process crashed; null where nothing crashed.</summary>
    public MinidumpException? Exception { get; internal init; }

    /// <summary>The thread that wrote the file, if it was one of the process; its stack says nothing.</summary>
    public uint? DumpThread { get; internal init; }

    /// <summary>The thread that crashed or asked for the file.</summary>
    public uint? RequestingThread { get; internal init; }

    /// <summary>What a failed assertion said.</summary>
    public string? Assertion { get; internal init; }

    /// <summary>Number of the process, where the file has it.</summary>
    public uint? ProcessId { get; internal init; }

    /// <summary>What Crashpad adds.</summary>
    public CrashpadInfo Crashpad { get; internal init; } = new();

    /// <summary>Opens a file. Nobody may shorten it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="Releases.ReleaseException">It is no minidump; the sentence has offset and field.</exception>
    /// <exception cref="IOException">It can't be opened.</exception>
    public static Minidump Open(string path, string name)
    {
        CheckedReader mapped = CheckedReader.Map(path, name, MinidumpReader.Kind);
        try
        {
            return new MinidumpReader(mapped).Read();
        }
        catch
        {
            mapped.Dispose();
            throw;
        }
    }

    /// <summary>Reads one that is in memory.</summary>
    /// <inheritdoc cref="Open"/>
    public static Minidump Read(ReadOnlyMemory<byte> bytes, string name) => new MinidumpReader(CheckedReader.Of(bytes, name, MinidumpReader.Kind)).Read();

    /// <summary>A copy of the bytes of a stack or of memory.</summary>
    /// <exception cref="Releases.ReleaseException">There are more than 64 MiB.</exception>
    public byte[] Bytes(MemoryRange range) => range.Place.Size <= LargestRange
        ? reader.Bytes(range.Place.Offset, (int)range.Place.Size, "the memory")
        : throw reader.Bad(range.Place.Offset, "the memory", $"has {range.Place.Size} bytes, and {LargestRange} are read at most");

    /// <summary>An error at a place of the file.</summary>
    internal Releases.ReleaseException Bad(long offset, string field, string problem) => reader.Bad(offset, field, problem);

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();
}
