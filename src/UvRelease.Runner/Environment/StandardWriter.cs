using System.Text;
using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>Writes text as UTF-8 without a byte order mark, each call at once; StreamWriter's buffers and encoder would cost 2 ms at start.</summary>
/// <param name="descriptor">A descriptor of <see cref="StandardStream"/>.</param>
internal sealed class StandardWriter(int descriptor) : TextWriter
{
    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    // Windows has no descriptors.
    private readonly Stream? stream = OperatingSystem.IsLinux() ? null
        : descriptor == StandardStream.Error ? Console.OpenStandardError() : Console.OpenStandardOutput();

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value ?? "");
        if (stream is null)
            StandardStream.Write(descriptor, bytes);
        else
            stream.Write(bytes);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    /// <inheritdoc/>
    public override void Write(char value) => Write(value.ToString());
}
