using System.Globalization;
using System.Text;
using UvRelease.Crashes.Symbols;
using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads modules and what names their debug files (MINIDUMP_MODULE_LIST, the CodeView record).</summary>
internal sealed class ModuleReader(CheckedReader reader, StreamFields fields, Platform platform)
{
    private const int ModuleSize = 108;
    private const int UnloadedModuleSize = 24;
    private const int LongestRecord = 32 * 1024;
    private const uint Pdb70 = 0x53445352; // RSDS
    private const uint Pdb20 = 0x3031424e; // NB10
    private const uint ElfBuildId = 0x4270454c; // BpEL
    private const uint FixedFileInfo = 0xfeef04bd;

    public List<MinidumpModule> Read(CheckedReader? stream)
    {
        var modules = new List<MinidumpModule>();
        if (stream is null)
            return modules;
        foreach (long entry in StreamFields.Entries(stream, ModuleSize, "modules"))
            modules.Add(Module(stream, entry));
        return modules;
    }

    public List<MinidumpModule> ReadUnloaded(CheckedReader? stream)
    {
        var modules = new List<MinidumpModule>();
        if (stream is null)
            return modules;
        long header = stream.U32(0, "the size of the list's header"), size = stream.U32(4, "the size of an unloaded module");
        long count = stream.U32(8, "the number of unloaded modules");
        if (header < 12 || size < UnloadedModuleSize || stream.Length != header + (size * count))
            throw stream.Bad(8, "the number of unloaded modules", $"is {count}, of {size} bytes each, and the stream has {stream.Length} bytes");
        for (long entry = header; entry < stream.Length; entry += size)
        {
            MinidumpText path = fields.Name(stream.U32(entry + 20, "the place of a module's name"), "a module's name");
            var id = new ModuleId("", default, FileName(path.Value), null);
            ulong start = MemoryReader.Address(stream, entry, "a module's address");
            modules.Add(new MinidumpModule(start, stream.U32(entry + 8, "a module's size"), path, null, id, "", default));
        }

        return modules;
    }

    /// <summary>The last part of a path of any system.</summary>
    internal static string FileName(string path) => path[(path.AsSpan().LastIndexOfAny('/', '\\') + 1)..];

    private MinidumpModule Module(CheckedReader stream, long entry)
    {
        MinidumpText path = fields.Name(stream.U32(entry + 20, "the place of a module's name"), "a module's name");
        uint size = stream.U32(entry + 8, "a module's size");
        string? version = null;
        if (stream.U32(entry + 24, "a module's version") == FixedFileInfo)
        {
            uint high = stream.U32(entry + 32, "a module's version"), low = stream.U32(entry + 36, "a module's version");
            version = string.Create(CultureInfo.InvariantCulture, $"{high >> 16}.{high & 0xffff}.{low >> 16}.{low & 0xffff}");
        }

        string? codeId = platform == Platform.Windows
            ? string.Create(CultureInfo.InvariantCulture, $"{stream.U32(entry + 16, "a module's time"):x8}{size:x}")
            : null;
        var record = new Place(stream.U32(entry + 80, "the place of a CodeView record"), stream.U32(entry + 76, "the size of a CodeView record"));
        CodeView view = record.Size is > 4 and <= LongestRecord ? Record(record, path.Value) : default;
        var id = new ModuleId(FileName(view.File ?? ""), view.Id, FileName(path.Value), view.BuildId ?? codeId);
        var module = new MinidumpModule(MemoryReader.Address(stream, entry, "a module's address"), size, path, version, id, view.File ?? "", record);
        return view.IdText is null ? module : module with { DebugIdText = view.IdText };
    }

    private CodeView Record(Place place, string path)
    {
        ReadOnlySpan<byte> bytes = reader.At(place.Offset, (int)place.Size, "a CodeView record");
        switch (BitConverter.ToUInt32(bytes))
        {
            case Pdb70 when bytes.Length > 24:
                var id = new DebugId(new Guid(bytes.Slice(4, 16)), BitConverter.ToUInt32(bytes[20..]));
                return new CodeView(ZeroEnded(bytes[24..]), id, null, id.ToString());
            case Pdb20 when bytes.Length > 16:
                return new CodeView(ZeroEnded(bytes[16..]), default, null, $"{BitConverter.ToUInt32(bytes[8..]):X8}{BitConverter.ToUInt32(bytes[12..]):x}");
            case ElfBuildId:
                DebugId ofBuild = DebugId.OfBuildId(bytes[4..]);
                return new CodeView(path, ofBuild, Convert.ToHexStringLower(bytes[4..]), ofBuild.ToString());
            default:
                return default;
        }
    }

    private static string ZeroEnded(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.IndexOf((byte)0) is >= 0 and var end ? bytes[..end] : bytes);

    private readonly record struct CodeView(string? File, DebugId Id, string? BuildId, string? IdText);
}
