using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.Changelog.Markdown;

/// <summary>
/// A part of a file that is ours: between <c>&lt;!-- uv-release:kind key sha256:… --&gt;</c> and <c>&lt;!-- /uv-release:kind key --&gt;</c>. The digest is of
/// the text between, with <c>\n</c> for line ends: where it does not fit any more, somebody has edited the text, and it is his from then on.
/// </summary>
/// <param name="Key">What it is about: a version, or a version and an id.</param>
/// <param name="Start">Where its first marker begins.</param>
/// <param name="InnerStart">Where its text begins.</param>
/// <param name="InnerEnd">Where its last marker begins.</param>
/// <param name="End">Where the line after its last marker begins.</param>
/// <param name="Untouched">True while the text is as it was written.</param>
internal sealed partial record MarkedBlock(string Key, int Start, int InnerStart, int InnerEnd, int End, bool Untouched)
{
    /// <summary>Finds the blocks of a kind, in their order.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with the line: a marker without its pair, or a key twice. Nothing is guessed
    /// then.</exception>
    internal static IReadOnlyList<MarkedBlock> FindAll(ForeignText file, string kind, string name)
    {
        var blocks = new List<MarkedBlock>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        (ForeignLine Line, string Key, string Digest)? open = null;
        foreach (ForeignLine line in file.Lines)
        {
            if (!line.Active || !file.Span(line).Contains("uv-release:", StringComparison.Ordinal)
                || Marker().Match(file.Heading(line)) is not { Success: true } marker || marker.Groups["kind"].Value != kind)
                continue;
            string key = marker.Groups["key"].Value;
            bool closes = marker.Groups["close"].Success;
            if (closes != open.HasValue || (closes && open!.Value.Key != key))
            {
                throw new ReleaseException(Fault.Input,
                    $"{name}, line {line.Number}: the marker '{file[line].Trim()}' has lost its pair. Put the pair back, or remove this marker; the text "
                    + "around it is then yours.")
                {
                    File = name,
                    Line = line.Number,
                };
            }

            if (!closes)
            {
                open = (line, key, marker.Groups["digest"].Value);
                continue;
            }

            if (!keys.Add(key))
                throw new ReleaseException(Fault.Input, $"{name}, line {open!.Value.Line.Number}: '{key}' is marked a second time. Remove one of the two.")
                { File = name, Line = open.Value.Line.Number };
            string inner = file.Text[open!.Value.Line.Next..line.Start];
            blocks.Add(new MarkedBlock(key, open.Value.Line.Start, open.Value.Line.Next, line.Start, line.Next, Digest(inner) == open.Value.Digest));
            open = null;
        }

        return open is not { } lost
            ? blocks
            : throw new ReleaseException(Fault.Input,
                $"{name}, line {lost.Line.Number}: the marker of '{lost.Key}' has lost its pair. Put '<!-- /uv-release:{kind} {lost.Key} -->' back below its "
                + "text, or remove the marker; the text is then yours.")
            {
                File = name,
                Line = lost.Line.Number,
            };
    }

    /// <summary>Returns the marked text for a file, in the file's form, with a line end at its end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="kind">Kind of the markers.</param>
    /// <param name="key">What it is about; no <c>&gt;</c> in it.</param>
    /// <param name="text">The text, with a line end at its end.</param>
    internal static string Write(ForeignText file, string kind, string key, string text)
    {
        string inner = file.Own(text);
        return file.Own($"<!-- uv-release:{kind} {key} sha256:{Digest(inner)} -->\n") + inner + file.Own($"<!-- /uv-release:{kind} {key} -->\n");
    }

    // The first 64 bits tell an edited text from an untouched one; nobody gains by forging them.
    private static string Digest(string inner) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(inner.Replace("\r\n", "\n", StringComparison.Ordinal))))[..16];

    [GeneratedRegex(@"^ {0,3}<!-- (?<close>/)?uv-release:(?<kind>[a-z]+) (?<key>[^>]*?)(?: sha256:(?<digest>[0-9a-f]{16}))? -->[ \t]*$",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marker();
}
