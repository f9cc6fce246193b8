using System.Text;
using System.Text.Json;

namespace UvRelease.Tests.Crashes.Redaction;

/// <summary>What is planted in the real dumps, and Breakpad's stack walk over them.</summary>
internal static class PlantedDumps
{
    /// <summary>What is planted, by its place.</summary>
    public static IReadOnlyDictionary<string, string> Secrets =>
        JsonDocument.Parse(File.ReadAllText(CrashCorpus.At("secrets.json"))).RootElement.EnumerateObject()
            .ToDictionary(secret => secret.Name, secret => secret.Value.GetString()!, StringComparer.Ordinal);

    /// <summary>A dump.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(CrashCorpus.Dump(name));

    /// <summary>How often a text is in some bytes, in ASCII and in UTF-16.</summary>
    public static int Hits(ReadOnlySpan<byte> bytes, string text) =>
        bytes.Count(Encoding.UTF8.GetBytes(text)) + bytes.Count(Encoding.Unicode.GetBytes(text));

    /// <summary>What <c>minidump_stackwalk -m</c> writes.</summary>
    public static string Frames(byte[] dump, bool symbols)
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("one.dmp");
        File.WriteAllBytes(file, dump);
        return CrashCorpus.Judge("minidump_stackwalk", symbols ? ["-m", file, CrashCorpus.Symbols] : ["-m", file]);
    }
}
