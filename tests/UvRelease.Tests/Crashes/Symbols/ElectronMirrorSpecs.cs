using UvRelease.Crashes.Symbols;
using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Mirroring;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Crashes.Symbols;

public sealed class ElectronMirrorSpecs : IDisposable
{
    private const string Version = ElectronDouble.Version, Archive = ElectronDouble.Archive, Id = "264C266DF38D26958A163000D85F3B3F0";
    private const string Text = $"MODULE Linux x86_64 {Id} electron\nINFO CODE_ID 6D264C268DF395268A163000D85F3B3FC9979C85\nPUBLIC 10 0 main\n";

    private readonly TemporaryFolder folder = new();
    private readonly ElectronDouble electron = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Symbols_are_put_into_the_store_once()
    {
        string sum = await electron.ReleaseAsync(Id, Text);
        Assert.Equal(new MirroredArchive(Archive, 1), Assert.Single(await MirrorAsync()));
        Assert.Equal(Text, await File.ReadAllTextAsync(folder.At("store", "electron", Id, "electron.sym"), Stop));
        Assert.Equal(sum + "\n", await File.ReadAllTextAsync(folder.At("store", "electron", "v" + Version, Archive + ".sha256"), Stop));
        Assert.Equal(["/v38.2.1/SHASUMS256.txt", "/v38.2.1/" + Archive], electron.Asked);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("work")));

        electron.Asked.Clear();
        Assert.Equal(new MirroredArchive(Archive, 0), Assert.Single(await MirrorAsync()));
        Assert.Equal(["/v38.2.1/SHASUMS256.txt"], electron.Asked);
    }

    [Fact]
    public async Task The_program_of_an_app_finds_the_text_under_its_own_name()
    {
        await electron.ReleaseAsync(Id, Text);
        Assert.True(DebugId.TryParse(Id, out DebugId id));
        DebugObject program = new("app", DebugFormat.Elf, id) { Name = "sample-app", IsCode = true };
        await MirrorAsync();
        Assert.Equal([$"sample-app/{Id}/sample-app.sym"],
            await MirrorAsync((mirror, _) => mirror.NameAsync([program, program with { Name = "electron" }, program with { Id = new(id.Uuid, 1) }], Stop)));
        Assert.Equal(Text, await File.ReadAllTextAsync(folder.At("store", "sample-app", Id, "sample-app.sym"), Stop));
    }

    [Fact]
    public async Task What_is_not_what_the_list_says_is_not_stored()
    {
        await electron.ReleaseAsync(Id, Text);
        await File.AppendAllTextAsync(electron.At("v" + Version, Archive), "x", Stop);
        ReleaseException wrong = await Assert.ThrowsAsync<ReleaseException>(() => MirrorAsync());
        Assert.Equal(Fault.Refused, wrong.Fault);
        Assert.Contains("Nothing was stored", wrong.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.At("store")));
    }

    [Fact]
    public async Task A_download_that_breaks_off_is_taken_again()
    {
        await electron.ReleaseAsync(Id, Text);
        int breaks = 2;
        electron.BreaksOff = path => path.EndsWith(".zip", StringComparison.Ordinal) && breaks-- > 0;
        Assert.Equal(1, Assert.Single(await MirrorAsync()).Files);
        Assert.Equal(4, electron.Asked.Count);
        breaks = int.MaxValue;
        Directory.Delete(folder.At("store"), recursive: true);
        ReleaseException failed = await Assert.ThrowsAsync<ReleaseException>(() => MirrorAsync());
        Assert.Equal(Fault.Environment, failed.Fault);
    }

    [Fact]
    public async Task A_version_or_a_target_that_there_is_not_is_named()
    {
        await electron.ReleaseAsync(Id, Text);
        ReleaseException target = await Assert.ThrowsAsync<ReleaseException>(
            () => MirrorAsync(ElectronRelease.Of(Version).Archives(ReleasePlatform.Mac, ReleaseArch.Universal)));
        Assert.Contains("has no sum of electron-v38.2.1-darwin-x64-symbols.zip", target.Message, StringComparison.Ordinal);
        Directory.Delete(electron.At("v" + Version), recursive: true);
        ReleaseException version = await Assert.ThrowsAsync<ReleaseException>(() => MirrorAsync());
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

    public void Dispose()
    {
        electron.Dispose();
        folder.Dispose();
    }

    private Task<IReadOnlyList<MirroredArchive>> MirrorAsync(IReadOnlyList<string>? archives = null) =>
        MirrorAsync((mirror, release) => mirror.RunAsync(release, archives ?? [Archive], Stop));

    private async Task<T> MirrorAsync<T>(Func<ElectronMirror, ElectronRelease, Task<T>> run)
    {
        Directory.CreateDirectory(folder.At("work"));
        Directory.CreateDirectory(folder.At("store"));
        using IStore store = UvRelease.Stores.Store.Open(StoreAddress.Parse(folder.At("store"), folder.Path), new StoreCredentials.None(),
            new StoreSettings { Time = TimeProvider.System, Jitter = () => 0, Progress = new Progress<string>() });
        var downloads = new ElectronDownloads(ElectronDownloads.Mirror(electron.Url.AbsoluteUri), () => new HttpClient(), TimeProvider.System);
        var symbols = new SymbolStore(store, [SymbolLayout.Breakpad], 2);
        return await run(new ElectronMirror(store, symbols, downloads, folder.At("work"), new Progress<string>()), ElectronRelease.Of(Version));
    }
}
