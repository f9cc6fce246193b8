using System.Text.RegularExpressions;
using UvRelease.Changelog.Upgrading;
using UvRelease.Changelog.Versions;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.ChangelogFragments;

/// <summary>Reads what is between the two lines <c>---</c> of a changelog fragment.</summary>
internal static partial class FrontMatter
{
    private static readonly Dictionary<string, MigrationKind> Kinds = new(StringComparer.Ordinal)
    {
        ["removed"] = MigrationKind.Removed,
        ["api"] = MigrationKind.Api,
        ["behavior"] = MigrationKind.Behavior,
        ["default"] = MigrationKind.Default,
        ["deprecated"] = MigrationKind.Deprecated,
        ["platform"] = MigrationKind.Platform,
        ["minimum-version"] = MigrationKind.MinimumVersion,
    };

    private static readonly Dictionary<string, VersionBump> Bumps = new(StringComparer.Ordinal)
    {
        ["none"] = VersionBump.None,
        ["patch"] = VersionBump.Patch,
        ["minor"] = VersionBump.Minor,
        ["major"] = VersionBump.Major,
    };

    internal static ChangelogFragment Read(YamlMapping matter, ChangelogFragment body)
    {
        string type = matter.RequiredText("type", text => TypeForm().IsMatch(text) ? null
            : "must be a commit type such as feat or fix: lower-case letters, digits and hyphens.");
        string? scope = matter.Text("scope", text => ScopeForm().IsMatch(text) ? null
            : "must be a scope: 1 to 60 characters on one line, without brackets and colons.");
        MigrationKind? kind = matter.OneOf("kind", Kinds.Keys) is { } word ? Kinds[word] : null;
        VersionBump? bump = matter.OneOf("bump", Bumps.Keys) is { } name ? Bumps[name] : null;
        bool? said = matter.Flag("breaking");
        bool kindBreaks = kind is not (null or MigrationKind.Deprecated);
        if (said == false && kindBreaks)
            throw matter.Required("breaking").Wrong("is false, and the kind says that something breaks. Change one.");
        bool breaking = said ?? (kindBreaks || bump is VersionBump.Major);
        // Below 1.0.0 a break raises the minor version; a smaller bump for a break is a contradiction.
        if (breaking && bump is VersionBump.None or VersionBump.Patch)
            throw matter.Required("bump").Wrong("is too small for a breaking change. Remove it.");
        ChangelogFragment fragment = body with
        {
            Type = type,
            Scope = scope,
            Kind = kind,
            IsBreaking = breaking,
            Bump = bump ?? Default(type, breaking),
            Platforms = matter.Texts("platforms", text => PlatformForm().IsMatch(text) ? null
                : "must be mac, win or linux, alone or with an architecture such as mac-arm64.", most: 20) ?? [],
            Links = matter.Texts("links", text => LinkForm().IsMatch(text) ? null : "must be an https address.", most: 20) ?? [],
            PullRequest = matter.Number("pr", 1, int.MaxValue),
        };
        matter.End();
        return fragment;
    }

    private static VersionBump Default(string type, bool breaking) => breaking
        ? VersionBump.Major
        : type switch { "feat" => VersionBump.Minor, "fix" or "perf" or "security" or "revert" => VersionBump.Patch, _ => VersionBump.None };

    [GeneratedRegex(@"^[a-z][a-z0-9-]{0,39}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TypeForm();

    [GeneratedRegex(@"^[^\s()\[\]{}:](?:[^()\[\]{}:\r\n]{0,58}[^\s()\[\]{}:])?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScopeForm();

    [GeneratedRegex(@"^(?:mac|win|linux)(?:-(?:x64|arm64|ia32|armv7l|universal))?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PlatformForm();

    [GeneratedRegex(@"^https?://[^\s<>""\\]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex LinkForm();
}
