using System.Text;
using System.Text.Json.Nodes;
using UvRelease.Crashes.Reports;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Reports;

public class JavaScriptErrorSpecs
{
    private static readonly JavaScriptError Example = new(
        JavaScriptError.Format, "sample-app", "1.4.0", "beta", "browser", "linux", "x64", "44.1.0", "0123456789abcdef0123456789abcdef", false, "TypeError",
        "x is not a function \u2028 <é>", "TypeError: x is not a function\n    at start (app:///main.js:1:200)",
        [new("app:///main.js", "3d8f9e0a-6d3c-4a2b-8f1e-0123456789ab")]);

    private static readonly string Text = Encoding.UTF8.GetString(JavaScriptErrorJson.Write(Example));

    [Fact]
    public void What_is_written_is_what_a_serializer_makes_of_the_record_and_is_read_again()
    {
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Reflected.Write(Example)), JsonNode.Parse(Text)));
        JavaScriptError read = JavaScriptErrorJson.Read(Encoding.UTF8.GetBytes(Text), "error.json");
        Assert.Equal(Text, Encoding.UTF8.GetString(JavaScriptErrorJson.Write(read)));
        Assert.Equal(Example.Message, read.Message);
    }

    [Fact]
    public void Half_of_a_surrogate_pair_becomes_the_replacement_character()
    {
        string half = Text.Replace("x is not a function \\u2028", "\\ud83d", StringComparison.Ordinal);
        JavaScriptError read = JavaScriptErrorJson.Read(Encoding.UTF8.GetBytes(half), "e");
        Assert.StartsWith("\ufffd <", read.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"process\": \"browser\"", "\"process\": \"Browser\"", "'process' must be one of browser, renderer")]
    [InlineData("\"platform\": \"linux\"", "\"platform\": \"plan9\"", "'platform' must be one of")]
    [InlineData("\"startup\": false", "\"startup\": 0", "'startup' is the number 0")]
    [InlineData("\"version\": \"1.4.0\"", "\"version\": \"1.4\"", "'version' is no semantic version")]
    [InlineData("0123456789abcdef0123456789abcdef", "jane", "'device' must be 32 lower-case")]
    [InlineData("3d8f9e0a-", "3D8F9E0A-", "'debugIds[0].id' must be a UUID in lower case")]
    [InlineData("js-error/1", "js-error/2", "'schema' is 'uv-release/js-error/2'")]
    [InlineData("\"arch\": \"x64\",", "\"arch\": \"x64\", \"user\": \"jane\",", "'user' is no known property")]
    [InlineData("\"arch\": \"x64\",", "", "'arch' is missing")]
    [InlineData("{", "[", "is no JSON that can be trusted")]
    public void What_is_wrong_is_named(string good, string bad, string sentence)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(Text.Replace(good, bad, StringComparison.Ordinal));
        ReleaseException error = Assert.Throws<ReleaseException>(() => JavaScriptErrorJson.Read(bytes, "error.json"));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(sentence, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_scripts_and_the_document_have_limits()
    {
        static string Refused(JavaScriptError error) =>
            Assert.Throws<ReleaseException>(() => JavaScriptErrorJson.Read(JavaScriptErrorJson.Write(error), "e")).Message;
        string id = Example.DebugIds[0].Id;
        Assert.Contains("'stack' has 64001 characters", Refused(Example with { Stack = new string('x', 64_001) }), StringComparison.Ordinal);
        Assert.Contains("'message' has 8001 characters", Refused(Example with { Message = new string('x', 8_001) }), StringComparison.Ordinal);
        Assert.Contains("is there twice", Refused(Example with { DebugIds = [new("a.js", id), new("a.js", id)] }), StringComparison.Ordinal);
        Assert.Contains("has 101 scripts", Refused(Example with { DebugIds = [.. Enumerable.Range(0, 101).Select(i => new ScriptDebugId($"{i}", id))] }),
            StringComparison.Ordinal);
        Assert.Contains("has 1048577 bytes", Assert.Throws<ReleaseException>(
            () => JavaScriptErrorJson.Read(new byte[JavaScriptErrorJson.MostBytes + 1], "e")).Message, StringComparison.Ordinal);
    }
}
