using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Electron.Deb;

/// <summary>Versions in Debian's order.</summary>
public static partial class DebVersion
{
    /// <summary>
    /// The version that Debian orders as Semantic Versioning orders this one: <c>1.2.0-beta.1</c> becomes <c>1.2.0~beta.1</c>, for <c>~</c> sorts
    /// before everything and <c>-</c> would start a revision that sorts after (Debian Policy §5.6.12).
    /// </summary>
    public static string Of(SemanticVersion version) => version.ToString().Replace('-', '~');

    // [epoch:]upstream-version[-revision]; without an epoch and a colon, which electron-builder never writes.
    [GeneratedRegex("^[0-9][A-Za-z0-9.+~]*(-[A-Za-z0-9.+~]+)*$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    internal static partial Regex Allowed { get; }
}
