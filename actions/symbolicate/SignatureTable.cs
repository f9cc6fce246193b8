using System.Globalization;
using System.Text;
using UvRelease.Releases;

namespace UvRelease.Symbolicate;

/// <summary>How often each signature was seen, for the page of a run: the most frequent first.</summary>
internal static class SignatureTable
{
    private const int MostRows = 30;

    /// <summary>The table; nothing for one crash, whose report says it all.</summary>
    public static string Write(IReadOnlyCollection<SeenSignature> signatures)
    {
        if (signatures.Sum(one => one.Crashes) < 2)
            return "";
        var text = new StringBuilder("## Signatures\n\n| crashes | signature |\n| ---: | --- |\n");
        var ordered = signatures.OrderByDescending(one => one.Crashes).ThenBy(one => one.Signature.Text, StringComparer.Ordinal);
        foreach (SeenSignature one in ordered.Take(MostRows))
            text.Append(CultureInfo.InvariantCulture, $"| {one.Crashes} | ").Append(MarkdownText.Cell(one.Signature.Text)).Append(" |\n");
        if (signatures.Count > MostRows)
            text.Append("\n… and ").Append(Quantity.Of(signatures.Count - MostRows, "more signature")).Append(".\n");
        return text.Append('\n').ToString();
    }
}
