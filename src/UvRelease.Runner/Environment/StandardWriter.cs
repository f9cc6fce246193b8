using System.Text;
using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>Writes text as UTF-8 without a byte order mark, each call at once; StreamWriter's buffers and encoder would cost 2 ms at start.</summary>
/// <param name="descriptor">A descriptor of <see cref="StandardStream"/>.</param>
internal sealed class StandardWriter(int descriptor) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(string? value) => StandardStream.Write(descriptor, Encoding.UTF8.GetBytes(value ?? ""));

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());
}
