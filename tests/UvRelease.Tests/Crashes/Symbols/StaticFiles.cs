using UvRelease.Tests.Doubles;

namespace UvRelease.Tests.Crashes.Symbols;

/// <summary>A server that knows nothing but files, as a bucket behind a CDN does.</summary>
internal static class StaticFiles
{
    /// <summary>Serves a folder on loopback until it is disposed.</summary>
    public static LoopbackListener Serve(string folder) => new(async context =>
    {
        string path = Path.Combine(folder, context.Request.Url!.AbsolutePath.TrimStart('/'));
        if (File.Exists(path))
        {
            byte[] bytes = await File.ReadAllBytesAsync(path);
            context.Response.ContentLength64 = bytes.Length;
            if (context.Request.HttpMethod == "GET")
                await context.Response.OutputStream.WriteAsync(bytes);
        }
        else
        {
            context.Response.StatusCode = 404;
        }

        context.Response.Close();
    });
}
