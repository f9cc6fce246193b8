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
        var ordered = signatures.OrderByDescending(one => one.Value).ThenBy(one => one.Key, StringComparer.Ordinal);
        foreach ((string signature, int crashes) in ordered.Take(MostRows))
            text.Append(CultureInfo.InvariantCulture, $"| {crashes} | ").Append(MarkdownText.Cell(signature)).Append(" |\n");
        if (signatures.Count > MostRows)
            text.Append("\n… and ").Append(Quantity.Of(signatures.Count - MostRows, "more signature")).Append(".\n");
        return text.Append('\n').ToString();
    }
}
