namespace UvRelease.Tests.Doubles;

/// <summary>Texts that break writers of line protocols.</summary>
internal static class HostileText
{
    /// <summary>Delimiters and tokens of both sides are made of this, so that texts can hold their like.</summary>
    public const string Uuid = "11111111-2222-4333-8444-555555555555";

    public static readonly string[] All =
    [
        "", "x", " ", "a\nb", "\n", "a\n", "\na", "a\n\n", "a\rb", "a\r\nb\r", "\r\n", "a=b", "=", "a<<b", "<<", "a=b<<c", "EOF", "a<<EOF\nb\nEOF\n",
        "ghadelimiter_00000000-0000-4000-8000-000000000000", "ghadelimiter_", "%", "%25", "%0A", "%0D%0A%3A%2C", "100 %\n", "::", "::add-mask::x",
        "\n::set-output name=a::b", "##[error]x", "##[add-mask]x", "::stop-commands::x", "a:b,c", "title=x,file=y", "é✓𝒳",
        "👩‍👩‍👧‍👦", "\ufeffx", "\u2028\u2029",
        "\u001b[31mred\u001b[0m", "\t\v\f\b\a", "a\\nb", "\"quoted\"", "'single'", "$(id)", "`id`", "{\"a\":[1,\"x\"]}", new string('z', 200 * 1024),
        string.Concat(Enumerable.Repeat("line %\r\n👩‍👧=<<::\n", 9_000)), "\ud800", "a\udc00b",
    ];
}
