using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using UvRelease.Electron.Universal;
using UvRelease.Formats.Asar;
using UvRelease.Formats.Plists;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Electron.Asar;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Electron.Universal;

public sealed class UniversalSpecs
{
    private const string Judge = "tests/UvRelease.Tests/Electron/judges/universal.mjs";
    private const string Resources = "Contents/Resources";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Merged_archives_hold_what_electron_universal_puts_into_them()
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64"), SmallApp.Write(folder, "arm64"));
        UniversalReport report = await JoinBoth(folder, x64.Path, arm64.Path, new UniversalOptions { SingleArchFiles = "only-*.js" });
        Assert.Equal(UniversalAppCode.Merged, report.Code);
        Assert.Equal((5, 1), (report.Joined, report.Kept));
        // Its header lists the files in another order, and so has another hash; what the files are is the same.
        Assert.Equal(["Contents/Info.plist", $"{Resources}/app.asar"], Different(folder.At("ours.app"), folder.At("theirs.app")));
        JsonElement ours = await Node.AskAsync(AsarSpecs.Judge, new { list = folder.At("ours.app", Resources, "app.asar") }),
            theirs = await Node.AskAsync(AsarSpecs.Judge, new { list = folder.At("theirs.app", Resources, "app.asar") });
        Assert.Equal(Files(theirs), Files(ours));
        Assert.Contains(Files(ours), file => file.StartsWith("only-arm64.js=packed", StringComparison.Ordinal));
        Assert.Equal(ours.GetProperty("hash").GetString(), report.Archives["Resources/app.asar"]);
        Assert.Contains($"<string>{report.Archives["Resources/app.asar"]}</string>",
            await File.ReadAllTextAsync(folder.At("ours.app", "Contents/Info.plist"), Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_merging_both_archives_stand_beside_one_that_chooses()
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64"), SmallApp.Write(folder, "arm64"));
        UniversalReport report = await JoinBoth(folder, x64.Path, arm64.Path, new UniversalOptions { MergeAsars = false });
        Assert.Equal(UniversalAppCode.Split, report.Code);
        Assert.Equal(["Resources/app-arm64.asar", "Resources/app-x64.asar", "Resources/app.asar"], report.Archives.Keys);
        await CheckEntry(folder);
    }

    [Fact]
    public async Task Folders_of_code_that_differ_stand_beside_an_archive_that_chooses()
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64", hasArchive: false), SmallApp.Write(folder, "arm64", hasArchive: false));
        Assert.Equal(UniversalAppCode.Split, (await JoinBoth(folder, x64.Path, arm64.Path, new UniversalOptions())).Code);
        // After it moved the folder of the code away, @electron/universal leaves snapshots of it behind.
        string[] left = [$"{Resources}/app", $"{Resources}/app/model.bin"];
        Assert.All(left, path => Assert.True(Path.Exists(folder.At("theirs.app", path)) && !Path.Exists(folder.At("ours.app", path))));
        Assert.Equal(["x64", "arm64"], new[] { "x64", "arm64" }.Select(arch => File.ReadAllText(folder.At("ours.app", Resources, $"app-{arch}", "model.bin"))));
        Directory.Delete(folder.At("theirs.app", left[0]), recursive: true);
        await CheckEntry(folder);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Code_that_is_the_same_stays(bool hasArchive, bool merge)
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64", hasArchive, sameCode: true),
            SmallApp.Write(folder, "arm64", hasArchive, sameCode: true));
        Assert.Equal(UniversalAppCode.Kept, (await JoinBoth(folder, x64.Path, arm64.Path, new UniversalOptions { MergeAsars = merge })).Code);
        // @electron/universal sorts the entries of a merged archive anew even then; of no archives it writes an empty dictionary into Info.plist.
        Assert.Equal(hasArchive && merge ? ["Contents/Info.plist", $"{Resources}/app.asar"] : hasArchive ? [] : ["Contents/Info.plist"],
            Different(folder.At("ours.app"), folder.At("theirs.app")));
    }

    [Fact]
    public async Task Stand_in_distributions_are_joined_file_by_file_as_electron_universal_joins_them()
    {
        string[] zips = [.. new[] { "x64", "arm64" }.Select(arch => SourceTree.At($"artifacts/electron-dist/electron-v45.4.1-darwin-{arch}.zip"))];
        Assert.SkipUnless(zips.All(File.Exists), "There are no stand-in distributions: run node tests/electron-dist/make.mjs artifacts/electron-dist.");
        using var folder = new TemporaryFolder();
        foreach ((string zip, string arch) in zips.Zip(["x64", "arm64"]))
        {
            await OutsideProgram.RunAsync(folder.Path, "unzip", "-q", zip, "-d", arch);
            folder.Write($"{arch}/Electron.app/{Resources}/app/package.json", "{}");
        }

        UniversalReport report = await JoinBoth(folder, folder.At("x64/Electron.app"), folder.At("arm64/Electron.app"), new UniversalOptions());
        Assert.Equal([], Different(folder.At("ours.app"), folder.At("theirs.app")));
        Assert.Equal(15, report.Joined);
        Assert.Equal(["Resources/default_app.asar"], report.Archives.Keys);
    }

    [Theory]
    [InlineData("x64")]
    [InlineData("arm64")]
    public async Task The_archive_that_chooses_starts_the_code_for_the_processor(string arch)
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64", hasArchive: false), SmallApp.Write(folder, "arm64", hasArchive: false));
        UniversalApp.Merge(x64.Path, arm64.Path, folder.At("ours.app"), new UniversalOptions(), null, Token);
        using (var archive = AsarArchive.Open(folder.At("ours.app", Resources, "app.asar"), "app.asar"))
        {
            AsarContent script = archive.Content(archive.Entries.Single(entry => entry.Path == "index.js"));
            byte[] text = new byte[script.Length];
            using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(script.Path))
                script.Read(file, 0, text);
            folder.Write($"ours.app/{Resources}/app/index.js", System.Text.Encoding.UTF8.GetString(text));
        }

        folder.Write($"ours.app/{Resources}/node_modules/electron/index.js", $$"""
            module.exports = { app: { getAppPath: () => '{{folder.At("ours.app", Resources, "app")}}', setAppPath: path => { process.appPath = path; } } };
            """);
        folder.Write("start.js", $$"""
            Object.defineProperty(process, 'arch', { value: '{{arch}}' });
            require('{{folder.At("ours.app", Resources, "app/index.js")}}');
            console.log(JSON.stringify([process.appPath, process._archPath]));
            """);
        string output = await OutsideProgram.RunAsync(folder.Path, "node", "start.js");
        Assert.Equal([folder.At("ours.app", Resources, $"app-{arch}"), folder.At("ours.app", Resources, $"app-{arch}/lib/main.js")],
            JsonSerializer.Deserialize<string[]>(output)!);
    }

    [Fact]
    public void The_app_appears_whole_or_not_at_all()
    {
        using var folder = new TemporaryFolder();
        (SmallApp x64, SmallApp arm64) = (SmallApp.Write(folder, "x64", sameCode: true), SmallApp.Write(folder, "arm64", sameCode: true));
        arm64.InfoPlist("Contents/Info.plist", "Other");
        string before = folder.Write("out/Sample.app/Contents/old", "old");
        Assert.Throws<ReleaseException>(() => UniversalApp.Merge(x64.Path, arm64.Path, folder.At("out/Sample.app"), new UniversalOptions(), null, Token));
        Assert.Throws<ReleaseException>(
            () => UniversalApp.Merge(x64.Path, arm64.Path, folder.At("out/Sample.app"), new UniversalOptions { Overwrite = true }, null, Token));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            UniversalApp.Merge(x64.Path, arm64.Path, folder.At("out/Sample.app"), new UniversalOptions { Overwrite = true },
            null, new CancellationToken(canceled: true)));
        Assert.Equal([folder.At("out/Sample.app")], Directory.GetFileSystemEntries(folder.At("out")));
        Assert.True(File.Exists(before));
        arm64.InfoPlist("Contents/Info.plist", "Sample");
        UniversalApp.Merge(x64.Path, arm64.Path, folder.At("out/Sample.app"), new UniversalOptions { Overwrite = true }, null, Token);
        Assert.False(File.Exists(before));
    }

    private static async Task<UniversalReport> JoinBoth(TemporaryFolder folder, string x64, string arm64, UniversalOptions options)
    {
        Node.Needs("@electron/universal", "tools/electron-builder");
        OutsideProgram.Needs("llvm-lipo-19");
        OutsideProgram.Needs("file");
        JsonElement answer = await Node.AskAsync(Judge,
            new
            {
                x64AppPath = x64,
                arm64AppPath = arm64,
                outAppPath = folder.At("theirs.app"),
                mergeASARs = options.MergeAsars,
                singleArchFiles = options.SingleArchFiles ?? ""
            });
        Assert.Null(answer.GetProperty("error").GetString());
        return UniversalApp.Merge(x64, arm64, folder.At("ours.app"), options, null, Token);
    }

    private static async Task CheckEntry(TemporaryFolder folder)
    {
        // The script of ours is another, so is the hash of its archive; everything else is the same.
        Assert.Equal(["Contents/Info.plist", $"{Resources}/app.asar"], Different(folder.At("ours.app"), folder.At("theirs.app")));
        string[] ours = Files(await Node.AskAsync(AsarSpecs.Judge, new { list = folder.At("ours.app", Resources, "app.asar") })),
            theirs = Files(await Node.AskAsync(AsarSpecs.Judge, new { list = folder.At("theirs.app", Resources, "app.asar") }));
        Assert.Equal(theirs.Where(file => !file.StartsWith("index.js=", StringComparison.Ordinal)),
            ours.Where(file => !file.StartsWith("index.js=", StringComparison.Ordinal)));
        Assert.Equal(2, ours.Length);
    }

    private static string[] Files(JsonElement archive) =>
        [.. archive.GetProperty("files").EnumerateObject().Select(file => $"{file.Name}={file.Value}").Order(StringComparer.Ordinal)];

    /// <summary>
    /// Paths that differ in kind, target, bytes or mode. Property lists differ when a value does; @electron/universal writes ElectronAsarIntegrity into all of
    /// them, we into that of the app. LLVM's lipo gives its files a mode of its own, we keep that of the program.
    /// </summary>
    private static string[] Different(string ours, string theirs)
    {
        Dictionary<string, string> left = Describe(ours), right = Describe(theirs);
        return [.. left.Keys.Union(right.Keys, StringComparer.Ordinal).Where(path => left.GetValueOrDefault(path) != right.GetValueOrDefault(path))
            .Order(StringComparer.Ordinal)];
    }

    private static Dictionary<string, string> Describe(string bundle) =>
        BundleTree.Read(bundle).Values.ToDictionary(entry => entry.Path, entry => entry.Kind switch
    {
        BundleKind.Folder => $"folder {entry.Mode}",
        BundleKind.Link => $"link {entry.Target}",
        BundleKind.InfoPlist => Values(Path.Combine(bundle, entry.Path), withIntegrity: entry.Path == "Contents/Info.plist"),
        _ => $"{entry.Kind} {(entry.Kind == BundleKind.Program ? 0 : FileStatus.Of(Path.Combine(bundle, entry.Path)).Mode)} "
            + $"{Hash(Path.Combine(bundle, entry.Path))}",
    }, StringComparer.Ordinal);

    private static string Values(string path, bool withIntegrity)
    {
        IEnumerable<PropertyListKey> keys = PropertyListText.Read(path, path).Keys.Where(key => withIntegrity || key.Name != "ElectronAsarIntegrity");
        var values = new PropertyListValue.Dictionary(keys.Select(key => KeyValuePair.Create(key.Name, key.Value)));
        return Encoding.UTF8.GetString(PropertyList.WriteXml(values, sortKeys: true));
    }

    private static string Hash(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
