using System.Text;

namespace UvRelease.Regression.Running;

/// <summary>What a scenario prints, on both streams, as it comes: into a file up to a bound, and its end for the report. Writes come from several
/// threads.</summary>
internal sealed class ScenarioLog(Stream file) : Stream
{
    private const long Longest = 16 << 20;
    private const int ExcerptBytes = 16_000, ExcerptLines = 40, ExcerptCharacters = 4000;

    private readonly Lock one = new();
    private byte[] tail = [];
    private long written;

    /// <summary>The end of it: at most 40 lines and 4,000 characters, what can't be seen made visible.</summary>
    public string Excerpt
    {
        get
        {
            string[] lines = Encoding.UTF8.GetString(tail).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
            string text = string.Join('\n', lines.TakeLast(ExcerptLines).Select(Releases.MarkdownText.Visible));
            return text.Length <= ExcerptCharacters ? text : text[^ExcerptCharacters..].TrimStart('\udc00', '\ufffd');
        }
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        lock (one)
        {
            if (written < Longest)
            {
                file.Write(buffer[..(int)Math.Min(buffer.Length, Longest - written)]);
                if (written + buffer.Length >= Longest)
                    file.Write("\n[cut here: a log has at most 16 MiB]\n"u8);
            }

            written += buffer.Length;
            tail = [.. tail, .. buffer];
            if (tail.Length > ExcerptBytes)
                tail = tail[^ExcerptBytes..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();
}
