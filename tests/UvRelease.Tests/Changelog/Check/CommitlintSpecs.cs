using System.Text.Json;
using UvRelease.Changelog.Check;
using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Changelog.Check.Messages;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Check;

public class CommitlintSpecs
{
    private const string Conventional = "extends: ['@commitlint/config-conventional']\n";

    [Theory]
    [InlineData(".commitlintrc.json", "{\n\t\"extends\": [\"@commitlint/config-conventional\"],\n\t\"rules\": {\"scope-enum\":[2,\"always\",[\"ui\"]]}\n}")]
    [InlineData(".commitlintrc", "{\"extends\":\"@commitlint/config-conventional\",\"rules\":{\"scope-enum\":[2,\"always\",[\"ui\"]]}}")]
    [InlineData(".commitlintrc.yml", "extends:\n  - '@commitlint/config-conventional'\nrules:\n  scope-enum: [2, always, [ui]]\n")]
    [InlineData("package.json",
        "{\"name\":\"x\",\"version\":\"1.0.0\",\"commitlint\":{\"extends\":[\"@commitlint/config-conventional\"],\"rules\":{\"scope-enum\":[2,\"always\","
        + "[\"ui\"]]}}}")]
    public void A_configuration_is_read_in_any_of_its_forms(string file, string text)
    {
        CommitlintRules rules = CommitlintFile.Parse(text, file);
        Assert.Equal(CommitlintRules.Conventional.Count + 1, rules.Rules.Count);
        Assert.Equal(["ui"], rules.Rules.Single(rule => rule.Id == "scope-enum").Words);
        Assert.Empty(rules.NotImported);
    }

    [Theory]
    [InlineData("commitlint.config.js", "module.exports = {}", "is a program", null)]
    [InlineData(".commitlintrc.yml", "extends: '@acme/config'\n", "a preset that is not known", 1)]
    [InlineData(".commitlintrc.yml", "rules:\n  type-enum: 2\n", "must be a list", 2)]
    [InlineData(".commitlintrc.yml", "rules:\n  type-enum: [3, always, [a]]\n", "must be 0", 2)]
    [InlineData(".commitlintrc.yml", "rules:\n  type-enum: [2, often, [a]]\n", "always", 2)]
    [InlineData(".commitlintrc.yml", "rules:\n  type-case: [2, always, odd-case]\n", "is no case", 2)]
    [InlineData(".commitlintrc.yml", "rules:\n  header-max-length: [2, always, many]\n", "must be a length", 2)]
    [InlineData("package.json", "{\"name\":\"x\"}", "no key 'commitlint'", null)]
    [InlineData(".commitlintrc.json", "{\"rules\":", "YAML", 2)]
    [InlineData(".commitlintrc.json", "{}", "has no rules", null)]
    [InlineData(".commitlintrc.yml", "plugins: [x]\nrules: {}\n", "has no rules", null)]
    public void What_cannot_be_imported_whole_is_refused(string file, string text, string words, int? line)
    {
        var error = Assert.Throws<ReleaseException>(() => CommitlintFile.Parse(text, file));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Equal((Fault.Input, file, line), (error.Fault, error.File, error.Line));
    }

    [Fact]
    public void What_has_no_counterpart_is_named_and_warned_about()
    {
        CommitlintRules rules = CommitlintFile.Parse(Conventional
            + "plugins: [x]\nhelpUrl: y\nrules:\n  trailer-exists: [2, always, 'Signed-off-by:']\n  signed-off-by: [0]\n  scope-case: [2, always, {cases: "
            + "[kebab-case]}]\n  type-enum: [0]\n", ".commitlintrc.yml");
        Assert.Equal([("plugins", 2), ("trailer-exists", 5), ("scope-case", 7)], rules.NotImported.Select(skipped => (skipped.Name, skipped.Line)));
        Assert.DoesNotContain(rules.Rules, rule => rule.Id == "type-enum");
        CheckResult result = ChangeCheck.Check(Change.PullRequest("feat: x"), CheckRules.Of(new(), rules));
        Assert.Equal(["Warning not-imported"], Change.Verdict(result));
        Assert.Equal((".commitlintrc.yml", 2), (result.Findings[0].Place.File, result.Findings[0].Place.Line));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData(
        """{"type-enum":[1,"never",["feat"]],"type-case":[2,"always",["upper-case","pascal-case"]],"""
        + """ "scope-enum":[2,"always",["ui","menu","api-v2"]],"scope-empty":[1,"never"],"""
        + """ "subject-case":[2,"always","sentence-case"],"subject-full-stop":[2,"always","."]}""")]
    [InlineData(
        """{"type-empty":[2,"always"],"scope-case":[2,"always",["kebab-case"]],"scope-empty":[2,"always"],"""
        + """ "subject-empty":[2,"always"],"subject-min-length":[2,"always",6],"subject-max-length":[1,"always",12],"""
        + """ "header-max-length":[2,"always",20],"subject-case":[2,"always",["lower-case","snake-case","start-case"]]}""")]
    [InlineData(
        """{"scope-enum":[2,"never",["ui"]],"scope-case":[2,"never",["camel-case","upper-case"]],"""
        + """ "type-case":[2,"never","lower-case"],"breaking-change-exclamation-mark":[2,"always"],"""
        + """ "body-leading-blank":[2,"always"],"footer-leading-blank":[2,"always"],"body-max-line-length":[2,"always",12],"""
        + """ "footer-max-line-length":[2,"always",18]}""")]
    [InlineData(
        """{"subject-case":[2,"never",["camel-case","kebab-case","lower-case"]],"""
        + """ "breaking-change-exclamation-mark":[2,"never"],"body-leading-blank":[2,"never"],"""
        + """ "footer-leading-blank":[2,"never"]}""")]
    public async Task The_verdict_on_a_message_is_commitlints_own(string rules)
    {
        string[] messages = [.. Messages()];
        JsonElement verdicts = await Judge.AskAsync("commitlint.mjs", new { rules = JsonSerializer.Deserialize<JsonElement>(rules), messages });
        CheckRules imported =
            CheckRules.Of(new(), CommitlintFile.Parse($$"""{"extends":["@commitlint/config-conventional"],"rules":{{rules}}}""", ".commitlintrc.json"));
        string[] differences =
        [
            .. from pair in messages.Zip(verdicts.EnumerateArray())
               let theirs = string.Join(", ", pair.Second.EnumerateArray().Select(rule => rule.GetString()))
               let ours = string.Join(", ", Ours(pair.First, imported))
               where ours != theirs
               select $"{JsonSerializer.Serialize(pair.First)}: ours [{ours}], theirs [{theirs}]",
        ];
        Assert.True(differences.Length == 0, $"{differences.Length} of {messages.Length} differ:\n{string.Join('\n', differences.Take(20))}");
    }

    // UV-1: look-alikes are ours alone, and never errors beside imported rules.
    private static IEnumerable<string> Ours(string message, CheckRules rules) =>
        MessageRules.Check(CommitlintMessage.Read(message), rules.Message, FindingPlace.Title)
            .Select(finding => $"{finding.Severity.ToString().ToLowerInvariant()} {finding.Rule}").Order(StringComparer.Ordinal);

    private static IEnumerable<string> Messages()
    {
        string[] types = ["feat", "Fix", "DOCS", "feature", "f_x1", "a-b", ""];
        string[] scopes = ["", "(ui)", "(UI)", "(menu,ui)", "(menu, api-v2)", "(ui/x)", "(api-v2)", "(camelCase)", "()", "(a)(b)"];
        string[] marks = [": ", "!: ", ":", " : ", "! "];
        string[] subjects = ["add it", "Add it", "Add It", "ADD IT", "add_it", "add.", "Add...", "", "AddIt", "addIt",
            "add `Quoted` thing", "12 things", "été en août", "Été", "Œuvre Æther", "l'été", "don't Panic", "修复", "a", "closes #12", "XMLHttp request"];
        string[] endings =
        [
            "", "\n\nA body.", "\nglued", "\n\nbody\n\nBREAKING CHANGE: all of it", "\n\nbody\nBREAKING CHANGE: all of it",
                "\n\nbreaking change: small", "\n\nRefs #12", "\n\nbody line that is long\n\nCloses #12, #13",
            "\n\nsee https://example.com/a/very/long/address#12", "\n\nBREAKING-CHANGE: y\n\nmore of it\n\nRefs: #3\nand a tail",
                "\r\n\r\nwindows body\r\n\r\nRefs: #1\r\n", "\n\nfixes x #1 closes https://x.y/#2 ",
            "\n\nSigned-off-by: A <a@b.c>", "\n\n* BREAKING CHANGE: in a list\n", " ", "\n\n\nbody",
        ];
        foreach (string type in types)
        {
            foreach (string scope in scopes)
            {
                foreach (string mark in marks)
                    yield return $"{type}{scope}{mark}add it";
            }

            foreach (string subject in subjects)
                yield return $"{type}: {subject}";
        }

        foreach (string subject in subjects)
        {
            foreach (string ending in endings)
            {
                yield return $"feat(ui): {subject}{ending}";
                yield return $"feat!: {subject}{ending}";
            }
        }
    }
}
