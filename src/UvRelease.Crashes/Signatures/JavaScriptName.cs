using System.Text.RegularExpressions;

namespace UvRelease.Crashes.Signatures;

/// <summary>Scripts and functions of JavaScript as signatures have them: the same in each build, version and device.</summary>
internal static partial class JavaScriptName
{
    private const int LengthOfHash = 8;

    /// <summary>The name of a file without folders, query, version and the hash of its content.</summary>
    /// <param name="file">Path or address.</param>
    public static string File(string file)
    {
        // The module is named by its content.
        if (file.StartsWith("wasm:", StringComparison.Ordinal))
            return "wasm";
        string path = file.IndexOfAny(['?', '#']) is > 0 and var query ? file[..query] : file;
        string name = path.Replace('\\', '/').TrimEnd('/').Split('/')[^1];
        string bare = WithoutHash(Version().Replace(name, "${next}"));
        return bare.Length > 0 && bare[0] != '.' ? bare : name;
    }

    /// <summary>The name of a function without what it was called on, as and how; <c>&lt;anonymous&gt;</c> where it has none.</summary>
    public static string Function(string? function)
    {
        string name = Alias().Replace(function?.Trim() ?? "", "");
        foreach (string how in new[] { "async ", "new ", "get ", "set ", "Object.", "Function.", "Module." })
            name = name.StartsWith(how, StringComparison.Ordinal) ? name[how.Length..] : name;
        return name.Length > 0 ? name : "<anonymous>";
    }

    // main.3f2a9b1c.js, index-BfZpw1tD.js
    private static string WithoutHash(string name)
    {
        int end = name.LastIndexOf('.');
        string stem = end < 0 ? name : name[..end];
        int mark = stem.Length > LengthOfHash && stem[^(LengthOfHash + 1)] is '-' or '.' ? stem.Length - LengthOfHash - 1 : stem.LastIndexOfAny(['-', '.']);
        return mark > 0 && IsHash(stem[(mark + 1)..]) ? stem[..mark] + name[stem.Length..] : name;
    }

    // Hexadecimal with a digit; or eight characters of base64 that are no word.
    private static bool IsHash(string part) => part.Length >= LengthOfHash
        && ((part.All(char.IsAsciiHexDigitLower) && part.Any(char.IsAsciiDigit))
            || (part.Length == LengthOfHash && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
                && part.Skip(1).Any(c => char.IsAsciiDigit(c) || char.IsAsciiLetterUpper(c))));

    [GeneratedRegex(@"[-@._]v?\d+\.\d+(?:\.\d+)*(?:-(?:alpha|beta|rc)[.\d]*)?(?<next>[.-]|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Version();

    [GeneratedRegex(@" \[as [^\]]*\]$", RegexOptions.NonBacktracking)]
    private static partial Regex Alias();
}
