using System.Text.RegularExpressions;

namespace UvRelease.Releases.Yaml;

/// <summary>What a plain scalar stands for.</summary>
internal enum ScalarKind
{
    Text,
    Nothing,
    Flag,
    Number,
}

/// <summary>
/// The core schema of YAML 1.2 (§10.3.2), which current editors and npm's yaml follow: <c>yes</c>, <c>on</c> and <c>1_000</c> are text there, not
/// truth and numbers as in YAML 1.1.
/// </summary>
internal static partial class ScalarKinds
{
    internal static ScalarKind Of(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => ScalarKind.Nothing,
        "true" or "True" or "TRUE" or "false" or "False" or "FALSE" => ScalarKind.Flag,
        _ => Number().IsMatch(text) ? ScalarKind.Number : ScalarKind.Text,
    };

    [GeneratedRegex(@"^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan"
        + @"|NaN|NAN))\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}
