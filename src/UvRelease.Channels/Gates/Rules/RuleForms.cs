using System.Globalization;
using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;

namespace UvRelease.Channels.Gates.Rules;

/// <summary>What values of section <c>promote</c> may look like.</summary>
internal static partial class RuleForms
{
    private const string Any = "any";

    /// <summary>Of the name of a gate.</summary>
    public static string? Gate(string text)
    {
        if (GateWords.Kind(text) is not null)
            return null;
        string near = NearestName.Of(text, GateWords.All) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        return $"is no gate.{near} Known here: {string.Join(", ", GateWords.All)}.";
    }

    /// <summary>True for a key whose value is the word <c>any</c>.</summary>
    public static bool IsAny(YamlMapping at, string key) =>
        at.Entries.TryGetValue(key, out YamlPair? pair) && pair.Value is YamlScalar { Text: Any } && at.OneOf(key, [Any]) is not null;

    /// <summary>A share such as <c>0.5 %</c>, as 0 to 1; null where the key is absent.</summary>
    public static double? Share(YamlMapping at, string key) => at.Text(key, ShareProblem) is { } text ? Number(text) : null;

    /// <summary>A margin such as <c>50 %</c>, as 0.5; null where the key is absent.</summary>
    public static double? Margin(YamlMapping at, string key) => at.Text(key, MarginProblem) is { } text ? Number(text) : null;

    /// <summary>Of a time zone by its name in the IANA database, which this machine must know.</summary>
    public static string? TimeZone(string text) =>
        ZoneForm().IsMatch(text) ? Zones.Problem(text) : "must be a time zone by its name in the IANA database, such as Europe/Berlin, or UTC.";

    /// <summary>Of an account at GitHub.</summary>
    public static string? Login(string text) => LoginForm().IsMatch(text) ? null : "must be the login of an account at GitHub.";

    private static string? ShareProblem(string text) =>
        ShareForm().IsMatch(text) ? null : "must be a share such as 0.5% or 25 %: 0 to 100, at most two decimals, with the sign.";

    private static string? MarginProblem(string text) =>
        MarginForm().IsMatch(text) ? null : "must be a margin such as 50%: 0 to 999, at most two decimals, with the sign.";

    private static double Number(string text) =>
        (double)(decimal.Parse(text.AsSpan(0, text.Length - 1).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) / 100);

    [GeneratedRegex(@"^(?:100|[1-9]?[0-9](?:\.[0-9]{1,2})?) ?%\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ShareForm();

    [GeneratedRegex(@"^(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,2})? ?%\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex MarginForm();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,32}){0,2}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex ZoneForm();

    [GeneratedRegex(@"^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,98}[A-Za-z0-9])?(?:\[bot\])?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex LoginForm();
}
