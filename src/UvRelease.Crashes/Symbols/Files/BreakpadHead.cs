using System.Text;
using UvRelease.Formats;

namespace UvRelease.Crashes.Symbols.Files;

/// <summary>The first lines of Breakpad's symbol files (Breakpad, <c>docs/symbol_files.md</c>).</summary>
internal static class BreakpadHead
{
    private const int LongestLine = 4096, Window = 64 * 1024;

    /// <summary>What errors say of a file that should be one.</summary>
    public static FileKind Kind { get; } = new("symbol file of Breakpad", "Make it anew.");

    /// <summary>True when a file begins as one does.</summary>
    public static bool Is(CheckedReader input) => input.Length >= 7 && input.At(0, 7, "the first line").SequenceEqual("MODULE "u8);

    /// <summary>Reads them, and which kinds of records follow.</summary>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: the first line is wrong.</exception>
    public static DebugObject Read(CheckedReader input)
    {
        string head = Encoding.UTF8.GetString(input.At(0, (int)Math.Min(LongestLine, input.Length), "the first line"));
        string[] lines = head.Split('\n', 3), module = lines[0].TrimEnd('\r').Split(' ', 5);
        if (lines.Length < 2 || module.Length != 5 || !DebugId.TryParse(module[3], out DebugId id))
            throw input.Bad(0, "the first line", "is not MODULE, system, processor, id and name");
        string[] code = lines[1].TrimEnd('\r').Split(' ');
        return new DebugObject(input.Name, DebugFormat.Breakpad, id)
        {
            Name = module[4].Split('/', '\\')[^1] is { Length: > 0 } name ? name : throw input.Bad(0, "the name of the module", "is empty"),
            CodeId = code is ["INFO", "CODE_ID", var text, ..] && text.Length > 0 && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null,
            Processor = Processor(module[2]),
            Features = Features(input),
            BreakpadProgram = module[1] switch { "windows" => DebugFormat.Pe, "mac" or "mac_catalyst" or "ios" => DebugFormat.MachO, _ => DebugFormat.Elf },
        };
    }

    /// <summary>A processor of a MODULE record, as this project names it; null for one that it doesn't know.</summary>
    public static string? Processor(string module) =>
        module switch { "x86_64" or "x86_64h" => "amd64", "arm64" or "arm64e" => "arm64", "x86" => "x86", "arm" => "arm", _ => null };

    private static DebugFeatures Features(CheckedReader input)
    {
        const DebugFeatures all = DebugFeatures.Symbols | DebugFeatures.Debug | DebugFeatures.Unwind;
        var found = DebugFeatures.None;
        byte[] window = new byte[Window];
        for (long at = 0; at < input.Length && found != all;)
        {
            ReadOnlySpan<byte> bytes = window.AsSpan(0, input.Read(at, window));
            int end = bytes.LastIndexOf((byte)'\n');
            bytes = bytes[..(end < 0 ? bytes.Length : end)];
            foreach (Range line in bytes.Split((byte)'\n'))
            {
                ReadOnlySpan<byte> record = bytes[line];
                found |= record.StartsWith("FUNC "u8) ? DebugFeatures.Symbols | DebugFeatures.Debug
                    : record.StartsWith("PUBLIC "u8) ? DebugFeatures.Symbols : record.StartsWith("STACK "u8) ? DebugFeatures.Unwind : DebugFeatures.None;
            }

            at += bytes.Length + 1;
        }

        return found;
    }
}
