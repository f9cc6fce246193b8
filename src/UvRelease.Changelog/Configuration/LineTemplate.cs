using UvRelease.Releases;
namespace UvRelease.Changelog.Configuration;

/// <summary>
/// A line with placeholders such as <c>{scope}{description} {links}</c>. It has no expressions, loops or conditions: what it can say, it says in one
/// look. Values come escaped and are never read as templates again. What could join with a value into something active (a code span, HTML, the
/// target of a link) is refused in the text around them.
/// </summary>
public sealed record LineTemplate
{
    private static readonly char[] Separators = [' ', '–', '—', '-', ',', ':', '·'];
    private readonly IReadOnlyList<Part> parts;

    private LineTemplate(string text, IReadOnlyList<Part> parts) => (Text, this.parts) = (text, parts);

    /// <summary>As written.</summary>
    public string Text { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="text">The template.</param>
    /// <param name="names">Placeholders that it may use.</param>
    /// <param name="problem">What is wrong with it: a sentence that follows its place.</param>
    /// <returns>Null when something is wrong.</returns>
    public static LineTemplate? TryParse(string text, IReadOnlyCollection<string> names, out string? problem)
    {
        problem = Unsafe(text);
        var read = new List<Part>();
        for (int at = 0; at < text.Length && problem is null;)
        {
            int brace = text.IndexOfAny(['{', '}'], at);
            if (brace < 0)
                brace = text.Length;
            if (brace > at)
                read.Add(new Part(text[at..brace], false));
            if (brace == text.Length)
                break;
            int end = text[brace] == '{' ? text.IndexOf('}', brace) : -1;
            if (end < 0)
                problem = $"has a '{text[brace]}' without its pair in column {brace + 1} of the text. Placeholders look like {{description}}.";
            else if (text[(brace + 1)..end] is var name && !names.Contains(name))
                problem = $"has the placeholder '{{{(name.Length > 40 ? name[..40] + "…" : name)}}}', which is "
                    + $"unknown.{(NearestName.Of(name[..Math.Min(40, name.Length)], names) is { } near ? $" Did you mean '{{{near}}}'?" : "")} Known: "
                    + $"{string.Join(", ", names)}.";
            else if (read.Contains(new Part(text[(brace + 1)..end], true)))
                problem = $"has the placeholder '{text[brace..(end + 1)]}' twice. Remove one.";
            else
                read.Add(new Part(text[(brace + 1)..end], true));
            at = end + 1;
        }

        return problem is null ? new LineTemplate(text, read) : null;
    }

    /// <summary>Fills the placeholders and trims the end; where the last values are empty, the separators before them go too.</summary>
    /// <param name="value">Value of a placeholder, escaped for Markdown already; asked for once, and only for those that the template has.</param>
    public string Fill(Func<string, string> value)
    {
        string[] texts = new string[parts.Count];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = parts[i].Placeholder ? value(parts[i].Text) : parts[i].Text;

        // Where the last part with something to say is, separators included that are in the text itself.
        int last = parts.Count - 1;
        while (last >= 0 && (parts[last].Placeholder ? texts[last] : texts[last].AsSpan().Trim(Separators)).Length == 0)
            last--;
        for (int i = Math.Max(last, 0); i < texts.Length - 1; i++)
        {
            if (!parts[i].Placeholder)
                texts[i] = texts[i].TrimEnd(Separators);
        }

        return string.Concat(texts).TrimEnd();
    }

    /// <summary>By its text.</summary>
    public bool Equals(LineTemplate? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    internal static LineTemplate Known(string text, IReadOnlyCollection<string> names) =>
        TryParse(text, names, out string? problem) ?? throw new ArgumentException(problem, nameof(text));

    private static string? Unsafe(string text)
    {
        if (text.Length is 0 or > 300)
            return "must have 1 to 300 characters.";
        if (text.Any(char.IsControl))
            return "must be one line without control characters.";
        return text.AsSpan().IndexOfAny("`<\\") >= 0 || text.Contains("](", StringComparison.Ordinal) || text.Contains("]:", StringComparison.Ordinal)
            ? "must not hold backticks, backslashes, '<', '](' or ']:': joined with a value they could become active."
            : null;
    }

    private sealed record Part(string Text, bool Placeholder);
}
