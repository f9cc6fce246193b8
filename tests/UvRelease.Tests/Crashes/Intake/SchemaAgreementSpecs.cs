using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UvRelease.Crashes.Intake;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>What npm's ajv says of a document by its schema, the intake answers: a client can be written from the schema.</summary>
public sealed class SchemaAgreementSpecs
{
    private const string Id = "3d8f9e0a-6d3c-4a2b-8f1e-0123456789ab";
    private const string Of = """ "app":"demo","version":"1.2.3","channel":"latest","device":"0123456789abcdef0123456789abcdef", """;
    private const string Ping = "{" + Of + """ "schema":"uv-release/ping/1","kind":"Session","minutes":3}""";

    private const string Error = "{" + Of + $$"""
        "schema":"uv-release/js-error/1","process":"renderer","platform":"linux","arch":"x64","electron":"38.1.0","startup":false,
        "name":"TypeError","message":"x","stack":"TypeError: x","debugIds":[{"file":"app:///main.js","id":"{{Id}}"}]}
        """;

    // A property, and JSON that it must or must not be: of pings and of errors, of pings, of errors.
    private static readonly (string Name, string[] Good, string[] Bad)[] Both =
    [
        ("schema", [], ["null", "1", "\"uv-release/ping/2\"", "\"uv-release/js-error/2\"", "\"\""]),
        ("app", ["\"a\"", Text(40)], ["null", "1", "\"\"", "\"Demo\"", "\"1a\"", "\"a b\"", "\"a.b\"", "\"a\\n\"", "\"\u00e4\"", Text(41)]),
        ("channel", ["\"a-1\""], ["null", "[]", "\"\"", "\"-a\"", "\"a_b\"", Text(41)]),
        ("version",
            ["\"0.0.0\"", "\"1.2.3-beta.1+a.01\"", "\"1.0.0--\"", "\"9999999999999999999.0.0\"", $"\"1.2.3-{new string('a', 122)}\""],
            ["null", "1", "\"\"", "\"1.2\"", "\"v1.2.3\"", "\"01.2.3\"", "\"1.2.3-01\"", "\"1.2.3-\"", "\"1.2.3+\"", "\"1.2.3-a..b\"", "\"1.2.3\\n\"",
                "\"10000000000000000000.0.0\"", "\"1.2.3-\u00e4\"", $"\"1.2.3-{new string('a', 123)}\""]),
    ];

    private static readonly (string Name, string[] Good, string[] Bad)[] OfPings =
    [
        .. Both,
        ("kind", ["\"Day\""], ["null", "\"day\"", "\"Hour\"", "0"]),
        ("device", [], ["null", "1", "\"\"", $"\"{new string('A', 32)}\"", $"\"{new string('a', 31)}\"", $"\"{new string('a', 33)}\""]),
        ("minutes", ["0", "1440"], ["-1", "1441", "1.5", "\"3\"", "null", "true"]),
    ];

    private static readonly (string Name, string[] Good, string[] Bad)[] OfErrors =
    [
        .. Both,
        ("process", ["\"browser\"", "\"worker\"", "\"service-worker\"", "\"utility\""], ["null", "\"Browser\"", "\"\"", "1"]),
        ("platform", ["\"win32\"", "\"darwin\""], ["null", "\"windows\"", "1"]),
        ("arch", ["\"arm64\"", "\"ia32\"", "\"arm\""], ["null", "\"x86_64\"", "1"]),
        ("electron", ["null"], ["1", "\"\"", "\"38\"", "\"v38.1.0\""]),
        ("device", ["null"], ["1", "\"\"", $"\"{new string('G', 32)}\"", $"\"{new string('a', 31)}\""]),
        ("startup", ["true"], ["null", "0", "\"false\""]),
        ("name", ["\"\"", Text(200)], ["null", "1", Text(201)]),
        ("message", ["\"\"", "\"\\u2028<\u00e9>\"", Text(8000), Text(8000, "\U0001f600")], ["null", "[]", Text(8001)]),
        ("stack", ["\"\"", Text(64_000), Text(64_000, "\U0001f600")], ["null", "{}", Text(64_001), Text(64_001, "\U0001f600")]),
        ("debugIds", ["[]", Ids(100), $$"""[{"file":"","id":"{{Id}}"}]""", $$"""[{"file":{{Text(2000)}},"id":"{{Id}}"}]"""],
            ["null", "{}", "[1]", "[{}]", Ids(101), $$"""[{"file":"a"}]""", $$"""[{"id":"{{Id}}"}]""", $$"""[{"file":"a","id":"{{Id}}","x":1}]""",
                $$"""[{"file":{{Text(2001)}},"id":"{{Id}}"}]""", $$"""[{"file":"a","id":"{{Id.ToUpperInvariant()}}"}]""",
                $$"""[{"file":"a","id":"{{Id.Replace("-", "", StringComparison.Ordinal)}}"}]""", $$"""[{"file":"a","id":null}]""",
                $$"""[{"file":"a","id":"{{Id}}"},{"file":"a","id":"{{Id}}"}]"""]),
    ];

    [Theory]
    [InlineData("ping"), InlineData("js-error")]
    public async Task The_schema_and_the_intake_agree_on_a_table_of_documents(string schema)
    {
        Node.Needs("ajv");
        (string whole, (string Name, string[] Good, string[] Bad)[] table) = schema == "ping" ? (Ping, OfPings) : (Error, OfErrors);
        string[] good = [whole, .. table.SelectMany(row => row.Good.Select(value => With(whole, row.Name, value)))];
        string[] bad =
        [
            .. table.SelectMany(row => row.Bad.Select(value => With(whole, row.Name, value))), .. table.Select(row => Without(whole, row.Name)),
            With(whole, "user", "\"jane\""), With(whole, "Device", "null"), "[]", "null", "\"x\"", "{}",
        ];
        JsonElement judged = await Node.AskAsync(
            SourceTree.At("tests", "UvRelease.Tests", "Releases", "Configuration", "validate.mjs"), new { schema, documents = (string[])[.. good, .. bad] });
        using var stage = new IntakeStage(new IntakeSettings { MostPerMinute = int.MaxValue });
        var wrong = new List<string>();
        foreach ((int number, string document) in good.Concat(bad).Index())
        {
            IntakeAnswer answer = schema == "ping" ? await stage.Ping(document)
                : await stage.Send("application/json", Encoding.UTF8.GetBytes(document), consent: "collecting, uploading");
            (bool isGood, string? error) = (number < good.Length, judged[number].GetString());
            if (answer.Status != (isGood ? 200 : 400) || error is null != isGood)
                wrong.Add($"{answer}, by the schema: {error}: {document[..Math.Min(document.Length, 500)]}");
        }

        Assert.Equal([], wrong);
    }

    // What JSON Schema has no words for is in a description.
    [Fact]
    public async Task What_a_schema_can_not_say_is_refused_all_the_same()
    {
        using var stage = new IntakeStage();
        string other = Id.Replace('3', '4');
        string twice = With(Error, "debugIds", $$"""[{"file":"a","id":"{{Id}}"},{"file":"a","id":"{{other}}"}]""");
        foreach (string document in (string[])[twice, Error + new string(' ', 1 << 20)])
            Assert.InRange((await stage.Send("application/json", Encoding.UTF8.GetBytes(document), consent: "collecting, uploading")).Status, 400, 413);
        Assert.Equal(413, (await stage.Ping(Ping + new string(' ', 4096))).Status);
        Assert.Empty(stage.Files);
    }

    private static string Text(int length, string of = "x") => $"\"{string.Concat(Enumerable.Repeat(of, length))}\"";

    private static string Ids(int count) => "[" + string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"file":"{{i}}","id":"{{Id}}"}""")) + "]";

    private static string With(string document, string name, string value)
    {
        JsonObject changed = JsonNode.Parse(document)!.AsObject();
        changed[name] = JsonNode.Parse(value);
        return changed.ToJsonString();
    }

    private static string Without(string document, string name)
    {
        JsonObject changed = JsonNode.Parse(document)!.AsObject();
        changed.Remove(name);
        return changed.ToJsonString();
    }
}
