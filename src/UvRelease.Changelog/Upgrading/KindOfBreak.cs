using System.Text.RegularExpressions;

namespace UvRelease.Changelog.Upgrading;

/// <summary>Says what kind of break a sentence tells of, for breaks whose author gave none. English words only; what has none of them is behaviour.</summary>
internal static partial class KindOfBreak
{
    internal static MigrationKind Of(string sentence) => sentence switch
    {
        _ when MinimumVersion().IsMatch(sentence) => MigrationKind.MinimumVersion,
        _ when Removal().IsMatch(sentence) => Platform().IsMatch(sentence) ? MigrationKind.Platform : MigrationKind.Removed,
        _ when Deprecation().IsMatch(sentence) => MigrationKind.Deprecated,
        _ when Default().IsMatch(sentence) => MigrationKind.Default,
        _ when Api().IsMatch(sentence) => MigrationKind.Api,
        _ => MigrationKind.Behavior,
    };

    [GeneratedRegex(@"\b(?:(?:minimum|at least|requires?)\b.*[0-9]|[0-9.]+(?:\+| or (?:newer|later)\b))", Words, Patience)]
    private static partial Regex MinimumVersion();

    [GeneratedRegex(@"\b(?:remov(?:e|es|ed|al|ing)|drop(?:s|ped|ping)?|delet(?:e|es|ed)|no longer (?:supported|available|exists?)|gone)\b", Words, Patience)]
    private static partial Regex Removal();

    [GeneratedRegex(@"\b(?:windows|macos|mac os|os x|linux|ubuntu|debian|fedora|ia32|x86|arm64|armv7l|32-bit)\b", Words, Patience)]
    private static partial Regex Platform();

    [GeneratedRegex(@"\bdeprecat(?:e|es|ed|ion|ing)\b", Words, Patience)]
    private static partial Regex Deprecation();

    [GeneratedRegex(@"\b(?:defaults?|by default)\b", Words, Patience)]
    private static partial Regex Default();

    [GeneratedRegex(@"\b(?:renam(?:e|es|ed|ing)|signature|arguments?|parameters?|returns?|api|method|function|event|option)\b", Words, Patience)]
    private static partial Regex Api();

    // No pattern can be matched in two ways, so none needs the automaton of NonBacktracking, which takes longer to build than to use.
    private const int Patience = 1000;
    private const RegexOptions Words = RegexOptions.CultureInvariant | RegexOptions.IgnoreCase;
}
