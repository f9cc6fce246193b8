using System.Text;
using UvRelease.Crashes.Redaction;
using UvRelease.Crashes.Reports;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Crashes.Redaction;

public sealed class JavaScriptRedactionSpecs
{
    private static readonly JavaScriptError Error = new(
        JavaScriptError.Format, "demo", "1.2.3", "latest", "renderer", "linux", "x64", "38.1.0", new string('a', 32), false, "TypeError",
        "jdoe@example.org may not open /home/jdoe/secret.txt with token=abc123",
        "TypeError: jdoe may not\n    at f (file:///home/jdoe/app/main.js:10:5)\n    at g (https://u:p@example.org/b.js?k=v:1:2)",
        [
            new("file:///home/jdoe/app/main.js", "11111111-1111-4111-8111-111111111111"),
            new("https://u:p@example.org/b.js?k=v", "21111111-1111-4111-8111-111111111111"),
        ]);

    [Fact]
    public void Its_texts_lose_who_and_whose_and_scripts_are_still_found()
    {
        RedactedError redacted = JavaScriptRedaction.Redact(JavaScriptErrorJson.Write(Error), "error.json");
        Assert.Equal("<email> may not open ~/secret.txt with token=<secret>", redacted.Error.Message);
        Assert.Equal("TypeError: <user> may not\n    at f (file://~/app/main.js:10:5)\n    at g (https://example.org/b.js:1:2)", redacted.Error.Stack);
        Assert.Equal(["file://~/app/main.js", "https://example.org/b.js"], redacted.Error.DebugIds.Select(script => script.File));
        Assert.Equal(4, redacted.Proof.TextsChanged);
        RedactedError twice = JavaScriptRedaction.Redact(redacted.Bytes, "error.json");
        Assert.Equal(redacted.Bytes, twice.Bytes);
        Assert.Equal(0, twice.Proof.TextsChanged);
    }

    [Fact]
    public void Texts_that_grow_keep_to_the_limits_of_the_format()
    {
        string message = string.Concat(Enumerable.Repeat("a@b.co ", 8_000 / 7)).TrimEnd();
        RedactedError redacted = JavaScriptRedaction.Redact(JavaScriptErrorJson.Write(Error with { Message = message, DebugIds = [] }), "error.json");
        Assert.DoesNotContain("a@b", redacted.Error.Message, StringComparison.Ordinal);
        Assert.Equal(redacted.Bytes, JavaScriptRedaction.Redact(redacted.Bytes, "error.json").Bytes);
    }

    [Fact]
    public void Scripts_that_become_one_are_named_once()
    {
        const string first = "11111111-1111-4111-8111-111111111111", second = "21111111-1111-4111-8111-111111111111";
        ScriptDebugId[] scripts = [new("/home/ann/a.js", first), new("/home/bob/a.js", second)];
        RedactedError redacted = JavaScriptRedaction.Redact(JavaScriptErrorJson.Write(Error with { DebugIds = scripts }), "x");
        Assert.Equal([scripts[0] with { File = "~/a.js" }], redacted.Error.DebugIds);
    }

    [Fact]
    public void A_field_that_the_format_does_not_name_is_refused()
    {
        string document = Encoding.UTF8.GetString(JavaScriptErrorJson.Write(Error));
        document = document.Replace("\"startup\"", "\"user\": \"jdoe\", \"startup\"", StringComparison.Ordinal);
        ReleaseException error = Assert.Throws<ReleaseException>(() => JavaScriptRedaction.Redact(Encoding.UTF8.GetBytes(document), "x"));
        Assert.Contains("'user'", error.Message, StringComparison.Ordinal);
    }
}
