using System.Diagnostics;
using System.Net;
using System.Text;

namespace UvRelease.Tests.Doubles;

/// <summary>A repository behind HTTP that wants a token: git's own server (git-http-backend) on 127.0.0.1.</summary>
internal sealed class GitServer : IDisposable
{
    public const string Token = "ghs_of-the-job";
    private readonly LoopbackListener listener;
    private readonly string folder;

    public GitServer(string folder)
    {
        this.folder = folder;
        listener = new LoopbackListener(AnswerAsync);
    }

    public Uri Url => listener.Url;

    /// <summary>The Authorization headers of the last request, as they came.</summary>
    public string? Authorization { get; private set; }

    public void Dispose() => listener.Dispose();

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using HttpListenerResponse response = context.Response;
        Authorization = context.Request.Headers["Authorization"];
        // GitHub answers 400 to two headers, and 401 to a wrong one.
        if (Authorization != "basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("x-access-token:" + Token)))
        {
            response.StatusCode = Authorization?.Contains(',', StringComparison.Ordinal) == true ? 400 : 401;
            response.Headers["WWW-Authenticate"] = "Basic realm=\"GitHub\"";
            return;
        }

        var start = new ProcessStartInfo("git", ["http-backend"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string? value) in new[]
        {
            ("GIT_PROJECT_ROOT", folder), ("GIT_HTTP_EXPORT_ALL", "1"), ("PATH_INFO", context.Request.Url!.AbsolutePath),
            ("REQUEST_METHOD", context.Request.HttpMethod), ("QUERY_STRING", context.Request.Url.Query.TrimStart('?')),
            ("CONTENT_TYPE", context.Request.ContentType), ("HTTP_CONTENT_ENCODING", context.Request.Headers["Content-Encoding"]),
            ("GIT_PROTOCOL", context.Request.Headers["Git-Protocol"]), ("REMOTE_USER", "octocat"),
        })
            start.Environment[name] = value ?? "";
        using var backend = Process.Start(start)!;
        await context.Request.InputStream.CopyToAsync(backend.StandardInput.BaseStream);
        backend.StandardInput.Close();
        var printed = new MemoryStream();
        await backend.StandardOutput.BaseStream.CopyToAsync(printed);
        byte[] bytes = printed.ToArray();
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (string line in Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n"))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            (string name, string value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name == "Status")
                response.StatusCode = int.Parse(value[..3], System.Globalization.CultureInfo.InvariantCulture);
            else
                response.Headers[name] = value;
        }

        await response.OutputStream.WriteAsync(bytes.AsMemory(end + 4));
    }
}
