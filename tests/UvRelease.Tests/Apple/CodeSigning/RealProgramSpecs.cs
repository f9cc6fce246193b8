using System.Globalization;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Tests.Apple.Bundles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.CodeSigning;

/// <summary>Programs as others build and publish them, unsigned or signed by a linker alone, are signed, and readers of others see the signature.</summary>
public class RealProgramSpecs
{
    private const string Macholib = "/usr/lib/python3/dist-packages/macholib";
    private const int LinkerSigned = 0x20002;

    [Theory]
    [InlineData("@esbuild/darwin-x64/bin/esbuild", "x86_64", "none", true)]
    [InlineData("@esbuild/darwin-arm64/bin/esbuild", "arm64", "linker", true)]
    [InlineData("fsevents/fsevents.node", "x86_64 arm64", "none linker", false)]
    public async Task A_program_of_a_package_is_signed_and_read_by_others(string file, string processors, string before, bool isProgram)
    {
        using var folder = new TemporaryFolder();
        string source = Judges.At(file.Split('/')), target = folder.At(Path.GetFileName(file));
        using (var input = CheckedReader.Open(source, file, MachFile.Kind))
            Assert.Equal(before, string.Join(' ', Judges.Signatures(input).Select(slice => Kind(slice.Signature))));
        AppSigningOptions options = await AppSignerSpecs.OptionsAsync();
        SignedProgram signed = await CodeSigner.SignFileAsync(source, target,
            new CodeSigningOptions { Identity = options.Identity, Identifier = "com.example.tool", Entitlements = AppEntitlements.Electron.App },
            CancellationToken.None);
        Assert.Equal(processors, string.Join(' ', signed.Slices.Select(slice => slice.Processor)));
        CodeReport report = AppVerifier.Verify(target, AppSignerSpecs.Trusting(AppSignerSpecs.Team), CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.All(report.Programs, program => Assert.Equal(("com.example.tool", AppSignerSpecs.Team), (program.Identifier, program.Team)));
        using (var output = CheckedReader.Open(target, file, MachFile.Kind))
        {
            Assert.All(Judges.Signatures(output), slice => Assert.Equal(isProgram, slice.Signature!.Blob(CodeSlot.Entitlements) is not null));
            Assert.All(Judges.Signatures(output), slice => Assert.Equal(isProgram ? 1UL : 0, slice.Signature!.Best.ExecFlags & 1));
        }

        await SeenByOthersAsync(folder, target, processors.Split(' '));
    }

    [Fact]
    public async Task The_app_of_a_package_is_signed_whole()
    {
        using var folder = new TemporaryFolder();
        string app = folder.At("terminal-notifier.app");
        string theirs = Judges.At("node-notifier", "vendor", "mac.noindex", "terminal-notifier.app");
        await AppSigner.SignAsync(theirs, app, await AppSignerSpecs.OptionsAsync(), null, CancellationToken.None);
        CodeReport report = AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team), CancellationToken.None);
        Assert.Empty(report.Findings);
        Assert.Equal("nl.superalloy.oss.terminal-notifier", Assert.Single(report.Programs).Identifier);
        string program = Path.Combine(app, "Contents", "MacOS", "terminal-notifier");
        await SeenByOthersAsync(folder, program, ["x86_64"]);
        // It runs on macOS 10.8, which knows SHA-1 alone.
        using var input = CheckedReader.Open(program, "terminal-notifier", MachFile.Kind);
        EmbeddedSignature signature = Assert.Single(Judges.Signatures(input)).Signature!;
        Assert.Equal([CodeHashKind.Sha1, CodeHashKind.Sha256], signature.Directories.Select(directory => directory.Value.Hash));
        Assert.Contains("<key>hash</key>", await File.ReadAllTextAsync(Path.Combine(app, "Contents", "_CodeSignature", "CodeResources")),
            StringComparison.Ordinal);
        string changed = Path.Combine(app, "Contents", "Resources", "Terminal.icns");
        await File.AppendAllTextAsync(changed, "x");
        CodeFinding finding = Assert.Single(AppVerifier.Verify(app, AppSignerSpecs.Trusting(AppSignerSpecs.Team), CancellationToken.None).Findings);
        Assert.Equal(("Contents/Resources/Terminal.icns", CodeFindingKind.FileChanged), (finding.Path, finding.Kind));
    }

    // llvm-otool is llvm-objdump by another name, and looks at the first processor whatever it is asked for.
    // Each slice has one signature, and it is where we see it: at the end of __LINKEDIT and of the slice.
    private static async Task SeenByOthersAsync(TemporaryFolder folder, string program, string[] processors)
    {
        List<(long Offset, long Size)> ours;
        using (var input = CheckedReader.Open(program, program, MachFile.Kind))
            ours = [.. Judges.Signatures(input).Select(slice => ((long)slice.Code.Signature!.Offset, (long)slice.Code.Signature.Size))];
        for (int i = 0; i < processors.Length; i++)
        {
            string[] lines = [.. (await OutsideProgram.RunAsync(folder.Path, "llvm-objdump-19", "--macho",
                $"--arch={processors[i]}", "--private-headers", program))
                .Split('\n', StringSplitOptions.TrimEntries)];
            int at = Array.IndexOf(lines, "cmd LC_CODE_SIGNATURE");
            Assert.Equal(at, Array.LastIndexOf(lines, "cmd LC_CODE_SIGNATURE"));
            Assert.Equal([$"dataoff {ours[i].Offset}", $"datasize {ours[i].Size}"], lines[(at + 2)..(at + 4)]);
            int last = Array.IndexOf(lines, "segname __LINKEDIT");
            Assert.Equal(ours[i].Offset + ours[i].Size, Number(lines[last + 3]) + Number(lines[last + 4]));
        }

        Assert.SkipUnless(Directory.Exists(Macholib), $"{Macholib} is not there: apt-get install python3-macholib.");
        folder.Write("seen.py", """
            import sys
            from macholib.MachO import MachO
            for header in MachO(sys.argv[1]).headers:
                for command, body, _ in header.commands:
                    if command.get_cmd_name() == "LC_CODE_SIGNATURE":
                        print(body.dataoff, body.datasize)
            """);
        string seen = await OutsideProgram.RunAsync(folder.Path, "/usr/bin/python3", "seen.py", program);
        Assert.Equal(ours.Select(place => $"{place.Offset} {place.Size}"), seen.Trim().Split('\n'));
    }

    private static long Number(string line) => long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture);

    private static string Kind(EmbeddedSignature? signature) => signature is null ? "none" : (int)signature.Best.Flags == LinkerSigned ? "linker" : "signed";
}
