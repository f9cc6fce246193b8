using System.Security.Cryptography;
using UvRelease.Apple.Installers;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.Installers;

/// <summary>Packages, which programs and writers of others must agree with.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class FlatPackageSpecs : IDisposable
{
    private static readonly string Packages = SourceTree.At("tests", "UvRelease.Tests", "Apple", "packages");

    private readonly PackageStage stage = new();

    [Fact]
    public async Task The_peer_means_the_same_by_the_same_app()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Packages, "node_modules")), $"The npm packages of {Packages} are not installed: npm ci.");
        string ours = await stage.WriteAsync(), peers = stage.Folder.At("peers.pkg");
        await PeerAsync("write", stage.App, peers);
        Assert.Equal(await PeerAsync("read", peers), await PeerAsync("read", ours));
    }

    [Theory]
    [InlineData(PackageChecksum.Sha1)]
    [InlineData(PackageChecksum.Sha256)]
    public async Task Archivers_list_it_and_find_its_checksums_right(PackageChecksum checksum)
    {
        string package = await stage.WriteAsync(PackageStage.Options with { Checksum = checksum });
        string[] members = ["com.example.sample.pkg", "com.example.sample.pkg/Bom", "com.example.sample.pkg/PackageInfo",
            "com.example.sample.pkg/Payload", "Distribution"];
        (int code, string output) = await AppleJudges.RunAsync(stage.Folder.Path, "xar", "-tf", package);
        Assert.Equal((0, string.Join('\n', members)), (code, string.Join('\n', output.Trim().Split('\n').Order(StringComparer.OrdinalIgnoreCase))));
        Directory.CreateDirectory(stage.Folder.At("xar"));
        Assert.Equal(0, (await AppleJudges.RunAsync(stage.Folder.At("xar"), "xar", "-xf", package)).Code);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(stage.Folder.Path, "7zz", "t", "-txar", package), StringComparison.Ordinal);
        // Debian 12's libarchive knows tables of SHA-1 and MD5 alone.
        if (checksum != PackageChecksum.Sha1)
            return;
        string listed = await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-tvf", package);
        Assert.All(members, member => Assert.Contains(member, listed, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_payload_unpacks_to_the_app()
    {
        string package = await stage.WriteAsync(PackageStage.Options with { AdministratorsWrite = true });
        Directory.CreateDirectory(stage.Folder.At("to"));
        await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-xf", package, "com.example.sample.pkg/Payload");
        await OutsideProgram.RunAsync(stage.Folder.At("to"), "bsdtar", "-xpf", stage.Folder.At("com.example.sample.pkg", "Payload"), "--no-same-owner");
        await OutsideProgram.RunAsync(stage.Folder.Path, "diff", "-r", "--no-dereference", stage.App, stage.Folder.At("to", "Sample.app"));
        Assert.Equal((UnixFileMode)0x1fd, File.GetUnixFileMode(stage.Folder.At("to", "Sample.app", "Contents", "MacOS", "Sample")));
        Assert.Equal((UnixFileMode)0x1b4, File.GetUnixFileMode(stage.Folder.At("to", "Sample.app", "Contents", "Info.plist")));
    }

    [Fact]
    public async Task The_number_of_cores_changes_no_byte()
    {
        byte[] one = SHA256.HashData(
            await File.ReadAllBytesAsync(await stage.WriteAsync(PackageStage.Options with { Parallelism = 1 }), TestContext.Current.CancellationToken));
        byte[] many = SHA256.HashData(
            await File.ReadAllBytesAsync(await stage.WriteAsync(PackageStage.Options with { Parallelism = 5 }), TestContext.Current.CancellationToken));
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task Scripts_are_packed_and_named()
    {
        FileStatus.SetMode(stage.Folder.Write("scripts/postinstall", "#!/bin/sh\n"), FileModes.Executable);
        string package = await stage.WriteAsync(PackageStage.Options with { Scripts = stage.Folder.At("scripts") });
        string info = await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-xOf", package, "com.example.sample.pkg/PackageInfo");
        Assert.Contains("<postinstall file=\"./postinstall\"", info, StringComparison.Ordinal);
        await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-xf", package, "com.example.sample.pkg/Scripts");
        Assert.Contains("./postinstall",
            await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-tf", stage.Folder.At("com.example.sample.pkg", "Scripts")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_can_not_be_installed_is_refused()
    {
        await RefusedAsync("'Sample.app/Contents/._x' keeps a resource fork", () => stage.Folder.Write("Sample.app/Contents/._x", ""));
        await RefusedAsync("'Sample.app/Contents/out' is '../../..', which leads out",
            () => File.CreateSymbolicLink(stage.Folder.At("Sample.app", "Contents", "out"), "../../.."));
        await RefusedAsync("are one name on a Mac", () => stage.Folder.Write("Sample.app/Contents/info.plist", ""));
        await RefusedAsync("Info.plist' is missing", () => File.Delete(stage.Folder.At("Sample.app", "Contents", "Info.plist")));
        await RefusedAsync("has no CFBundleIdentifier", () => stage.Folder.Write("Sample.app/Contents/Info.plist", "<plist><dict/></plist>"));
        await RefusedAsync("is no property list", () => stage.Folder.Write("Sample.app/Contents/Info.plist", "<plist"));
        await RefusedAsync("is no identifier", () => { }, PackageStage.Options with { Identifier = "a b" });
        await RefusedAsync("can't be installed at 'Applications'", () => { }, PackageStage.Options with { InstallLocation = "Applications" });
        await RefusedAsync("neither preinstall nor postinstall", () => stage.Folder.Write("scripts/other", ""),
            PackageStage.Options with { Scripts = stage.Folder.At("scripts") });
        await RefusedAsync("'preinstall' may not be run", () => stage.Folder.Write("scripts/preinstall", ""),
            PackageStage.Options with { Scripts = stage.Folder.At("scripts") });
    }

    public void Dispose() => stage.Dispose();

    private async Task RefusedAsync(string sentence, Action spoil, FlatPackageOptions? options = null)
    {
        stage.MakeApp(files: 1);
        spoil();
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => stage.WriteAsync(options));
        Assert.Equal(Fault.Input, refusal.Fault);
        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(stage.Package));
    }

    private Task<string> PeerAsync(params string[] arguments) => OutsideProgram.RunAsync(
        stage.Folder.Path, "node", [SourceTree.At("tests", "UvRelease.Tests", "Apple", "Installers", "peer-package.mjs"), Packages, .. arguments]);
}
