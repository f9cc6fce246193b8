using System.Runtime.InteropServices;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Crashes.Symbols.Making;

/// <summary>A program of others that works on symbols.</summary>
/// <param name="Path">The program.</param>
/// <param name="Environment">Its whole environment, without credentials.</param>
public sealed record CrashProgram(string Path, IReadOnlyDictionary<string, string> Environment)
{
    private static readonly string Arch = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";

    /// <summary>Breakpad's dump_syms, of the npm package minidump: it has none for Linux on arm64.</summary>
    /// <param name="tools">Folder with the npm packages; the search path is taken where they are not there.</param>
    /// <param name="environment">What it is given; its PATH is searched.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none.</exception>
    public static CrashProgram DumpSymbols(string tools, IReadOnlyDictionary<string, string> environment) =>
        Find("dump_syms", System.IO.Path.Combine(tools, "node_modules", "minidump", "bin", $"linux-{Arch}", "dump_syms"), environment,
            "Use the image of the actions on an x64 runner, or leave 'breakpad' out of 'layouts'.");

    /// <summary>sentry-cli.</summary>
    /// <inheritdoc cref="DumpSymbols"/>
    public static CrashProgram SentryClient(string tools, IReadOnlyDictionary<string, string> environment) =>
        Find("sentry-cli", System.IO.Path.Combine(tools, "node_modules", "@sentry", $"cli-linux-{Arch}", "bin", "sentry-cli"), environment,
            "Use the image of the actions, or put sentry-cli on the PATH.");

    /// <summary>A call in a folder.</summary>
    public ChildCommand Command(string folder, IReadOnlyList<string> arguments) =>
        new(Path, arguments) { Environment = Environment, WorkingDirectory = folder };

    private static CrashProgram Find(string name, string place, IReadOnlyDictionary<string, string> environment, string remedy)
    {
        string? path = File.Exists(place) ? place : environment.GetValueOrDefault("PATH", "/usr/bin:/bin").Split(':')
            .Where(System.IO.Path.IsPathRooted).Select(part => System.IO.Path.Combine(part, name)).FirstOrDefault(File.Exists);
        return path is not null ? new CrashProgram(path, environment)
            : throw new ReleaseException(Fault.Environment, $"The program {name} is neither {place} nor on the PATH. {remedy}");
    }
}
