namespace UvRelease.Tests.Changelog;

/// <summary>Texts of strangers who want to be more than text.</summary>
internal static class HostileMarkdown
{
    public static readonly string[] Pieces =
    [
        "a", "word ", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\t", "`", "``", "```", "```js\n",
            "\n```\n", "~~~\n", "\\", "\\`", "*", "**", "_", "[", "]", "(", ")", "](", "![", "[x](http://evil.example)",
        "<http://evil.example>", "http://evil.example/", "https://github.com/acme/app/../../evil",
            "https://github.com/acme/app@evil.example/", "https://github.com/acme/app/pull/1", "https://github.com/acme/app/%2e%2e/x",
        "https://github.com/acme/app/a)](javascript:1)", "www.evil.example", "a@evil.example",
            "mailto:a@evil.example", "@user", "@org/team", "#12", "acme/app#1", "<img src=x onerror=alert(1)>", "<script>", "</details>",
        "<!-- uv-release:release 5.0.0 -->", "<!-- /uv-release:release 5.0.0 -->", "\n<!-- /uv-release:release 5.0.0 -->\n",
            "<!--", "-->", "&lt;", "&#60;script&#62;", "&copy;", "# ", "\n## 4.0.0\n", "- ", "\n- [ ] ", "1. ", "> ",
        "\n> [!NOTE]\n", "---", "\n---\n", "\n===\n", "|", "\n| a | b |\n|---|---|\n", "[^1]",
            "[x]: http://evil.example\n", "Before:\n", "After:\n", "\u202e", "\u0007", "\u2028", "é", "👩‍👧", "{description}", "$x$", ":tada:",
    ];

    /// <summary>The same texts each time.</summary>
    public static IEnumerable<string> Texts(int count, int seed)
    {
#pragma warning disable CA5394 // The same values each time are what is wanted.
        var random = new Random(seed);
        for (int i = 0; i < count; i++)
            yield return string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Pieces[random.Next(Pieces.Length)]));
#pragma warning restore CA5394
    }
}
