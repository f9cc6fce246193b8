using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Reports;

/// <summary>What texts of reports and pings must look like: what is wrong with one, as the rest of a sentence, or null. Their schemas say the same.</summary>
internal static class ReportForms
{
    private const int LongestVersion = 128;

    // A number of 19 digits is the longest that always fits into 64 bits.
    private const ulong MostInVersion = 9_999_999_999_999_999_999;

    /// <summary>Of the version of an app, or of Electron.</summary>
    public static string? Version(string text) =>
        SemanticVersion.TryParse(text) is not { } version ? DocumentForms.SemanticVersion(text)
        : version is { Major: <= MostInVersion, Minor: <= MostInVersion, Patch: <= MostInVersion } ? AtMost(text, LongestVersion)
        : "has a number of more than 19 digits.";

    /// <summary>Of a random id of a device that holds for one day, so that nobody can follow a device from day to day.</summary>
    public static string? Device(string text) =>
        text.Length == 32 && text.All(char.IsAsciiHexDigitLower) ? null : "must be 32 lower-case hexadecimal digits.";

    /// <summary>Of a text that may have so many characters of Unicode.</summary>
    public static string? AtMost(string text, int most) =>
        Characters(text) is var count && count > most ? $"has {count} characters, and may have {most}." : null;

    /// <summary>Characters of Unicode, as JSON Schema counts them. Halves of surrogate pairs that are alone count too.</summary>
    public static int Characters(string text)
    {
        int pairs = 0;
        for (int at = 1; at < text.Length; at++)
            pairs += char.IsSurrogatePair(text[at - 1], text[at]) ? 1 : 0;
        return text.Length - pairs;
    }
}
