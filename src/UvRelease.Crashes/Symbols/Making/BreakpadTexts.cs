using System.Text;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Making;

/// <summary>
/// Makes Breakpad's texts of ELF files by its own dump_syms, which knows no other form on Linux. A program and the file that its debug information was moved
/// to give one text: names and lines are in the second, and how to find callers is in the first alone.
/// </summary>
/// <param name="program">dump_syms.</param>
/// <param name="folder">Where the texts are put, as <see cref="SymbolLayout.Breakpad"/> has them.</param>
/// <param name="trimmed">Folders that are cut off the names of source files, each with its closing slash: those of the machine that built.</param>
public sealed class BreakpadTexts(CrashProgram program, string folder, IReadOnlyList<string> trimmed)
{
    private const int Buffer = 64 * 1024;

    /// <summary>Makes the texts of all ELF files among some files, one for each id, where there is none yet.</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: dump_syms can't read a file; <see cref="Fault.Environment"/>: it can't be started.
    /// </exception>
    public async Task<IReadOnlyList<SymbolFile>> MakeAsync(IReadOnlyList<SymbolFile> files, CancellationToken cancellationToken)
    {
        var there = files.Where(file => file.Facts.Format == DebugFormat.Breakpad).Select(file => file.Facts.Id).ToHashSet();
        var made = new List<SymbolFile>();
        foreach (IGrouping<DebugId, SymbolFile> same in files
            .Where(file => file.Facts is { Format: DebugFormat.Elf, Id.IsEmpty: false, Features: not DebugFeatures.None } && !there.Contains(file.Facts.Id))
            .GroupBy(file => file.Facts.Id))
        {
            SymbolFile? code = same.Where(file => file.Facts.IsCode).MinBy(file => file.Facts.Features.HasFlag(DebugFeatures.Debug));
            SymbolFile? debug = same.Where(file => file.Facts.Features.HasFlag(DebugFeatures.Debug)).MinBy(file => file.Facts.IsCode);
            made.Add(await MakeAsync(code, debug ?? code ?? same.First(), cancellationToken));
        }

        return made;
    }

    private async Task<SymbolFile> MakeAsync(SymbolFile? code, SymbolFile debug, CancellationToken cancellationToken)
    {
        string name = (code ?? debug).Facts.Name, key = SymbolKeys.Breakpad(name, debug.Facts.Id), path = Path.Combine(folder, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using (var text = new StreamWriter(path, false, Encoding.Latin1, Buffer) { NewLine = "\n" })
        {
            bool isWhole = code is null || code == debug;
            // -d: functions that the compiler put into others.
            await CopyAsync(debug.File, ["-d", "-n", name], line => isWhole || !IsStack(line), text, cancellationToken);
            if (!isWhole)
                await CopyAsync(code!.File, ["-n", name], IsStack, text, cancellationToken);
        }

        return new SymbolFile(path, DebugObjectReader.Read(path, key).Single());
    }

    private async Task CopyAsync(string file, string[] options, Func<string, bool> isWanted, StreamWriter text, CancellationToken cancellationToken)
    {
        ChildResult result;
        try
        {
            result = await GuardedProgram.StreamAsync(program.Command(Path.GetDirectoryName(file)!, [.. options, file]), ReadAsync, cancellationToken);
        }
        catch (ChildStartException e)
        {
            throw new ReleaseException(Fault.Environment, $"{e.Message} Use the image of the actions.", e);
        }

        if (result.ExitCode != 0)
            throw new ReleaseException(Fault.Input,
                $"dump_syms can't read {Path.GetFileName(file)} (code {result.ExitCode}): {result.Error.Trim().Split('\n')[^1]} "
                + "Build it with DWARF 5 or older (-g).");

        // Bytes that are no UTF-8 stay as they are.
        async Task ReadAsync(Stream stream, CancellationToken token)
        {
            using var reader = new StreamReader(stream, Encoding.Latin1, false, Buffer);
            while (await reader.ReadLineAsync(token) is { } line)
            {
                if (isWanted(line))
                    await text.WriteLineAsync(Trimmed(line).AsMemory(), token);
            }
        }
    }

    private string Trimmed(string line)
    {
        if (!line.StartsWith("FILE ", StringComparison.Ordinal) || line.IndexOf(' ', 5) is not (> 0 and var at))
            return line;
        string file = line[(at + 1)..];
        return trimmed.FirstOrDefault(start => file.StartsWith(start, StringComparison.Ordinal)) is { } cut ? line[..(at + 1)] + file[cut.Length..] : line;
    }

    private static bool IsStack(string line) => line.StartsWith("STACK ", StringComparison.Ordinal);
}
