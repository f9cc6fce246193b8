using System.Text.Json;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog;

/// <summary>Asks npm's micromark and marked, readers that know nothing of us, what is active in a text.</summary>
internal static class MarkdownJudge
{
    private static readonly string[] Tags =
        ["a", "br", "code", "details", "em", "h2", "h3", "h4", "li", "ol", "p", "pre", "strong", "summary", "ul"];

    /// <summary>Fails where a tag of a stranger, a link outside the allowed addresses, or a mention comes out.</summary>
    public static async Task AssertHarmlessAsync(IReadOnlyList<string> texts, params string[] allowed)
    {
        Assert.SkipUnless(Directory.Exists(SourceTree.At("tests", "UvRelease.Tests", "Changelog", "judges-notes", "node_modules")),
            "The judges are not installed: run npm ci in tests/UvRelease.Tests/Changelog/judges-notes.");
        Node.Needs("ajv");
        JsonElement answer = await Node.AskAsync(SourceTree.At("tests", "UvRelease.Tests", "Changelog", "judges-notes", "what-is-active.mjs"), texts);
        int i = 0;
        foreach (JsonElement active in answer.EnumerateArray())
        {
            string text = texts[i++];
            Assert.All(Strings(active, "tags"), tag => Assert.True(Tags.Contains(tag, StringComparer.Ordinal), $"<{tag}> of:\n{text}"));
            Assert.All(Strings(active, "targets"), target => Assert.True(allowed.Any(prefix => target.StartsWith(prefix, StringComparison.Ordinal))
                && !target.Split('?', '#')[0].Split('/').Contains("..", StringComparer.Ordinal), $"link to {target} of:\n{text}"));
            Assert.True(!Strings(active, "mentions").Any(), $"mention {string.Join(' ', Strings(active, "mentions"))} of:\n{text}");
        }
    }

    private static IEnumerable<string> Strings(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!);
}
