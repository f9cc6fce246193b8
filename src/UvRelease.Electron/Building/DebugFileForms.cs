using System.Text.Json;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>
/// Recognises source maps and debug files: by what is in them, or by the script or program that they are beside. An extension alone says nothing: levels of
/// a game are called <c>.map</c>, molecules <c>.pdb</c>.
/// </summary>
internal static class DebugFileForms
{
    private const int HeadLength = 64 * 1024;
    private const string Bundle = ".dSYM/Contents/";

    /// <summary>What a file is; null for everything else.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="head">Reads its beginning.</param>
    /// <param name="exists">Tells whether there is a file at another path.</param>
    public static ArtifactKind? Of(string path, Func<int, byte[]> head, Func<string, bool> exists) => Subjects(path) is not { } subjects ? null
        : path.EndsWith(".map", StringComparison.Ordinal)
            ? (IsScript(subjects[0]) && exists(subjects[0])) || IsMap(head(HeadLength)) ? ArtifactKind.SourceMap : null
        : path.Contains(Bundle, StringComparison.Ordinal) || subjects.Any(exists) || HoldsSymbols(head(24)) ? ArtifactKind.Symbols : null;

    /// <summary>What a debug file of such a name would be of, were it beside it; null for other names.</summary>
    public static IReadOnlyList<string>? Subjects(string path) =>
        path.IndexOf(Bundle, StringComparison.Ordinal) is > 0 and var index ? [path[..index]]
            : Path.GetExtension(path) switch
            {
                ".map" or ".debug" => [Path.ChangeExtension(path, null)],
                ".pdb" => [.. ((string[])[".node", ".dll", ".exe"]).Select(extension => Path.ChangeExtension(path, extension))],
                _ => null,
            };

    private static bool IsScript(string path) => Path.GetExtension(path) is ".js" or ".mjs" or ".cjs" or ".css" or ".jsx" or ".ts" or ".tsx";

    // ELF; the databases of Visual C++ and of .NET ("The MSF File Format" of LLVM, ECMA-335 §II.24.2.1).
    private static bool HoldsSymbols(ReadOnlySpan<byte> head) =>
        head.StartsWith("\u007fELF"u8) || head.StartsWith("Microsoft C/C++ MSF"u8) || head.StartsWith("BSJB"u8);

    // ECMA-426: an object of version 3 with mappings, or with sections that have them; servers may put )]}' before it. Only the beginning is read.
    private static bool IsMap(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith(")]}"u8))
            head = head.IndexOf((byte)'\n') is > 0 and var end ? head[end..] : [];
        bool whole = head.Length < HeadLength, maps = false;
        int? version = null;
        var json = new Utf8JsonReader(head.StartsWith("\ufeff"u8) ? head[3..] : head, whole, default);
        try
        {
            if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
                return false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                string name = json.GetString()!;
                maps |= name is "mappings" or "sections" or "sources" or "sourcesContent";
                if (name == "version" && json.Read())
                    version = json.TokenType == JsonTokenType.Number && json.TryGetInt32(out int number) ? number : 0;
                else if (name != "version" && !json.TrySkip())
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }

        return maps && (version == 3 || (version is null && !whole));
    }
}
