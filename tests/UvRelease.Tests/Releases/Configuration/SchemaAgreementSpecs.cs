using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Releases.Configuration;

/// <summary>The schema, as npm's ajv reads it, and the reader say the same.</summary>
public class SchemaAgreementSpecs
{
    private static readonly string[] Folder = ["tests", "UvRelease.Tests", "Releases", "Configuration"];

    [Fact]
    public async Task The_schema_and_the_reader_agree_on_a_table_of_documents()
    {
        Node.Needs("ajv");
        string[] good = [.. DocumentTable.Good.Select(row => row.Data), File.ReadAllText(SourceTree.At([.. Folder, "examples", "full.yml"]))];
        string[] bad = [.. DocumentTable.Bad.Select(row => row.Data.Item1)];
        JsonElement judged = await Node.AskAsync(SourceTree.At([.. Folder, "validate.mjs"]), good.Concat(bad).ToArray());
        string?[] errors = [.. judged.EnumerateArray().Select(error => error.GetString())];
        Assert.Equal([], good.Zip(errors).Where(pair => pair.Second is not null).Select(pair => $"{pair.First}: {pair.Second}"));
        Assert.Equal([], bad.Zip(errors.Skip(good.Length)).Where(pair => pair.Second is null).Select(pair => pair.First));
    }

    // An unknown key's error names the keys that are known: these are the reader's own.
    [Theory]
    [InlineData("", "#")]
    [InlineData("changelog", "#/$defs/changelog")]
    [InlineData("changelog.paths", "#/$defs/changelog/properties/paths")]
    [InlineData("changelog.templates", "#/$defs/changelog/properties/templates")]
    [InlineData("changelog.sections[0]", "#/$defs/section")]
    [InlineData("changelog.trackers[0]", "#/$defs/changelog/properties/trackers/items")]
    [InlineData("portable", "#/$defs/portable")]
    [InlineData("portable.binaries[0]", "#/$defs/portable/properties/binaries/items")]
    [InlineData("portable.assets[0]", "#/$defs/portable/properties/assets/items")]
    [InlineData("check", "#/$defs/check")]
    [InlineData("check.subject", "#/$defs/check/properties/subject")]
    [InlineData("check.fragments", "#/$defs/check/properties/fragments")]
    [InlineData("check.ignore", "#/$defs/check/properties/ignore")]
    [InlineData("electron", "#/$defs/electron")]
    [InlineData("electron.targets", "#/$defs/electron/properties/targets")]
    [InlineData("electron.arches", "#/$defs/electron/properties/arches")]
    [InlineData("publish", "#/$defs/publish")]
    [InlineData("publish.minimum-system-version", "#/$defs/publish/properties/minimum-system-version")]
    [InlineData("promote", "#/$defs/promote")]
    [InlineData("components.app", "#/$defs/components/additionalProperties")]
    [InlineData("request", "#/$defs/request")]
    [InlineData("announce", "#/$defs/announce")]
    [InlineData("promote.transitions[0]", "#/$defs/transition")]
    [InlineData("promote.transitions[0].bake", "#/$defs/transition/properties/bake")]
    [InlineData("promote.transitions[0].health", "#/$defs/transition/properties/health")]
    [InlineData("promote.transitions[0].adoption", "#/$defs/transition/properties/adoption")]
    [InlineData("promote.checks[0]", "#/$defs/promote/properties/checks/items")]
    [InlineData("promote.freeze[0]", "#/$defs/promote/properties/freeze/items")]
    [InlineData("promote.sign-off", "#/$defs/promote/properties/sign-off")]
    [InlineData("promote.waivers", "#/$defs/promote/properties/waivers")]
    [InlineData("promote.health", "#/$defs/promote/properties/health/anyOf/3")]
    [InlineData("promote.regression", "#/$defs/promote/properties/regression")]
    [InlineData("promote.benchmarks[0]", "#/$defs/promote/properties/benchmarks/items")]
    [InlineData("promote.capacity", "#/$defs/promote/properties/capacity")]
    public void The_schema_and_the_reader_know_the_same_keys(string path, string place)
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(SourceTree.At("schema", "configuration.schema.json")))!;
        foreach (string step in place.Split('/').Skip(1))
            schema = schema is JsonArray list ? list[int.Parse(step)]! : schema[step]!;
        string required = path switch
        {
            "changelog.sections[0]" => "id: features, ",
            "components.app" => "paths: [a], ",
            "changelog.trackers[0]" => "prefix: A, url: 'https://x.y/{key}', ",
            "portable.binaries[0]" or "portable.assets[0]" => "path: a, ",
            "promote.transitions[0]" => "from: beta, ",
            "promote.checks[0]" => "name: a, ",
            "promote.freeze[0]" => "name: a, time-zone: UTC, from: '2026-01-01T00:00', until: '2026-01-02T00:00', ",
            "promote.health" => "source: sentry, organization: a, project: 1, release: 'a@{version}', ",
            "promote.regression" => "profile: full, ",
            "promote.benchmarks[0]" => "id: a, unit: ms, most: 1, ",
            "promote.capacity" => "clients: 1, megabits-per-second: 1, ",
            _ => ""
        };
        string yaml = $"{{ {required}zzzzzzzzzz: 1 }}";
        foreach (string step in path.Split('.', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            if (step == "transitions[0]" && !path.EndsWith(step, StringComparison.Ordinal))
                yaml = "{ from: beta, " + yaml[2..];
            yaml = step.EndsWith("[0]", StringComparison.Ordinal) ? $"{{ {step[..^3]}: [ {yaml} ] }}" : $"{{ {step}: {yaml} }}";
        }

        string message = Assert.Throws<ReleaseException>(() => WholeConfiguration.Parse(yaml, "x.yml")).Message;
        string[] known = message[(message.IndexOf("Known here: ", StringComparison.Ordinal) + 12)..].TrimEnd('.').Split(", ");
        Assert.Equal(schema["properties"]!.AsObject().Select(property => property.Key).Order(StringComparer.Ordinal), known.Order(StringComparer.Ordinal));
    }
}
