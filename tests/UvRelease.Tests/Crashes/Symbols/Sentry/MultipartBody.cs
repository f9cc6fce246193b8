using System.Text;

namespace UvRelease.Tests.Crashes.Symbols.Sentry;

/// <summary>Reads multipart bodies strictly (RFC 2046 §5.1.1, RFC 7578).</summary>
internal static class MultipartBody
{
    /// <summary>The parts, in their order.</summary>
    public static IEnumerable<(string Head, byte[] Content)> Parts(string contentType, byte[] body)
    {
        const string start = "multipart/form-data; boundary=";
        if (!contentType.StartsWith(start, StringComparison.Ordinal))
            throw new FormatException($"The content type is {contentType}.");
        byte[] boundary = Encoding.ASCII.GetBytes("--" + contentType[start.Length..].Trim('"'));
        int at = body.AsSpan().IndexOf(boundary);
        while (at >= 0)
        {
            at += boundary.Length;
            if (body.AsSpan(at).StartsWith("--"u8))
                yield break;
            int head = at + 2, content = head + body.AsSpan(head).IndexOf("\r\n\r\n"u8) + 4, next = body.AsSpan(content).IndexOf(boundary);
            if (next < 0)
                break;
            yield return (Encoding.UTF8.GetString(body, head, content - 4 - head), body[content..(content + next - 2)]);
            at = content + next;
        }

        throw new FormatException("The body has no end.");
    }

    /// <summary>A quoted parameter of a part's Content-Disposition.</summary>
    public static string Quoted(string head, string name)
    {
        string mark = $"; {name}=\"";
        int at = head.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "" : head[(at + mark.Length)..].Split('"')[0];
    }
}
