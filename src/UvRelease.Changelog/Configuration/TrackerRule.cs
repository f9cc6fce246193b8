using System.Text.RegularExpressions;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Configuration;

/// <summary>A tracker with keys such as UV-123.</summary>
/// <param name="Prefix">Letters of the key, such as UV.</param>
/// <param name="Url">Address with <c>{key}</c> or <c>{number}</c> in its path.</param>
public sealed partial record TrackerRule(string Prefix, string Url)
{
    internal static IReadOnlyList<TrackerRule> ReadAll(YamlMapping section)
    {
        var rules = new List<TrackerRule>();
        foreach (YamlMapping item in section.Mappings("trackers", most: 20) ?? [])
        {
            string prefix = item.RequiredText("prefix", text => PrefixForm().IsMatch(text)
                ? null : "must be capital letters, digits and underscores, a letter first, at most 20.");
            string url = item.RequiredText("url", text => UrlForm().IsMatch(text) ? null
                : "must be an https address with {key} or {number} in its path, such as https://tracker.example.com/browse/{key}.");
            item.End();
            if (rules.Exists(rule => rule.Prefix == prefix))
                throw item.Required("prefix").Wrong($"is '{prefix}', which another tracker has already. Remove one.");
            rules.Add(new TrackerRule(prefix, url));
        }

        return rules;
    }

    [GeneratedRegex(@"^[A-Z][A-Z0-9_]{0,19}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PrefixForm();

    // The placeholder comes after the host's slash, so that no key can choose another host.
    [GeneratedRegex(@"^https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[A-Za-z0-9._~/?=&%:+#-]*\{(?:key|number)\}[A-Za-z0-9._~/?=&%:+#-]*\z",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex UrlForm();
}
