using System.Globalization;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Check.Commitlint;

/// <summary>Reads the setting of one rule: <c>[level, applicability, value]</c>.</summary>
internal static class CommitlintSetting
{
    /// <summary>Reads a setting.</summary>
    /// <returns>The rule; or why it is not imported; or neither, when the rule is off.</returns>
    /// <exception cref="Releases.ReleaseException">commitlint itself would refuse it.</exception>
    public static (MessageRule? Rule, string? NotImported) Read(string id, YamlNode setting)
    {
        if (setting is not YamlSequence { Items: { Count: > 0 and <= 3 } items })
            throw setting.Wrong($"is {setting.What} and must be a list: [level, \"always\" or \"never\", value].");
        int level = items[0] is YamlScalar { Text: "0" or "1" or "2" } scalar ? scalar.Text[0] - '0'
            : throw items[0].Wrong("must be 0 (off), 1 (warning) or 2 (error).");
        if (level == 0)
            return (null, null);
        if (items.Count < 2 || items[1] is not YamlScalar { Text: "always" or "never" } when)
            throw setting.Wrong("must say \"always\" or \"never\" after the level.");
        if (!MessageRules.Ids.Contains(id))
            return (null, "There is no such rule here.");
        var rule = new MessageRule(id, level == 1 ? FindingSeverity.Warning : FindingSeverity.Error, when.Text == "always");
        YamlNode? value = items.Count == 3 ? items[2] : null;
        if (id.EndsWith("-length", StringComparison.Ordinal))
            return Length(rule, value);
        if (id.EndsWith("-enum", StringComparison.Ordinal) || id.EndsWith("-case", StringComparison.Ordinal) || id == "subject-full-stop")
            return Words(rule, value);
        return (rule, null);
    }

    private static (MessageRule?, string?) Length(MessageRule rule, YamlNode? value) =>
        value is YamlScalar { Text: "Infinity" or ".inf" } ? (null, null)
        : value is YamlScalar scalar && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? (rule with { Number = number }, null)
        : value is null ? (rule, null)
        : throw value.Wrong("must be a length.");

    private static (MessageRule?, string?) Words(MessageRule rule, YamlNode? value)
    {
        IReadOnlyList<YamlNode> nodes = value switch { null => [], YamlSequence list => list.Items, _ => [value] };
        if (nodes.Any(node => node is not YamlScalar))
            return (null, "Its value is a mapping; only a list of words is understood.");
        string[] words = [.. nodes.Cast<YamlScalar>().Select(word => word.Text)];
        if (rule.Id.EndsWith("-case", StringComparison.Ordinal)
            && nodes.FirstOrDefault(node => !LetterCase.Names.Contains(((YamlScalar)node).Text)) is { } unknown)
            throw unknown.Wrong($"is no case. Known: {string.Join(", ", LetterCase.Names.Take(8))}.");
        return (rule with { Words = words }, null);
    }
}
