namespace UvRelease.Runner;

/// <summary>How @actions/core reads the text of an input (core.ts: getInput, getMultilineInput, getBooleanInput).</summary>
public static class InputText
{
    /// <summary>Removes what JavaScript's String.trim removes: white space, line ends and the byte order mark.</summary>
    public static string Trim(string text) => text.AsSpan().Trim(JavaScriptWhiteSpace).ToString();

    /// <summary>Splits at line feeds, leaves out empty lines, trims the rest.</summary>
    public static IReadOnlyList<string> Lines(string text) =>
        [.. Trim(text).Split('\n').Where(line => line.Length > 0).Select(Trim)];

    /// <summary>Reads a boolean by the YAML 1.2 core schema (§10.3.2): three spellings each, nothing else.</summary>
    /// <returns>Null for any other text.</returns>
    public static bool? Boolean(string text) => text switch
    {
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ => null,
    };

    private const string JavaScriptWhiteSpace =
        "\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff";
}
