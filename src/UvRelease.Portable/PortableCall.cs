using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Yaml;

namespace UvRelease.Portable;

/// <summary>A call of an installed command.</summary>
/// <param name="Run">The command's name and its arguments; arguments may hold <c>{state}</c>, <c>{config}</c>, <c>{root}</c> where a unit has them.</param>
/// <param name="Exit">Exit code that it must have.</param>
/// <param name="Output">What a line that it prints must match: a regular expression of the kind that grep -E and .NET read alike; empty for any.</param>
/// <param name="Seconds">How long it may take.</param>
/// <param name="Kinds">Archives that it is for.</param>
/// <param name="Label">What it shows, for people.</param>
public sealed partial record PortableCall(
    IReadOnlyList<string> Run, int Exit, string Output, int Seconds, IReadOnlyList<PortableKind> Kinds, string Label)
{
    private const int MostArguments = 50, LongestArgument = 1000;

    /// <summary>Reads the calls of a key; null where it is absent.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    public static IReadOnlyList<PortableCall>? ReadAll(YamlMapping section, string key) => section.Mappings(key)?.Select(Read).ToArray();

    /// <summary>Reads the words of a command: its name, and arguments of which each may be there several times.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line and column.</exception>
    public static IReadOnlyList<string> ReadRun(YamlMapping at)
    {
        IReadOnlyList<string> run = at.AllTexts("run", Argument, MostArguments) ?? [];
        return run.Count == 0 ? throw at.Required("run").Wrong("must be a list of a command and its arguments, such as [sample, --version].")
            : CommandName(run[0]) is { } problem ? throw at.Required("run").Wrong($"names the command '{run[0]}', which {problem}") : run;
    }

    /// <summary>What is wrong with the name of a command; null where it is right.</summary>
    public static string? CommandName(string text) => NameForm().IsMatch(text)
        ? null : "must be a command's name: at most 64 letters, digits, dots, hyphens and underscores, a letter or digit first.";

    /// <summary>What is wrong with an argument, or another line of the data file; null where it is right.</summary>
    public static string? Argument(string text) => text.Length <= LongestArgument && !text.Any(char.IsControl)
        ? null : $"must be one line of at most {LongestArgument} characters.";

    private static PortableCall Read(YamlMapping at)
    {
        IReadOnlyList<string> run = ReadRun(at);
        var call = new PortableCall(run, at.Number("exit", 0, 255) ?? 0, at.Text("output", Pattern) ?? "", at.Number("seconds", 1, 3600) ?? 30,
            PortableKinds.Read(at), at.Text("label", SettingForms.Label) ?? string.Join(' ', run));
        at.End();
        return call;
    }

    // What grep -E and .NET read differently: classes of both kinds, groups with a question mark, back-references, and intervals.
    private static string? Pattern(string text) =>
        Argument(text) ?? (Unlike().IsMatch(text) ? @"has \ before a letter or digit, (?, [[: or {, which not every shell's grep -E reads as .NET does."
            : SettingForms.Pattern(text));

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\\[A-Za-z0-9<>'`]|\(\?|\[[:.=]|\{|[*+?]\?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Unlike();
}
