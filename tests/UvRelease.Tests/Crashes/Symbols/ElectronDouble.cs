using System.Net;
using System.Security.Cryptography;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

/// <summary>Electron's releases on loopback, with one version and one archive of symbols.</summary>
internal sealed class ElectronDouble : IDisposable
{
    public const string Version = "38.2.1", Archive = "electron-v38.2.1-linux-x64-symbols.zip";

    private readonly TemporaryFolder folder = new();
    private readonly LoopbackListener listener;

    public ElectronDouble() => listener = new LoopbackListener(AnswerAsync);

    public Uri Url => listener.Url;

    /// <summary>Paths that were asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Decides whether a connection ends in the middle of an answer.</summary>
    public Func<string, bool> BreaksOff { get; set; } = _ => false;

    /// <summary>Path of something that is served.</summary>
    public string At(params string[] parts) => folder.At(parts);

    /// <summary>Makes the release, with one text.</summary>
    /// <returns>SHA-256 of the archive.</returns>
    public async Task<string> ReleaseAsync(string id, string text)
    {
        CrashTools.Need("zip");
        string place = "v" + Version;
        folder.Write(Path.Combine(place, "breakpad_symbols", "electron", id, "electron.sym"), text);
        folder.Write(Path.Combine(place, "LICENSE"), "MIT");
        await OutsideProgram.RunAsync(folder.At(place), "zip", "-qr", Archive, "breakpad_symbols", "LICENSE");
        string sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(folder.At(place, Archive), TestContext.Current.CancellationToken)));
        folder.Write(Path.Combine(place, "SHASUMS256.txt"), $"{new string('0', 64)} *electron-v38.2.1-linux-arm64-symbols.zip\n{sum} *{Archive}\n");
        return sum;
    }

    public void Dispose()
    {
        listener.Dispose();
        folder.Dispose();
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath;
        lock (Asked)
            Asked.Add(path);
        string file = folder.At(path.TrimStart('/'));
        if (!File.Exists(file))
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            context.Response.Close();
            return;
        }

        byte[] bytes = await File.ReadAllBytesAsync(file);
        context.Response.ContentLength64 = bytes.Length;
        bool breaks = BreaksOff(path);
        await context.Response.OutputStream.WriteAsync(bytes.AsMemory(0, breaks ? bytes.Length / 2 : bytes.Length));
        if (breaks)
            context.Response.Abort();
        else
            context.Response.Close();
    }
}
