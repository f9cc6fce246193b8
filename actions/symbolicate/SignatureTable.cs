using System.Globalization;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Symbolicate;

/// <summary>How often each signature was seen, for the page of a run: the most frequent first.</summary>
internal static class SignatureTable
{
    private const int MostRows = 30;

    /// <summary>The table; nothing for one crash, whose report says it all.</summary>
    public static string Write(IReadOnlyDictionary<string, int> signatures)
    {
        if (signatures.Values.Sum() < 2)
            return "";
        var text = new StringBuilder("## Signatures\n\n| crashes | signature |\n| ---: | --- |\n");
        foreach ((string signature, int crashes) in signatures.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal).Take(MostRows))
            text.Append(CultureInfo.InvariantCulture, $"| {crashes} | ").Append(MarkdownText.Cell(signature)).Append(" |\n");
        return text.Append(signatures.Count > MostRows ? $"\n… and {Quantity.Of(signatures.Count - MostRows, "more signature")}.\n" : "").Append('\n').ToString();
    }
}
