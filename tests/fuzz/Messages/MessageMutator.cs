namespace UvRelease.Fuzz.Messages;

/// <summary>Spoils messages.</summary>
internal static class MessageMutator
{
    private static readonly string[] Dictionary =
    [
        "\n", "\r\n", "\r", "\n\n", ":", ": ", " #", "#1", "(", ")", "!", "* ", "- ", "```",
            "~~~", "````", "BREAKING CHANGE", "BREAKING CHANGE: ", "BREAKING-CHANGE:", "breaking change: ", "feat", "feat: ", "fix(x)!: ",
        "Co-authored-by: ", "Release-As: ", "(cherry picked from commit ", "This reverts commit ",
            "Revert \"", "Reapply \"", "Reverts #", "Merge pull request #1 from a/b\n\n", "Merge branch 'x'", "Merged PR 1: ", "Backport of #",
        "BEGIN_COMMIT_OVERRIDE\n", "END_COMMIT_OVERRIDE\n", "BEGIN_NESTED_COMMIT\n", "END_NESTED_COMMIT\n", "---", "\t",
            " ", "\0", "\uFEFF", "\u2028", "\u00a0", "：", "é", "\ud83d", "\udc00", "😀", "https://x/issues/1", "a/b#1", "GH-1", "<", ">", "0123456789abcdef",
    ];

    /// <summary>Changes a text in a few places.</summary>
    public static string Mutate(string text, string other, Dice dice)
    {
        for (int changes = 1 + dice.Next(5); changes > 0; changes--)
        {
            int at = dice.Next(text.Length + 1), length = dice.Next(Math.Min(text.Length - at, 40) + 1);
            text = dice.Next(6) switch
            {
                0 => text.Remove(at, length),
                1 => text.Insert(at, Dictionary[dice.Next(Dictionary.Length)]),
                2 => text.Insert(at, text.Substring(at, length)),
                3 => text[..at] + other[dice.Next(other.Length + 1)..],
                4 => text.Insert(at, ((char)dice.Next(0x10000)).ToString()),
                _ => text.Remove(at, length).Insert(at, Dictionary[dice.Next(Dictionary.Length)]),
            };
        }

        return text.Length > 4_000 ? text[..4_000] : text;
    }
}
