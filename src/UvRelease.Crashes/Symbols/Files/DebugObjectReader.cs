using System.Globalization;
using UvRelease.Formats;
using UvRelease.Formats.Elf;
using UvRelease.Formats.MachO;
using UvRelease.Formats.Pdb;
using UvRelease.Formats.Pe;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Files;

/// <summary>Tells what the programs and debug files of a build are: by what is in them, whatever their names.</summary>
public static class DebugObjectReader
{
    private static readonly FileKind AnyKind = new("readable file", "Build it anew.");

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Its path in what is returned and in errors, with slashes.</param>
    /// <returns>Nothing for a file that is none of these forms; several for a universal file.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it begins as one and is broken; offset and field are named.</exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static IReadOnlyList<DebugObject> Read(string path, string name)
    {
        using var file = CheckedReader.Open(path, name, AnyKind);
        CheckedReader As(FileKind kind) => file.Part(0, file.Length, name, kind, "the file");
        return ElfFile.Is(file) ? [OfElf(As(ElfFile.Kind))]
            : MachFile.IsMachO(file) ? OfMachO(As(MachFile.Kind))
            : PeFile.Is(file) ? [OfPe(As(PeFile.Kind))]
            : PdbFile.Is(file) ? [OfPdb(As(PdbFile.Kind))]
            : PortablePdb.Is(file) ? [OfPortablePdb(As(PortablePdb.Kind))]
            : BreakpadHead.Is(file) ? [BreakpadHead.Read(As(BreakpadHead.Kind))]
            : [];
    }

    private static DebugObject OfElf(CheckedReader input)
    {
        const uint noBits = 8, symbolTable = 2, dynamicSymbols = 11;
        var file = ElfFile.Read(input);
        bool Has(params ReadOnlySpan<string> names)
        {
            foreach (string name in names)
            {
                if (file.Section(name) is not null)
                    return true;
            }

            return false;
        }

        bool hasSymbols = file.Sections.Any(section => section is { HasContent: true, Type: symbolTable or dynamicSymbols });
        bool isCode = !file.Sections.Any(section => section is { Name: ".text", Type: noBits });
        return new DebugObject(input.Name, DebugFormat.Elf, file.BuildId is { } id ? DebugId.OfBuildId(id) : TextId.Of(input, file))
        {
            Name = isCode ? FileName(input) : WithoutEnd(FileName(input), ".debug"),
            DebugFile = file.DebugLink,
            CodeId = file.BuildId is { } whole ? Convert.ToHexStringLower(whole) : null,
            Processor = file.Machine switch { 62 => "amd64", 183 => "arm64", 3 => "x86", 40 => "arm", _ => null },
            Features = Features(hasSymbols, Has(".debug_info", ".zdebug_info"), Has(".eh_frame", ".debug_frame", ".zdebug_frame")),
            IsCode = isCode,
        };
    }

    private static DebugObject[] OfMachO(CheckedReader input)
    {
        var file = MachFile.Read(input);
        return [.. file.Slices.Select(slice => (slice, MachDebug.Read(slice))).Where(one => one.Item2.IsLoaded).Select(one => Of(one.slice, one.Item2))];

        DebugObject Of(MachSlice slice, MachDebug debug) => new(input.Name, DebugFormat.MachO, debug.Uuid is { } uuid ? DebugId.OfUuid(uuid) : default)
        {
            Name = FileName(input),
            CodeId = debug.Uuid is { } id ? Convert.ToHexStringLower(id) : null,
            Processor = slice.Processor switch { "x86_64" or "x86_64h" => "amd64", "arm64" or "arm64e" => "arm64", "i386" => "x86", "arm" => "arm", _ => null },
            Features = Features(debug.HasSymbols, debug.Sections.Contains("__debug_info"),
                debug.Sections.Overlaps(["__eh_frame", "__debug_frame", "__unwind_info"])),
            IsCode = !debug.IsDebugFile,
        };
    }

    private static DebugObject OfPe(CheckedReader input)
    {
        var file = PeFile.Read(input);
        return new DebugObject(input.Name, DebugFormat.Pe, file.CodeView is { } pdb ? new DebugId(pdb.Uuid, pdb.Age) : default)
        {
            Name = FileName(input),
            DebugFile = file.CodeView?.File.Split('/', '\\')[^1],
            CodeId = string.Create(CultureInfo.InvariantCulture, $"{file.TimeStamp:x8}{file.ImageSize:x}"),
            Processor = Processor(file.Machine),
            Features = Features(file.HasExports, hasDebug: false, file.HasUnwind),
            IsCode = true,
            IsManaged = file.IsManaged,
        };
    }

    private static DebugObject OfPdb(CheckedReader input)
    {
        var file = PdbFile.Read(input);
        return new DebugObject(input.Name, DebugFormat.Pdb, new DebugId(file.Uuid, file.Age))
        {
            Name = FileName(input),
            Processor = Processor(file.Machine),
            Features = Features(file.Machine != 0, file.Machine != 0, hasUnwind: false),
        };
    }

    private static DebugObject OfPortablePdb(CheckedReader input)
    {
        var file = PortablePdb.Read(input);
        return new DebugObject(input.Name, DebugFormat.PortablePdb, new DebugId(file.Uuid, file.Stamp))
        {
            Name = FileName(input),
            Features = DebugFeatures.Debug,
        };
    }

    private static DebugFeatures Features(bool hasSymbols, bool hasDebug, bool hasUnwind) => (hasSymbols ? DebugFeatures.Symbols : DebugFeatures.None)
        | (hasDebug ? DebugFeatures.Debug : DebugFeatures.None) | (hasUnwind ? DebugFeatures.Unwind : DebugFeatures.None);

    private static string? Processor(int machine) => machine switch { 0x8664 => "amd64", 0xaa64 => "arm64", 0x14c => "x86", 0x1c4 => "arm", _ => null };

    private static string FileName(CheckedReader input) => input.Name[(input.Name.LastIndexOf('/') + 1)..];

    private static string WithoutEnd(string name, string end) =>
        name.EndsWith(end, StringComparison.Ordinal) && name.Length > end.Length ? name[..^end.Length] : name;
}
