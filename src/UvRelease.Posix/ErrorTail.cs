using System.Text;

namespace UvRelease.Posix;

/// <summary>The last 64 KiB of what a program writes to standard error.</summary>
internal sealed class ErrorTail
{
    private const int Kept = 64 * 1024;
    private byte[] tail = [];
    private int length;

    /// <summary>What was kept, as UTF-8, invalid bytes replaced.</summary>
    public string Text
    {
        get
        {
            int last = Math.Min(length, Kept);
            return Encoding.UTF8.GetString(tail, length - last, last);
        }
    }

    /// <summary>Room for more bytes; at least one.</summary>
    public Span<byte> Room()
    {
        if (length == tail.Length && tail.Length < 2 * Kept)
        {
            Array.Resize(ref tail, Math.Clamp(2 * tail.Length, 1024, 2 * Kept));
        }
        else if (length == tail.Length)
        {
            tail.AsSpan(Kept).CopyTo(tail);
            length = Kept;
        }

        return tail.AsSpan(length);
    }

    /// <summary>Keeps so many bytes of the room.</summary>
    public void Keep(int count) => length += count;

    /// <summary>Takes everything of a stream.</summary>
    public async Task TakeAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        for (int read; (read = await stream.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            for (Span<byte> left = buffer.AsSpan(0, read); left.Length > 0;)
            {
                Span<byte> room = Room();
                int count = Math.Min(room.Length, left.Length);
                left[..count].CopyTo(room);
                Keep(count);
                left = left[count..];
            }
        }
    }
}
