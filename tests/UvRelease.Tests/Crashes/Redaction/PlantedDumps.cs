using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Xunit;

namespace UvRelease.Tests.Crashes.Redaction;

/// <summary>Real dumps with secrets planted in them (tests/crashes), and Breakpad's stack walk over them.</summary>
internal static class PlantedDumps
{
    private static readonly string Folder = SourceTree.At("artifacts", "crashes");

    /// <summary>Names of all dumps; none where they are not made.</summary>
    public static IReadOnlyList<string> Names { get; } = Directory.Exists(Path.Combine(Folder, "dumps"))
        ? [.. Directory.GetFiles(Path.Combine(Folder, "dumps"), "*.dmp").Select(file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>What is planted, by its place.</summary>
    public static IReadOnlyDictionary<string, string> Secrets { get; } = Names.Count == 0 ? new Dictionary<string, string>()
        : JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "secrets.json"))).RootElement.EnumerateObject()
            .ToDictionary(secret => secret.Name, secret => secret.Value.GetString()!, StringComparer.Ordinal);

    /// <summary>Skips the test where there are none.</summary>
    public static void Need() => Assert.SkipWhen(Names.Count == 0, "There are no crash dumps: run tests/crashes/corpus.sh, which says what it lacks.");

    /// <summary>A dump.</summary>
    public static byte[] Read(string name) => File.ReadAllBytes(Path.Combine(Folder, "dumps", name + ".dmp"));

    /// <summary>How often a text is in some bytes, in ASCII and in UTF-16.</summary>
    public static int Hits(ReadOnlySpan<byte> bytes, string text) =>
        bytes.Count(Encoding.UTF8.GetBytes(text)) + bytes.Count(Encoding.Unicode.GetBytes(text));

    /// <summary>The frames of all threads, as <c>minidump_stackwalk -m</c> prints them.</summary>
    public static string Frames(byte[] dump, bool symbols)
    {
        using var folder = new TemporaryFolder();
        string file = folder.At("one.dmp");
        File.WriteAllBytes(file, dump);
        var start = new ProcessStartInfo(Path.Combine(Folder, "bin", "minidump_stackwalk")) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-m");
        start.ArgumentList.Add(file);
        if (symbols)
            start.ArgumentList.Add(Path.Combine(Folder, "symbols"));
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
