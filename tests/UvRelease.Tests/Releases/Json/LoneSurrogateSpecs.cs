using System.Text;
using UvRelease.Releases;
using UvRelease.Releases.Json;
using Xunit;

namespace UvRelease.Tests.Releases.Json;

public sealed class LoneSurrogateSpecs
{
    [Theory]
    [InlineData(@"""\ud800""", @"""\ufffd""")]
    [InlineData(@"""\udfff\ud800\udc00""", @"""\ufffd\ud800\udc00""")]
    [InlineData(@"""\ud800\ud800\udc00""", @"""\ufffd\ud800\udc00""")]
    [InlineData(@"""\uD83D\u0041""", @"""\ufffd\u0041""")]
    [InlineData(@"""\\ud800""", @"""\\ud800""")]
    [InlineData(@"""\\\ud800""", @"""\\\ufffd""")]
    [InlineData(@"""\ud83d\ude00""", @"""\ud83d\ude00""")]
    [InlineData(@"""\n\u00e9\ud8", @"""\n\u00e9\ud8")]
    [InlineData(@"\", @"\")]
    [InlineData("", "")]
    public void Half_a_character_is_replaced_and_nothing_else(string json, string replaced) =>
        Assert.Equal(replaced, Encoding.UTF8.GetString(LoneSurrogates.Replaced(Encoding.UTF8.GetBytes(json))));

    [Theory]
    [InlineData("{\"schema\":\"\\ud800\"}", "'schema' has half of a surrogate pair")]
    [InlineData("{\"\\udc00\":1}", "x.json is no JSON that can be trusted")]
    public void A_strict_document_is_refused_for_it(string json, string says) =>
        Assert.Contains(says, Assert.Throws<ReleaseException>(() => JsonMapping.Parse(Encoding.UTF8.GetBytes(json), "x.json").Text("schema")).Message,
            StringComparison.Ordinal);
}
