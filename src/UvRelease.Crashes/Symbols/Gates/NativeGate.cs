using System.Security.Cryptography;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Serving;

namespace UvRelease.Crashes.Symbols.Gates;

/// <summary>
/// Asks whether the frames of an app's native code will have names: each program has an id of its own, and a debug file of that id is at hand.
/// </summary>
public static class NativeGate
{
    /// <summary>Looks at an app.</summary>
    /// <param name="app">The programs and libraries of the unpacked app.</param>
    /// <param name="symbols">The debug files that are going to be stored.</param>
    /// <returns>What is wrong, in the order of the files; none where all is well.</returns>
    public static IReadOnlyList<SymbolFinding> Check(IReadOnlyList<SymbolFile> app, IReadOnlyList<SymbolFile> symbols)
    {
        SymbolFile[] ours = [.. app.Where(file => file.Facts is { IsCode: true, IsManaged: false } && FileOrigins.Of(file.Facts.Path) != FileOrigin.Electron)];
        var known = symbols.Concat(app).Where(file => file.Facts.Features.HasFlag(DebugFeatures.Debug)).Select(file => file.Facts.Id).ToHashSet();
        IEnumerable<SymbolFinding> findings = ours.SelectMany(file => Of(file.Facts, known)).Concat(Twice([.. ours, .. symbols]));
        return [.. findings.Distinct().OrderBy(finding => finding.File, StringComparer.Ordinal)];
    }

    private static IEnumerable<SymbolFinding> Of(DebugObject file, HashSet<DebugId> known)
    {
        bool isOwn = FileOrigins.Of(file.Path) == FileOrigin.Own;
        string what = isOwn ? "It is the app's own" : "It belongs to a package of others";
        if (file.Id.IsEmpty)
            yield return new SymbolFinding(isOwn, file.Path, $"{file.Path} has no id that symbols could be found by. {what}: {IdRemedy(file.Format)}");
        else if (!known.Contains(file.Id))
            yield return new SymbolFinding(isOwn, file.Path,
                $"{file.Path} ({file.Id}) has no debug file: crashes in it will have no names and lines. {what}: {DebugRemedy(file.Format)}");
        if (file is { Format: DebugFormat.Elf, CodeId: null, Id.IsEmpty: false })
            yield return new SymbolFinding(false, file.Path,
                $"{file.Path} has no build id, and debuggers other than Breakpad's will not find its symbols. {what}: {IdRemedy(file.Format)}");
    }

    // A stripped program and the same one with its debug information share an id; two others must not.
    private static IEnumerable<SymbolFinding> Twice(SymbolFile[] files) =>
        from file in files
        where !file.Facts.Id.IsEmpty
        group file by (file.Facts.Id, file.Facts.Format, file.Facts.IsCode, file.Facts.Features, file.Facts.Processor) into same
        where same.Select(file => file.File).Distinct(StringComparer.Ordinal).Count() > 1
        let different = same.DistinctBy(file => Hash(file.File)).ToArray()
        where different.Length > 1
        select new SymbolFinding(true, different[0].Facts.Path,
            $"{different[0].Facts.Path} and {different[1].Facts.Path} have the id {different[0].Facts.Id} and differ: a crash in one would be shown with the "
            + "names of the other. Remove what is left of an older build, and let the linker compute the id.");

    private static string IdRemedy(DebugFormat format) => format switch
    {
        DebugFormat.Elf => "link it with -Wl,--build-id.",
        DebugFormat.Pe => "link it with /DEBUG.",
        _ => "link it with a UUID (not -no_uuid).",
    };

    private static string DebugRemedy(DebugFormat format) => format switch
    {
        DebugFormat.Elf => "build it with -g, and keep it as it was before it was stripped, or its .debug file.",
        DebugFormat.Pe => "build it with /Zi and /DEBUG, and keep its .pdb.",
        _ => "build it with -g, and keep the dSYM that dsymutil makes.",
    };

    private static string Hash(string file)
    {
        using FileStream content = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(content));
    }
}
