namespace UvRelease.Crashes.SourceMaps;

/// <summary>The text of a stack, as V8 writes it.</summary>
public static class V8Stack
{
    /// <summary>Reads the calls, the innermost first. What is no call is passed over; so is the message, also where a line of it looks like one.</summary>
    /// <param name="stack">The error's <c>stack</c>.</param>
    /// <param name="message">The error's <c>message</c>.</param>
    public static IReadOnlyList<V8Frame> Read(string stack, string message)
    {
        int found = message.Length == 0 ? -1 : stack.IndexOf(message, StringComparison.Ordinal);

        // The name comes before the message, in the same line.
        bool isHead = found >= 0 && stack.IndexOf('\n', 0, found) < 0;
        var frames = new List<V8Frame>();
        foreach (string line in stack[(isHead ? found + message.Length : 0)..].Split('\n'))
        {
            string text = line.Trim();
            if (text.StartsWith("at ", StringComparison.Ordinal) && char.IsWhiteSpace(line[0]))
                frames.Add(V8Frame.Read(text[3..]));
        }

        return frames;
    }
}
