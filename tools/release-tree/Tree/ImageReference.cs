using System.Text.RegularExpressions;
using UvRelease.Releases;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// An image by digest. With a tag in <c>runs.image</c> a caller that pinned our commit would still run whatever the tag points to, so no other form
/// is accepted.
/// </summary>
public sealed partial record ImageReference
{
    private ImageReference(string text) => Text = text;

    /// <summary><c>name@sha256:…</c>.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads <c>name@sha256:&lt;64 hexadecimal digits&gt;</c>; the name may have a registry, and no tag (distribution/reference, reference.go).
    /// </summary>
    /// <param name="text">The reference.</param>
    /// <param name="input">Input that gave it, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: any other form.</exception>
    public static ImageReference Parse(string text, string input = "image") => Form().IsMatch(text)
        ? new ImageReference(text)
        : throw new ReleaseException(Fault.Input,
            $"Input '{input}' is '{text}' and must be name@sha256:<64 lower-case hexadecimal digits>, without a tag. Push the image first and take the digest "
            + "that the push printed.");

    /// <inheritdoc/>
    public override string ToString() => Text;

    [GeneratedRegex(@"^(?:[a-z0-9]+(?:[.-]+[a-z0-9]+)*(?::[0-9]+)?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*@sha256:[0-9a-f]{64}\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
