using System.Text.RegularExpressions;
using UvRelease.Formats.Plists;

namespace UvRelease.Apple.Bundles;

/// <summary>What becomes of a file below the sealed folder.</summary>
/// <param name="Pattern">Regular expression on its path.</param>
/// <param name="Weight">The rule with the highest one decides.</param>
/// <param name="Omit">It is not sealed.</param>
/// <param name="Optional">It may be missing.</param>
/// <param name="Nested">It is code that is sealed by its own signature.</param>
public sealed record ResourceRule(string Pattern, int Weight = 1, bool Omit = false, bool Optional = false, bool Nested = false)
{
    private readonly Regex regex = new(Pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);

    internal bool Matches(string path) => regex.IsMatch(path);

    internal PropertyListValue Value => this is { Weight: 1, Omit: false, Optional: false, Nested: false } ? new PropertyListValue.Boolean(true)
        : new PropertyListValue.Dictionary(Keys());

    private IEnumerable<KeyValuePair<string, PropertyListValue>> Keys()
    {
        if (Nested)
            yield return new("nested", new PropertyListValue.Boolean(true));
        if (Omit)
            yield return new("omit", new PropertyListValue.Boolean(true));
        if (Optional)
            yield return new("optional", new PropertyListValue.Boolean(true));
        if (Weight != 1)
            yield return new("weight", new PropertyListValue.Real(Weight));
    }
}

/// <summary>The rules of Apple's signer for bundles (bundlediskrep.cpp).</summary>
public sealed class ResourceRules
{
    // Expressions take long to be made.
    private static readonly ResourceRules FlatFirst = MakeFirst(true), DeepFirst = MakeFirst(false), FlatSecond = MakeSecond(true),
        DeepSecond = MakeSecond(false);

    private ResourceRules(params ResourceRule[] all) => All = all;

    /// <summary>The rules.</summary>
    public IReadOnlyList<ResourceRule> All { get; }

    /// <summary>Rules of the first version of seals.</summary>
    public static ResourceRules First(bool isFlat) => isFlat ? FlatFirst : DeepFirst;

    /// <summary>Rules of the second version of seals.</summary>
    public static ResourceRules Second(bool isFlat) => isFlat ? FlatSecond : DeepSecond;

    private static ResourceRules MakeFirst(bool isFlat) => new([.. Localized(isFlat), new("^version.plist$"), new(isFlat ? "^.*" : "^Resources/")]);

    private static ResourceRules MakeSecond(bool isFlat)
    {
        ResourceRule[] both =
        [
            .. Localized(isFlat),
            new("^.*"),
            new("^Info\\.plist$", 20, Omit: true),
            new("^PkgInfo$", 20, Omit: true),
            new("^version\\.plist$", 20),
            new("^embedded\\.provisionprofile$", 20),
            new("^(.*/)?\\.DS_Store$", 2000, Omit: true),
            new(".*\\.dSYM($|/)", 11),
        ];
        return new(isFlat ? both :
        [
            .. both,
            new("^Resources/", 20),
            new("^[^/]+$", 10, Nested: true),
            new("^(Frameworks|SharedFrameworks|PlugIns|Plug-ins|XPCServices|Helpers|MacOS|Library/(Automator|Spotlight|LoginItems))/", 10, Nested: true),
        ]);
    }

    /// <summary>The rule that decides about a path; null where none does.</summary>
    public ResourceRule? Of(string path) => All.Where(rule => rule.Matches(path)).MaxBy(rule => rule.Weight);

    /// <summary>The rules as seals have them.</summary>
    public PropertyListValue.Dictionary Value => new(All.Select(rule => KeyValuePair.Create(rule.Pattern, rule.Value)));

    private static ResourceRule[] Localized(bool isFlat)
    {
        string folder = isFlat ? "" : "Resources/";
        return
        [
            new($"^{folder}.*\\.lproj/", 1000, Optional: true),
            new($"^{folder}Base\\.lproj/", 1010),
            new($"^{folder}.*\\.lproj/locversion.plist$", 1100, Omit: true),
        ];
    }
}
