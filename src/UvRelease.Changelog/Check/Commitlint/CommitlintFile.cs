using UvRelease.Changelog.Check.Messages;
using UvRelease.Releases;
using UvRelease.Releases.Yaml;

namespace UvRelease.Changelog.Check.Commitlint;

/// <summary>
/// Reads a commitlint configuration in JSON or YAML, so that a team can move without writing its rules anew. Programs (.js, .ts) are never run.
/// </summary>
public static class CommitlintFile
{
    private const string Preset = "@commitlint/config-conventional";
    private static readonly string[] Immaterial = ["$schema", "formatter", "helpUrl", "prompt"];
    private static readonly string[] Endings = [".js", ".cjs", ".mjs", ".ts", ".cts", ".mts"];

    /// <summary>Reads a configuration.</summary>
    /// <param name="text">The file's text.</param>
    /// <param name="file">The file, relative to the repository: .commitlintrc, .commitlintrc.json, .commitlintrc.yml, .commitlintrc.yaml, or
    /// package.json with a key commitlint.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with file and line: a program, no JSON or YAML, a preset that is not known, a
    /// setting that commitlint itself refuses.</exception>
    public static CommitlintRules Parse(string text, string file)
    {
        if (Endings.Contains(Path.GetExtension(file).ToLowerInvariant()))
            throw new ReleaseException(Fault.Input,
                $"{file} is a program, and a check that runs on strangers' pull requests runs no program of theirs. Write the rules to .commitlintrc.json: "
                + "npx commitlint --print-config json > .commitlintrc.json")
            { File = file };
        // YAML 1.2 holds JSON; a tab can occur only between its tokens, where YAML wants spaces.
        bool json = file.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || text.TrimStart('\ufeff', ' ', '\n', '\r', '\t').StartsWith('{');
        YamlMapping root = YamlText.Parse(json ? text.Replace('\t', ' ') : text, file);
        if (Path.GetFileName(file) == "package.json")
        {
            root = root.Find("commitlint") as YamlMapping
                ?? throw new ReleaseException(Fault.Input, $"{file} has no key 'commitlint' with a mapping. Name the file that holds the rules.")
                { File = file };
        }

        var rules = new Dictionary<string, MessageRule>(StringComparer.Ordinal);
        var skipped = new List<NotImported>();
        bool defaultIgnores = true;
        foreach ((string key, (YamlScalar at, YamlNode value)) in root.Entries)
        {
            if (key == "extends")
                Extend(value, rules);
            else if (key == "defaultIgnores")
                defaultIgnores = value is YamlScalar { Text: "true" or "false" } flag ? flag.Text == "true" : throw value.Wrong("must be true or false.");
            else if (key != "rules" && !Immaterial.Contains(key)
                && !(key == "parserPreset" && value is YamlScalar { Text: "conventional-changelog-conventionalcommits" }))
                skipped.Add(new NotImported(key, at.Line, "It is no rule and has no counterpart here."));
        }

        foreach ((string id, (YamlScalar at, YamlNode setting)) in root.Mapping("rules").Entries)
        {
            (MessageRule? rule, string? reason) = CommitlintSetting.Read(id, setting);
            rules.Remove(id);
            if (rule is not null)
                rules[id] = rule;
            else if (reason is not null)
                skipped.Add(new NotImported(id, at.Line, reason));
        }

        if (rules.Count == 0 && root.Mapping("rules").Entries.Count == 0)
            throw new ReleaseException(Fault.Input,
                $"{file} has no rules, and commitlint refuses that too: everything would pass. Write `\"extends\": [\"{Preset}\"]` or rules into it.")
            { File = file };
        return new CommitlintRules(file, [.. rules.Values], skipped) { DefaultIgnores = defaultIgnores };
    }

    private static void Extend(YamlNode value, Dictionary<string, MessageRule> rules)
    {
        IReadOnlyList<YamlNode> presets = value is YamlSequence list ? list.Items : [value];
        foreach (YamlNode preset in presets)
        {
            if (preset is not YamlScalar { Text: Preset })
                throw preset.Wrong($"names a preset that is not known; only {Preset} is. Without its rules everything would pass. Write them into 'rules': "
                    + "npx commitlint --print-config json");
            foreach (MessageRule rule in CommitlintRules.Conventional)
                rules[rule.Id] = rule;
        }
    }
}
