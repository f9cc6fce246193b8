using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Commits;

/// <summary>
/// Subjects of commits that only make a release, as npm (<c>1.2.3</c>), lerna (<c>Publish</c>), changesets (<c>Version Packages</c>), release-please
/// (<c>chore(main): release 1.2.3</c>), semantic-release and people (<c>Bump to version 1.2.3</c>, <c>pinia@2.2.4</c>) write them: no changes.
/// </summary>
internal static partial class VersionCommit
{
    private const int LongestSubject = 130;
    private const string Version = @"v?[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?";

    /// <summary>True for one; its footers, such as Release-As, still count.</summary>
    public static bool Is(string subject)
    {
        if (subject.Length is 0 or > LongestSubject || !MayBe(subject))
            return false;
        string text = PullRequestSuffix.Read(subject).Rest.Trim();
        if (OfTools().IsMatch(text))
            return true;
        bool typed = HeaderLine.TryRead(text, out HeaderLine header) && header.IsConventional;
        if (!typed)
            return Plain().IsMatch(text);
        bool release = header.Scope.Equals("release", StringComparison.OrdinalIgnoreCase) || header.Type.Equals("release", StringComparison.OrdinalIgnoreCase);
        bool may = release || header.Type.Equals("chore", StringComparison.OrdinalIgnoreCase) || header.Type.Equals("build", StringComparison.OrdinalIgnoreCase)
            || header.Type.Equals("ci", StringComparison.OrdinalIgnoreCase);
        return may && !header.Marked && (Plain().IsMatch(header.Description) || (release && Mentioned().IsMatch(header.Description)));
    }

    // Asked of every commit of a history, so most are told apart without a pattern.
    private static bool MayBe(ReadOnlySpan<char> subject)
    {
        int dot = subject.IndexOf('.');
        if (dot > 0 && dot + 1 < subject.Length && char.IsAsciiDigit(subject[dot - 1]) && char.IsAsciiDigit(subject[dot + 1]))
            return true;
        ReadOnlySpan<char> told = subject[(subject.IndexOf(':') + 1)..].TrimStart();
        return dot > 0 && subject[(dot + 1)..].Contains('.') ? subject.IndexOfAnyInRange('0', '9') >= 0
            : subject.StartsWith("[maven-release-plugin]", StringComparison.Ordinal) || told.StartsWith("releasing", StringComparison.OrdinalIgnoreCase)
                || told.StartsWith("prepar", StringComparison.OrdinalIgnoreCase)
                || told.StartsWith("publish", StringComparison.OrdinalIgnoreCase) || told.StartsWith("version", StringComparison.OrdinalIgnoreCase)
                || told.StartsWith("release", StringComparison.OrdinalIgnoreCase);
    }

    // changesets, Maven, and what is written by hand after them.
    [GeneratedRegex(@"^(?:RELEASING: Releasing [0-9]+ package\(s\)|\[maven-release-plugin\] +(?:prepare (?:release|branch) \S+|rollback the release of \S+"
        + @"|(?:prepare )?for next development iteration)|prepare for (?:the )?next (?:development (?:iteration|cycle|version)|release))\.?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex OfTools();

    [GeneratedRegex(@"^(?:🔖|:bookmark:)? *(?:preparing (?:for )?|prepare )?"
        + @"(?:(?:(?:prepare |cut |new )?(?:release|publish|version|bump|tag)(?:d|ed|ing|s)?(?: of| to| for)?:?(?: the)?(?: package)?(?: "
        + @"version)?(?: number)?(?: to)?:? )?"
        + @"(?:@?[\w./-]+@)?" + Version + @"(?: release)?|(?:updated?|updating) (?:the )?change ?log(?: for)?:? " + Version
        + @"|(?:bump|set|update|change)(?:d|ped|ed)? (?:the )?(?:package )?version(?: number)?(?: to| from .* to)? " + Version
        + @"|publish|(?:version|release) packages?(?: \(\w+\))?|publish new versions?)\.?(?: \[skip ci\])?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();

    [GeneratedRegex(@"(?:^|[ @])" + Version + @"(?: \[skip ci\])?\z|^publish\z|^version packages?\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Mentioned();
}
