using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.Bundles;

public class AppSignerSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    internal const string Team = "ABCDE12345";

    internal static CodeVerification Trusting(string team) => new()
    {
        Clock = new Judges.FixedClock(Judges.Now),
        Apple = AppleCertificates.Shipped.With(Judges.Of(team).Root),
        Team = team,
    };

    [Fact]
    public async Task What_is_in_a_bundle_is_signed_before_it_and_the_app_last()
    {
        (TemporaryFolder folder, string app, IReadOnlyList<SignedPath> signed) = await SignAsync();
        using (folder)
        {
            string framework = "Contents/Frameworks/Demo Framework.framework";
            Assert.Equal(AppSigner.Plan(app), signed.Select(one => one.Path));
            Assert.Equal([
                $"{framework}/Versions/A/Helpers/crash_handler", $"{framework}/Versions/A/Libraries/libextra.dylib",
                "Contents/Library/LoginItems/Start.app",
                "Contents/Frameworks/Demo Framework.framework", "Contents/Frameworks/Demo Helper (GPU).app", "Contents/Frameworks/Demo Helper (Plugin).app",
                "Contents/Frameworks/Demo Helper (Renderer).app", "Contents/Frameworks/Demo Helper.app", "Contents/XPCServices/Update.xpc", ""],
                signed.Select(one => one.Path));
            Assert.Equal("com.example.demo", signed[^1].Program.Identifier);
            CodeReport report = AppVerifier.Verify(app, Trusting(Team), CancellationToken.None);
            Assert.Empty(report.Findings);
            Assert.Equal(11, report.Programs.Count);
            Assert.All(report.Programs, program => Assert.True(program.Flags.HasFlag(CodeFlags.Runtime)));
        }
    }

    [Fact]
    public async Task Each_kind_of_process_gets_its_entitlements_and_libraries_get_none()
    {
        (TemporaryFolder folder, string app, _) = await SignAsync();
        using (folder)
        {
            Assert.Contains("audio-input", Text("Contents/MacOS/Demo"), StringComparison.Ordinal);
            Assert.Contains("disable-library-validation", Text("Contents/Frameworks/Demo Helper (Plugin).app/Contents/MacOS/Demo Helper (Plugin)"),
                StringComparison.Ordinal);
            Assert.DoesNotContain("audio-input", Text("Contents/Frameworks/Demo Helper (GPU).app/Contents/MacOS/Demo Helper (GPU)"), StringComparison.Ordinal);
            Assert.Equal("", Text("Contents/Frameworks/Demo Framework.framework/Versions/A/Libraries/libextra.dylib"));
        }

        string Text(string path)
        {
            using var input = CheckedReader.Open(Path.Combine(app, path), path, MachFile.Kind);
            return Judges.Signatures(input)[0].Signature!.Blob(CodeSlot.Entitlements) is { } blob ? System.Text.Encoding.UTF8.GetString(blob.Content.Span) : "";
        }
    }

    [Fact]
    public async Task The_same_app_gives_the_same_bytes_and_signing_again_changes_nothing()
    {
        (TemporaryFolder folder, string app, _) = await SignAsync();
        using (folder)
        {
            (TemporaryFolder other, string again, _) = await SignAsync();
            using (other)
            {
                Assert.Equal(Contents(app), Contents(again));
                await AppSigner.SignAsync(app, app, await OptionsAsync(), null, CancellationToken.None);
                Assert.Equal(Contents(again), Contents(app));
            }
        }
    }

    [Fact]
    public async Task Outside_programs_read_what_was_written()
    {
        (TemporaryFolder folder, string app, _) = await SignAsync();
        using (folder)
        {
            string program = Path.Combine(app, "Contents/MacOS/Demo");
            Assert.Contains("x86_64 arm64", await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-archs", program), StringComparison.Ordinal);
            foreach (string processor in (string[])["x86_64", "arm64"])
            {
                string commands = await OutsideProgram.RunAsync(folder.Path, "llvm-objdump-19", "--macho", $"--arch={processor}",
                    "--private-headers", program);
                Assert.Single(commands.Split('\n'), line => line.EndsWith("LC_CODE_SIGNATURE", StringComparison.Ordinal));
            }

            using var input = CheckedReader.Open(program, "Demo", MachFile.Kind);
            EmbeddedSignature signature = Judges.Signatures(input)[0].Signature!;
            await File.WriteAllBytesAsync(folder.At("cd.bin"), signature.Directories[0].Key);
            await File.WriteAllBytesAsync(folder.At("sig.der"), signature.Cms);
            await File.WriteAllTextAsync(folder.At("root.pem"), Judges.Of(Team).Root.ExportCertificatePem());
            string said = await OutsideProgram.RunAsync(folder.Path, "openssl", "cms", "-verify", "-inform", "DER", "-in", "sig.der", "-content", "cd.bin",
                "-binary",
                "-CAfile", "root.pem", "-purpose", "any", "-ignore_critical", "-attime", Judges.Now.ToUnixTimeSeconds().ToString(), "-out", "out.bin");
            Assert.Contains("successful", said, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task When_it_fails_the_app_stays_as_it_was_and_nothing_is_beside_it()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string app = await SampleApp.CopyAsync(sample.Path, folder.At("Demo.app"));
        string library = Path.Combine(app, "Contents/Frameworks/Demo Framework.framework/Versions/A/Libraries/libextra.dylib");
        byte[] bytes = await File.ReadAllBytesAsync(library);
        await File.WriteAllBytesAsync(library, bytes[..^100]);
        IReadOnlyList<string> before = Contents(app);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(async () => await AppSigner.SignAsync(app, app, await OptionsAsync(), null,
            CancellationToken.None));
        Assert.Contains("libextra.dylib", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Contents(app));
        Assert.Equal([app], Directory.GetFileSystemEntries(folder.Path));
    }

    internal static async Task<AppSigningOptions> OptionsAsync() => new() { Identity = await Judges.IdentityAsync(Team) };

    internal static IReadOnlyList<string> Contents(string app)
    {
        var folder = AppFolder.Read(app);
        return [.. folder.Entries.Select(entry => $"{entry} {(folder.IsFile(entry.Path) ? Hash(folder.At(entry.Path)) : "")}")];

        static string Hash(string path) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path)));
    }

    private async Task<(TemporaryFolder Folder, string App, IReadOnlyList<SignedPath> Signed)> SignAsync()
    {
        SampleApp.NeedsTools();
        var folder = new TemporaryFolder();
        string app = folder.At("Demo.app");
        return (folder, app, await AppSigner.SignAsync(sample.Path, app, await OptionsAsync(), null, CancellationToken.None));
    }
}
