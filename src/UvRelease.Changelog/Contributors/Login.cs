using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Contributors;

/// <summary>Names of accounts at GitHub.</summary>
internal static partial class Login
{
    /// <summary>
    /// True for letters, digits and single hyphens; those of a company's managed users have an underscore (octo_acme). Anything else is no login and
    /// stays text.
    /// </summary>
    public static bool IsValid(string login) => Form().IsMatch(login);

    [GeneratedRegex(@"^[A-Za-z0-9](?:[-_]?[A-Za-z0-9]){0,38}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
