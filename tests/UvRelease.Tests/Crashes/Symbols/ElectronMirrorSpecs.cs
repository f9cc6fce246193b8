using System.Net;
using System.Security.Cryptography;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Mirroring;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public sealed class ElectronMirrorSpecs : IDisposable
{
    private const string Version = "38.2.1", Archive = "electron-v38.2.1-linux-x64-symbols.zip", Id = "264C266DF38D26958A163000D85F3B3F0";
    private const string Text = $"MODULE Linux x86_64 {Id} electron\nINFO CODE_ID 6D264C268DF395268A163000D85F3B3FC9979C85\nPUBLIC 10 0 main\n";

    private readonly TemporaryFolder folder = new();
    private readonly List<string> asked = [];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Symbols_are_put_into_the_store_once()
    {
        string sum = await ReleaseAsync();
        using LoopbackListener server = Serve();
        Assert.Equal(new MirroredArchive(Archive, 1), Assert.Single(await MirrorAsync(server)));
        Assert.Equal(Text, await File.ReadAllTextAsync(folder.At("store", "electron", Id, "electron.sym"), Stop));
        Assert.Equal(sum + "\n", await File.ReadAllTextAsync(folder.At("store", "electron", "v" + Version, Archive + ".sha256"), Stop));
        Assert.Equal(["/v38.2.1/SHASUMS256.txt", "/v38.2.1/" + Archive], asked);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("work")));

        asked.Clear();
        Assert.Equal(new MirroredArchive(Archive, 0), Assert.Single(await MirrorAsync(server)));
        Assert.Equal(["/v38.2.1/SHASUMS256.txt"], asked);
    }

    [Fact]
    public async Task What_is_not_what_the_list_says_is_not_stored()
    {
        await ReleaseAsync();
        await File.AppendAllTextAsync(folder.At("release", "v" + Version, Archive), "x", Stop);
        using LoopbackListener server = Serve();
        ReleaseException wrong = await Assert.ThrowsAsync<ReleaseException>(() => MirrorAsync(server));
        Assert.Equal(Fault.Refused, wrong.Fault);
        Assert.Contains("Nothing was stored", wrong.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("store")));
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_taken_again()
    {
        await ReleaseAsync();
        int breaks = 2;
        using LoopbackListener server = Serve(path => path.EndsWith(".zip", StringComparison.Ordinal) && breaks-- > 0);
        Assert.Equal(1, Assert.Single(await MirrorAsync(server)).Files);
        Assert.Equal(4, asked.Count);
        breaks = int.MaxValue;
        Directory.Delete(folder.At("store"), recursive: true);
        ReleaseException failed = await Assert.ThrowsAsync<ReleaseException>(() => MirrorAsync(server));
        Assert.Equal(Fault.Environment, failed.Fault);
    }

    [Fact]
    public async Task A_version_or_a_target_that_there_is_not_is_named()
    {
        await ReleaseAsync();
        using LoopbackListener server = Serve();
        ReleaseException target = await Assert.ThrowsAsync<ReleaseException>(
            () => MirrorAsync(server, ElectronRelease.Of(Version).Archives(ReleasePlatform.Mac, ReleaseArch.Universal)));
        Assert.Contains("has no sum of electron-v38.2.1-darwin-x64-symbols.zip", target.Message, StringComparison.Ordinal);
        Directory.Delete(folder.At("release"), recursive: true);
        ReleaseException version = await Assert.ThrowsAsync<ReleaseException>(() => MirrorAsync(server));
        Assert.Equal(Fault.Input, version.Fault);
        Assert.Contains("Is 38.2.1 the version of Electron", version.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData("http://mirror.example.com/"), InlineData("https://me:word@mirror.example.com/"), InlineData("mirror")]
    public void A_mirror_that_anybody_could_change_is_refused(string mirror) =>
        Assert.Equal(Fault.Input, Assert.Throws<ReleaseException>(() => ElectronDownloads.Mirror(mirror)).Fault);

    [Theory, InlineData("38"), InlineData("latest"), InlineData("../38.2.1")]
    public void What_is_no_version_is_refused(string version) => Assert.Throws<ReleaseException>(() => ElectronRelease.Of(version));

    [Fact]
    public void Archives_are_named_as_Electron_names_them()
    {
        Assert.Equal(["electron-v38.2.1-win32-ia32-symbols.zip"], ElectronRelease.Of("v38.2.1").Archives(ReleasePlatform.Win, ReleaseArch.Ia32));
        Assert.Equal(["electron-v38.2.1-darwin-x64-symbols.zip", "electron-v38.2.1-darwin-arm64-symbols.zip"],
            ElectronRelease.Of(Version).Archives(ReleasePlatform.Mac, ReleaseArch.Universal));
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> ReleaseAsync()
    {
        CrashTools.Need("zip");
        string place = Path.Combine("release", "v" + Version);
        folder.Write(Path.Combine(place, "breakpad_symbols", "electron", Id, "electron.sym"), Text);
        folder.Write(Path.Combine(place, "LICENSE"), "MIT");
        await OutsideProgram.RunAsync(folder.At(place), "zip", "-qr", Archive, "breakpad_symbols", "LICENSE");
        string sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(folder.At(place, Archive), Stop)));
        folder.Write(Path.Combine(place, "SHASUMS256.txt"), $"{new string('0', 64)} *electron-v38.2.1-linux-arm64-symbols.zip\n{sum} *{Archive}\n");
        return sum;
    }

    private LoopbackListener Serve(Func<string, bool>? breaksOff = null) => new(async context =>
    {
        string path = context.Request.Url!.AbsolutePath;
        lock (asked)
            asked.Add(path);
        string file = folder.At("release", path.TrimStart('/'));
        if (!File.Exists(file))
        {
            context.Response.StatusCode = (int)HttpStatusCode.NotFound;
            context.Response.Close();
            return;
        }

        byte[] bytes = await File.ReadAllBytesAsync(file);
        context.Response.ContentLength64 = bytes.Length;
        bool breaks = breaksOff?.Invoke(path) == true;
        await context.Response.OutputStream.WriteAsync(bytes.AsMemory(0, breaks ? bytes.Length / 2 : bytes.Length));
        if (breaks)
            context.Response.Abort();
        else
            context.Response.Close();
    });

    private async Task<IReadOnlyList<MirroredArchive>> MirrorAsync(LoopbackListener server, IReadOnlyList<string>? archives = null)
    {
        Directory.CreateDirectory(folder.At("work"));
        Directory.CreateDirectory(folder.At("store"));
        using IStore store = UvRelease.Stores.Store.Open(StoreAddress.Parse(folder.At("store"), folder.Path), new StoreCredentials.None(),
            new StoreSettings { Time = TimeProvider.System, Jitter = () => 0, Progress = new Progress<string>() });
        var downloads = new ElectronDownloads(ElectronDownloads.Mirror(server.Url.AbsoluteUri), () => new HttpClient(), TimeProvider.System);
        return await new ElectronMirror(store, new SymbolStore(store, [SymbolLayout.Breakpad], 2), downloads, folder.At("work"), new Progress<string>())
            .RunAsync(ElectronRelease.Of(Version), archives ?? [Archive], Stop);
    }
}
