using System.Text;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>A file of the source or of the tree. Both hold text alone, so that every byte of a release can be read in a review.</summary>
/// <param name="Path">Path from the root, with forward slashes.</param>
/// <param name="Text">Its text, with LF line ends.</param>
public sealed record TreeFile(string Path, string Text)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Its bytes: UTF-8 without a byte order mark.</summary>
    public byte[] Bytes => Strict.GetBytes(Text);

    /// <summary>Reads bytes as text: UTF-8, a byte order mark left out, CRLF made LF.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the bytes are no text.</exception>
    public static TreeFile Decode(string path, byte[] bytes)
    {
        try
        {
            string text = Strict.GetString(bytes).TrimStart('\ufeff').Replace("\r\n", "\n", StringComparison.Ordinal);
            if (!text.Contains('\0', StringComparison.Ordinal))
                return new TreeFile(path, text);
        }
        catch (DecoderFallbackException)
        {
            // Said below.
        }

        throw new ReleaseException(Fault.Input,
            $"'{path}' is no UTF-8 text, and the release tree holds text alone. Convert it, or move it out of the folders that are released.")
        { File = path };
    }
}
