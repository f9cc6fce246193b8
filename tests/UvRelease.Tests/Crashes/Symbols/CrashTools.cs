using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

/// <summary>The programs of others that the image has for crash reports.</summary>
internal static class CrashTools
{
    private static readonly string Modules = SourceTree.At("tools", "crash-tools", "node_modules");

    /// <summary>sentry-cli.</summary>
    public static string Sentry => Found("@sentry/cli-linux-x64/bin/sentry-cli");

    /// <summary>Breakpad's dump_syms.</summary>
    public static string DumpSymbols => Found("minidump/bin/linux-x64/dump_syms");

    private static string Found(string place)
    {
        string path = Path.Combine(Modules, place);
        Assert.SkipUnless(File.Exists(path), $"There is no {path}. Run npm ci in tools/crash-tools, on x64.");
        return path;
    }

    /// <summary>Skips a test where a program of a list is missing.</summary>
    public static void Need(params ReadOnlySpan<string> programs)
    {
        foreach (string program in programs)
            OutsideProgram.Needs(program);
    }
}
