namespace UvRelease.Changelog.Upgrading;

/// <summary>Says what kind of break a sentence describes, for breaks whose author gave none. English words only; what has none of them is behaviour.</summary>
internal static class KindOfBreak
{
    internal static MigrationKind Of(string sentence)
    {
        Signs signs = Read(sentence);
        return signs switch
        {
            _ when signs.HasFlag(Signs.MinimumVersion) => MigrationKind.MinimumVersion,
            _ when signs.HasFlag(Signs.Removal) => signs.HasFlag(Signs.Platform) && !signs.HasFlag(Signs.Api) ? MigrationKind.Platform : MigrationKind.Removed,
            _ when signs.HasFlag(Signs.Deprecation) => MigrationKind.Deprecated,
            _ when signs.HasFlag(Signs.Default) => MigrationKind.Default,
            _ when signs.HasFlag(Signs.Api) => MigrationKind.Api,
            _ => MigrationKind.Behavior,
        };
    }

    // Word by word, with the word before: "at least", "no longer supported", "12 or newer".
    private static Signs Read(string sentence)
    {
        Signs signs = Signs.None;
        string before = "", beforeThat = "";
        bool asks = false;
        for (int at = 0; at < sentence.Length;)
        {
            int length = LengthOfWord(sentence.AsSpan(at));
            if (length == 0)
            {
                at++;
                continue;
            }

            bool capital = char.IsUpper(sentence[at]);
            string word = sentence.Substring(at, length).ToLowerInvariant();
            at += length;
            // An app has windows too.
            if (word == "windows" && !capital && !IsSystem(sentence.AsSpan(at)))
                word = "window";
            bool number = char.IsAsciiDigit(word[0]);
            asks |= word is "minimum" or "require" or "requires" || (before == "at" && word == "least")
                || (before == "deployment" && word == "target");
            bool orLater = word is "newer" or "later" && before == "or" && beforeThat.Length > 0 && char.IsAsciiDigit(beforeThat[0]);
            if (orLater || (asks && word.AsSpan().IndexOfAnyInRange('0', '9') >= 0) || (number && at < sentence.Length && sentence[at] == '+'))
                signs |= Signs.MinimumVersion;
            signs |= Of(word, before, beforeThat);
            (beforeThat, before) = (before, word);
        }

        return signs;
    }

    private static Signs Of(string word, string before, string beforeThat) => word switch
    {
        "remove" or "removes" or "removed" or "removal" or "removing"
            or "drop" or "drops" or "dropped" or "dropping" or "delete" or "deletes" or "deleted" or "gone" => Signs.Removal,
        "supported" or "available" or "exist" or "exists" when before == "longer" && beforeThat == "no" => Signs.Removal,
        "windows" or "macos" or "linux" or "ubuntu" or "debian" or "fedora" or "ia32" or "x86" or "arm64" or "armv7l" or "32-bit" => Signs.Platform,
        "os" when before == "mac" => Signs.Platform,
        "x" when before == "os" => Signs.Platform,
        "deprecate" or "deprecates" or "deprecated" or "deprecation" or "deprecating" => Signs.Deprecation,
        "default" or "defaults" => Signs.Default,
        "rename" or "renames" or "renamed" or "renaming" or "signature" or "argument" or "arguments" or "parameter" or "parameters" or "return" or "returns"
            or "api" or "method" or "function" or "event" or "option" => Signs.Api,
        _ => Signs.None,
    };

    // windows 7, windows support, windows on arm64
    private static bool IsSystem(ReadOnlySpan<char> rest) => rest.TrimStart() is [>= '0' and <= '9', ..]
        || rest.StartsWith(" support", StringComparison.OrdinalIgnoreCase) || rest.StartsWith(" on arm", StringComparison.OrdinalIgnoreCase)
        || rest.StartsWith(" xp", StringComparison.OrdinalIgnoreCase) || rest.StartsWith(" vista", StringComparison.OrdinalIgnoreCase);

    // Letters, digits and what joins them inside a word, such as in 32-bit or 1.2.
    private static int LengthOfWord(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length
            && (char.IsLetterOrDigit(text[length])
            || (length > 0 && text[length] is '-' or '.' && length + 1 < text.Length && char.IsLetterOrDigit(text[length + 1]))))
            length++;
        return length;
    }

    [Flags]
    private enum Signs
    {
        None = 0,
        MinimumVersion = 1,
        Removal = 2,
        Platform = 4,
        Deprecation = 8,
        Default = 16,
        Api = 32,
    }
}
