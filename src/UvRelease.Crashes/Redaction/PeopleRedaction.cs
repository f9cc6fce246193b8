using System.Buffers;
using System.Text;

namespace UvRelease.Crashes.Redaction;

/// <summary>Takes names out of texts where they are words, all names in one pass.</summary>
internal static class PeopleRedaction
{
    /// <summary>Replaces each name, the longest where several begin at one place.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="people">The names, in whatever case.</param>
    /// <param name="mark">What stands for a name.</param>
    public static IReadOnlyList<string> Apply(IReadOnlyList<string> texts, HashSet<string> people, string mark)
    {
        var any = SearchValues.Create([.. people], StringComparison.OrdinalIgnoreCase);
        HashSet<string>.AlternateLookup<ReadOnlySpan<char>> names = people.GetAlternateLookup<ReadOnlySpan<char>>();
        int[] lengths = [.. people.Select(person => person.Length).Distinct().OrderDescending()];
        return [.. texts.Select(text => One(text, any, names, lengths, mark))];
    }

    private static string One(
        string text, SearchValues<string> any, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> names, int[] lengths, string mark)
    {
        StringBuilder? clean = null;
        int copied = 0;
        for (int at = 0; text.AsSpan(at).IndexOfAny(any) is >= 0 and var found;)
        {
            at += found;
            int length = Array.Find(lengths, length => IsAlone(text, at, length) && names.Contains(text.AsSpan(at, length)));
            if (length > 0)
            {
                (clean ??= new StringBuilder(text.Length)).Append(text, copied, at - copied).Append(mark);
                copied = at + length;
            }

            at += Math.Max(length, 1);
        }

        return clean is null ? text : clean.Append(text, copied, text.Length - copied).ToString();
    }

    // Within a longer word, and in what was written for something else, it is no name.
    private static bool IsAlone(string text, int at, int length)
    {
        int end = at + length;
        return end <= text.Length && (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (end == text.Length || !char.IsLetterOrDigit(text[end]))
            && !(at > 0 && text[at - 1] == '<' && end < text.Length && text[end] == '>');
    }
}
