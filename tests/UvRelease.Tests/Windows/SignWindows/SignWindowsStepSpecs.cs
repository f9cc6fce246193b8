using System.Net;
using System.Security.Cryptography;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Windows.Verification;
using Xunit;

namespace UvRelease.Tests.Windows.SignWindows;

public class SignWindowsStepSpecs
{
    private const string Stem = BuiltWindowsLeg.Stem;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_leg_is_signed_and_its_installer_made_anew_with_a_signed_uninstaller()
    {
        NeedsTools();
        using BuiltWindowsLeg leg = await BuiltWindowsLeg.MakeAsync();
        string[] before = leg.State();
        Assert.True(await leg.SignAsync([.. BuiltWindowsLeg.Given, ("dry-run", "true")]) == 0, leg.Errors);
        Assert.Contains("keep signtool.exe, signed by CN=Microsoft Corporation", leg.Errors, StringComparison.Ordinal);
        Assert.Equal(before, leg.State());

        Assert.True(await leg.SignAsync(BuiltWindowsLeg.Given) == 0, leg.Errors);
        Assert.Equal([$"{Stem}.exe installer", $"{Stem}.exe.blockmap blockmap", $"{Stem}.tar app", $"{Stem}.zip portable"],
            leg.Fragment.Artifacts.Select(artifact => $"{artifact.Path} {artifact.Kind.Word()}"));
        foreach (Artifact artifact in leg.Fragment.Artifacts)
        {
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(leg.Release, artifact.Path), Stop);
            Assert.Equal((artifact.Sha256, artifact.Sha512, artifact.Size),
                (Convert.ToHexStringLower(SHA256.HashData(bytes)), Convert.ToBase64String(SHA512.HashData(bytes)), bytes.LongLength));
        }

        using var folder = new TemporaryFolder();
        string said = await WindowsJudges.OsslsigncodeAsync(folder, leg.At(".exe"), isStamped: false);
        Assert.Contains("Signature verification: ok", said, StringComparison.Ordinal);
        await OutsideProgram.RunAsync(folder.Path, "7zz", "t", leg.At(".exe"));
        await OutsideProgram.RunAsync(folder.Path, "7zz", "x", "-oinstaller", leg.At(".exe"));
        await OutsideProgram.RunAsync(folder.Path, "7zz", "x", "-oapp", Directory.GetFiles(folder.At("installer", "$PLUGINSDIR"), "app-*.7z").Single());
        foreach (string own in (string[])["Demo.EXE", "resources/app.asar.unpacked/native.node", "resources/app.asar.unpacked/tool", "resources/elevate.exe"])
        {
            ProgramReport report = WindowsJudges.Verify(folder.At("app", own));
            Assert.True(report.IsValid, string.Join('\n', report.Findings));
            Assert.Equal(WindowsJudges.Identity.Leaf.Subject, report.Signer!.Leaf.Subject);
        }

        Assert.Equal(await File.ReadAllBytesAsync(WindowsJudges.At("@electron", "windows-sign", "vendor", "signtool.exe"), Stop),
            await File.ReadAllBytesAsync(folder.At("app", "signtool.exe"), Stop));
        Assert.Equal("MZ is no program", await File.ReadAllTextAsync(folder.At("app", "LICENSE.exe"), Stop));
        Assert.Equal("provider: generic\nurl: https://u.example.org/\npublisherName:\n  - 'CN=Example Inc, O=Example Inc'\n",
            await File.ReadAllTextAsync(folder.At("app", "resources", "app-update.yml"), Stop));
        Assert.Contains("signed Demo.EXE: ", leg.Errors, StringComparison.Ordinal);
        Assert.Contains("uninstaller.exe: ", leg.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(BuiltWindowsLeg.Password, leg.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(Directory.GetFileSystemEntries(leg.Run.Workspace), path => path.EndsWith(".part", StringComparison.Ordinal));

        Assert.True(await leg.SignAsync(("verify-only", "true")) == 0, leg.Errors);
        await AServedReleaseDecidesWhoMaySign(leg);
        byte[] installer = await File.ReadAllBytesAsync(leg.At(".exe"), Stop);
        installer[100_000] ^= 1;
        await File.WriteAllBytesAsync(leg.At(".exe"), installer, Stop);
        Assert.NotEqual(0, await leg.SignAsync(("verify-only", "true")));
        Assert.Contains($"{Stem}.exe: Its bytes are others than those that", leg.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_leaves_the_release_as_it_was()
    {
        using BuiltWindowsLeg leg = await BuiltWindowsLeg.MakeAsync();
        string[] before = leg.State();
        foreach (((string, string)[] given, string reason) in (((string, string)[], string)[])
            [([], "No 'identity' is given"), ([("identity", "nothing")], "is neither PEM nor PKCS #12"),
            ([("identity", BuiltWindowsLeg.Identity), ("identity-password", "wrong")], "has another password"),
            ([.. BuiltWindowsLeg.Given, ("publisher-names", "CN=Somebody Else")], "has no name of 'CN=Example Inc"),
            ([.. BuiltWindowsLeg.Given, ("publisher-names", "C=US")], "has no CN"),
            ([.. BuiltWindowsLeg.Given, ("timestamp-servers", "http://127.0.0.1:1/")], "can't be asked"),
            ([.. BuiltWindowsLeg.Given, ("timestamp-servers", "ftp://x")], "wants addresses"),
            ([.. BuiltWindowsLeg.Given, ("formats", "msi")], "'msi', which is none of nsis, zip"),
            ([.. BuiltWindowsLeg.Given, ("builder-config", "none.yml")], "electron-builder refuses the configuration")])
        {
            Assert.NotEqual(0, await leg.SignAsync(given));
            Assert.Contains(reason, leg.Errors, StringComparison.Ordinal);
            Assert.Equal(before, leg.State());
        }

        Assert.Equal(0, await leg.SignAsync(("unsigned", "without-identity")));
        Assert.Equal(before, leg.State());
        Assert.NotEqual(0, await leg.SignAsync(("verify-only", "true")));
        Assert.Contains("Demo.EXE: It has no signature", leg.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Programs_of_a_folder_are_signed_in_their_places_also_read_only_ones()
    {
        using BuiltWindowsLeg leg = await BuiltWindowsLeg.MakeAsync();
        string folder = Path.Combine(leg.Run.Workspace, "programs");
        Directory.CreateDirectory(folder);
        File.Copy(WindowsJudges.Unsigned, Path.Combine(folder, "a.exe"));
        UvRelease.Posix.FileStatus.SetMode(Path.Combine(folder, "a.exe"), UvRelease.Posix.FileModes.OwnerRead);
        File.CreateSymbolicLink(Path.Combine(folder, "link.exe"), WindowsJudges.Unsigned);
        byte[] linked = await File.ReadAllBytesAsync(WindowsJudges.Unsigned, Stop);
        Assert.True(await leg.SignAsync([.. BuiltWindowsLeg.Given, ("app-folder", "programs")]) == 0, leg.Errors);
        Assert.True(WindowsJudges.Verify(Path.Combine(folder, "a.exe")).IsValid);
        Assert.Equal(UvRelease.Posix.FileModes.OwnerRead, UvRelease.Posix.FileStatus.Of(Path.Combine(folder, "a.exe")).Mode);
        Assert.Equal(linked, await File.ReadAllBytesAsync(WindowsJudges.Unsigned, Stop));
    }

    // The installer that was just made is what clients get; another signer's would be refused by it.
    private static async Task AServedReleaseDecidesWhoMaySign(BuiltWindowsLeg leg)
    {
        using var listener = new HttpListener();
        int port = Random.Shared.Next(20_000, 60_000);
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        byte[] installer = await File.ReadAllBytesAsync(leg.At(".exe"), Stop);
        string feed = $"version: 1.2.0\npath: app.exe\nsha512: {Convert.ToBase64String(SHA512.HashData(installer))}\n";
        _ = Task.Run(async () =>
        {
            while (listener.IsListening)
            {
                HttpListenerContext asked = await listener.GetContextAsync();
                byte[]? answer = asked.Request.Url!.AbsolutePath switch
                {
                    "/latest.yml" => System.Text.Encoding.UTF8.GetBytes(feed),
                    "/app.exe" => installer,
                    _ => null
                };
                asked.Response.StatusCode = answer is null ? 404 : 200;
                await asked.Response.OutputStream.WriteAsync(answer ?? []);
                asked.Response.Close();
            }
        }, Stop);
        string[] before = leg.State();
        string address = $"http://127.0.0.1:{port}/latest.yml";
        Assert.NotEqual(0, await leg.SignAsync(("test-identity", "true"), ("served-feed", address), ("dry-run", "true")));
        Assert.Contains("take updates of CN=Example Inc, O=Example Inc alone", leg.Errors, StringComparison.Ordinal);
        Assert.True(await leg.SignAsync([.. BuiltWindowsLeg.Given, ("served-feed", address), ("dry-run", "true")]) == 0, leg.Errors);
        Assert.True(await leg.SignAsync([.. BuiltWindowsLeg.Given, ("served-feed", address.Replace("latest", "beta")), ("dry-run", "true")]) == 0, leg.Errors);
        feed = feed.Replace("sha512: ", "sha512: A");
        Assert.NotEqual(0, await leg.SignAsync([.. BuiltWindowsLeg.Given, ("served-feed", address), ("dry-run", "true")]));
        Assert.Contains("whose bytes have another sha512", leg.Errors, StringComparison.Ordinal);
        Assert.Equal(before, leg.State());
        listener.Stop();
    }

    private static void NeedsTools()
    {
        foreach (string[] parts in (string[][])[["artifacts", "electron-tools", "nsis"], ["tools", "electron-builder", "node_modules"]])
            Assert.SkipUnless(Path.Exists(SourceTree.At(parts)), $"{string.Join('/', parts)} is not there: prepare.sh makes it.");
        foreach (string program in (string[])["7zz", "osslsigncode", "node", "makensis"])
            OutsideProgram.Needs(program);
    }
}
