namespace UvRelease.Tests.Doubles;

/// <summary>Reads what a step wrote for the runner, in the simplest way that is right for it.</summary>
internal static class RunnerFile
{
    /// <summary>Entries of an output, environment or state file whose values are what they are; the last one counts.</summary>
    public static IReadOnlyDictionary<string, string> Read(string text)
    {
        var entries = new Dictionary<string, string>(StringComparer.Ordinal);
        string rest = text;
        while (rest.Length > 0)
        {
            int end = rest.IndexOf('\n', StringComparison.Ordinal);
            string[] head = rest[..end].Split("<<", 2);
            int close = rest.IndexOf($"\n{head[1]}\n", end, StringComparison.Ordinal);
            entries[head[0]] = close > end ? rest[(end + 1)..close] : "";
            rest = rest[(close + head[1].Length + 2)..];
        }

        return entries;
    }
}
