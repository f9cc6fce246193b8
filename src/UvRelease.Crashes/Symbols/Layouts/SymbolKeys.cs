using System.Globalization;
using UvRelease.Crashes.Symbols.Files;

namespace UvRelease.Crashes.Symbols.Layouts;

/// <summary>
/// From what a file is to where it lies: Breakpad's <c>SimpleSymbolSupplier</c>, Microsoft's symbol server, the SSQP key conventions, debuginfod(8), GDB
/// ("Separate Debug Files"), LLDB ("File Mapped UUID Directories"), symbolicator ("Unified Symbol Server Layout").
/// </summary>
public static class SymbolKeys
{
    // SSQP fills shorter build ids up.
    private const int BuildIdDigits = 40;

    /// <summary>The keys under which a file lies in a layout; none where the layout has no place for it. A program that was not stripped is both program and
    /// debug file.</summary>
    public static IReadOnlyList<string> Of(SymbolLayout layout, DebugObject file)
    {
        if (file.Id.IsEmpty)
            return [];
        bool isDebug = !file.IsCode || (file.Program != DebugFormat.Pe && file.Features.HasFlag(DebugFeatures.Debug));
        string?[] keys = layout switch
        {
            SymbolLayout.Breakpad => [file.Format == DebugFormat.Breakpad ? Breakpad(file.Name, file.Id) : null],
            _ when file.Format == DebugFormat.Breakpad => [layout == SymbolLayout.Unified ? Unified(file, "breakpad") : null],
            _ => [file.IsCode ? Code(layout, file) : null, isDebug ? Debug(layout, file) : null],
        };
        return [.. keys.OfType<string>()];
    }

    /// <summary>Where Breakpad's tools look for a text: <c>name/ID/name.sym</c>.</summary>
    /// <param name="debugFile">Name of the debug file, as the crash report has it.</param>
    /// <param name="id">Its id.</param>
    public static string Breakpad(string debugFile, DebugId id)
    {
        bool isPdb = debugFile.EndsWith(".pdb", StringComparison.OrdinalIgnoreCase) && debugFile.Length > 4;
        return $"{debugFile}/{id}/{(isPdb ? debugFile[..^4] : debugFile)}.sym";
    }

    /// <summary>Where a source map lies, in every layout: <c>sourcemaps/&lt;debug id&gt;.map</c>. No debugger has a place for them.</summary>
    /// <param name="id">Its debug id.</param>
    public static string SourceMap(Guid id) => $"sourcemaps/{id:D}.map";

    private static string? Code(SymbolLayout layout, DebugObject file) => (layout, file.Format, file.CodeId) switch
    {
        (_, _, null) => null,
        (SymbolLayout.SymStore or SymbolLayout.SymStoreTwoTier or SymbolLayout.Ssqp, _, _) => Microsoft(layout, file, isDebug: false),
        (SymbolLayout.Debuginfod, DebugFormat.Elf, var id) => $"buildid/{id}/executable",
        (SymbolLayout.Gdb, DebugFormat.Elf, { Length: > 2 } id) => $".build-id/{id[..2]}/{id[2..]}",
        (SymbolLayout.Lldb, DebugFormat.MachO, var id) => Lldb(id) + ".app",
        (SymbolLayout.Unified, _, _) => Unified(file, "executable"),
        _ => null,
    };

    private static string? Debug(SymbolLayout layout, DebugObject file) => (layout, file.Format, file.CodeId) switch
    {
        (SymbolLayout.SymStore or SymbolLayout.SymStoreTwoTier or SymbolLayout.Ssqp, _, _) => Microsoft(layout, file, isDebug: true),
        (SymbolLayout.Debuginfod, DebugFormat.Elf, { } id) => $"buildid/{id}/debuginfo",
        (SymbolLayout.Gdb, DebugFormat.Elf, { Length: > 2 } id) => $".build-id/{id[..2]}/{id[2..]}.debug",
        (SymbolLayout.Lldb, DebugFormat.MachO, { } id) => Lldb(id),
        (SymbolLayout.Unified, _, _) => Unified(file, "debuginfo"),
        _ => null,
    };

    private static string? Microsoft(SymbolLayout layout, DebugObject file, bool isDebug)
    {
        bool lower = layout == SymbolLayout.Ssqp;
        string name = lower ? file.Name.ToLowerInvariant() : file.Name, guid = file.Id.Uuid.ToString("N");
        string signature = lower ? guid : guid.ToUpperInvariant();
        string? middle = (file.Format, file.CodeId) switch
        {
            (DebugFormat.Pdb, _) => signature + file.Id.Age.ToString("X", CultureInfo.InvariantCulture),
            (DebugFormat.PortablePdb, _) => signature + "FFFFFFFF",
            (DebugFormat.Pe, { } id) => lower ? id : id[..8].ToUpperInvariant() + id[8..],
            (DebugFormat.Elf, { } id) => $"elf-buildid{(isDebug ? "-sym" : "")}-{id.PadRight(BuildIdDigits, '0')}",
            (DebugFormat.MachO, { } id) => $"mach-uuid{(isDebug ? "-sym" : "")}-{id}",
            _ => null,
        };
        if (middle is null)
            return null;
        if (isDebug && file.Format is DebugFormat.Elf or DebugFormat.MachO)
            name = file.Format == DebugFormat.Elf ? "_.debug" : "_.dwarf";
        // The two characters of _.debug would be a name that ends with a dot.
        return layout != SymbolLayout.SymStoreTwoTier ? $"{name}/{middle}/{name}"
            : name.Length < 2 || name[1] == '.' ? null : $"{name[..2]}/{name}/{middle}/{name}";
    }

    private static string? Unified(DebugObject file, string kind)
    {
        string? id = file.Format == DebugFormat.PortablePdb ? file.Id.Uuid.ToString("N") + "ffffffff"
            : file.Program switch
            {
                DebugFormat.Elf => file.CodeId,
                DebugFormat.MachO => file.Id.Uuid.ToString("N"),
                _ => file.Id.ToString().ToLowerInvariant(),
            };
        return id is { Length: > 2 } ? $"{id[..2]}/{id[2..]}/{kind}" : null;
    }

    private static string Lldb(string id)
    {
        string upper = id.ToUpperInvariant();
        return $"{upper[..4]}/{upper[4..8]}/{upper[8..12]}/{upper[12..16]}/{upper[16..20]}/{upper[20..]}";
    }
}
