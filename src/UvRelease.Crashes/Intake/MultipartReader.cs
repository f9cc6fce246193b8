using System.Text;

namespace UvRelease.Crashes.Intake;

/// <summary>
/// Reads a form part by part, as it comes (RFC 7578, RFC 2046 §5.1). No more than a window and the part that is asked for is held.
/// </summary>
/// <param name="body">The body, unpacked and limited.</param>
/// <param name="boundary">What is between the parts, without the hyphens in front.</param>
/// <param name="mostParts">Parts that are read.</param>
internal sealed class MultipartReader(Stream body, string boundary, int mostParts)
{
    private const int Window = 32 << 10, LongestHeaders = 4 << 10, LongestPreamble = 4 << 10;

    private readonly byte[] delimiter = Encoding.ASCII.GetBytes("\r\n--" + boundary);
    private readonly byte[] window = [.. "\r\n"u8, .. new byte[Window]];
    private int start;
    private int end = 2; // The first delimiter has a line to itself, and the line break before it may be missing.
    private bool isInPart = true;
    private int parts;

    /// <summary>The headers of the next part; null behind the last. What was not read of the part before is passed over.</summary>
    public async Task<PartHeaders?> NextAsync(CancellationToken cancellationToken)
    {
        if (isInPart && parts == 0)
            await ContentAsync(LongestPreamble, "preamble", null, cancellationToken);
        else if (isInPart)
            await ContentAsync(int.MaxValue, "part", null, cancellationToken);
        // "--" is the end; anything else is white space and a line break.
        await NeedAsync(2, "delimiter", cancellationToken);
        if (window.AsSpan(start, 2).SequenceEqual("--"u8))
            return null;
        if (++parts > mostParts)
            throw new RefusedUploadException(RefusedUploadException.TooLarge, $"The form has more than {mostParts} parts, which are taken at most.");
        string rest = await LineAsync("delimiter", cancellationToken);
        if (rest.AsSpan().Trim(" \t").Length > 0)
            throw Bad("A delimiter of the form has more on its line.");
        var headers = new PartHeaders();
        int length = 0;
        while (await LineAsync("part's headers", cancellationToken) is { Length: > 0 } line)
        {
            if ((length += line.Length + 2) > LongestHeaders)
                throw Bad($"The headers of a part have more than {LongestHeaders} bytes, which are read at most.");
            headers.Add(line);
        }

        isInPart = true;
        return headers;
    }

    /// <summary>The content of the part.</summary>
    /// <param name="most">Bytes that it may have.</param>
    /// <param name="what">What it is, for the error.</param>
    /// <param name="to">Where it goes; null passes over it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async Task ContentAsync(int most, string what, MemoryStream? to, CancellationToken cancellationToken)
    {
        long length = 0;
        while (true)
        {
            int found = window.AsSpan(start, end - start).IndexOf(delimiter);
            // The beginning of a delimiter may be at the end of the window.
            int content = found >= 0 ? found : Math.Max(0, end - start - delimiter.Length + 1);
            if ((length += content) > most)
                throw new RefusedUploadException(RefusedUploadException.TooLarge, $"The form's {what} has more than {most} bytes, which are taken at most.");
            to?.Write(window, start, content);
            start += content;
            if (found >= 0)
            {
                start += delimiter.Length;
                isInPart = false;
                return;
            }

            await FillAsync(what, cancellationToken);
        }
    }

    private async Task<string> LineAsync(string what, CancellationToken cancellationToken)
    {
        while (true)
        {
            int length = window.AsSpan(start, end - start).IndexOf("\r\n"u8);
            if (length >= 0)
            {
                string line = Encoding.UTF8.GetString(window, start, length);
                start += length + 2;
                return line;
            }

            if (end - start > LongestHeaders)
                throw Bad($"A line of the form's {what} has more than {LongestHeaders} bytes, which are read at most.");
            await FillAsync(what, cancellationToken);
        }
    }

    private async Task NeedAsync(int count, string what, CancellationToken cancellationToken)
    {
        while (end - start < count)
            await FillAsync(what, cancellationToken);
    }

    private async Task FillAsync(string what, CancellationToken cancellationToken)
    {
        window.AsSpan(start, end - start).CopyTo(window);
        (start, end) = (0, end - start);
        int read = await body.ReadAsync(window.AsMemory(end), cancellationToken);
        if (read == 0)
            throw Bad($"The form ends within its {what}: the last delimiter is missing.");
        end += read;
    }

    private static RefusedUploadException Bad(string message) => new(RefusedUploadException.BadRequest, message);
}
