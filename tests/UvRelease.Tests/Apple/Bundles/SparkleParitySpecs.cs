using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.Bundles;

/// <summary>A framework with an app, services and a tool in it that Apple's codesign signed by nobody: signed anew, each byte is the same.</summary>
public class SparkleParitySpecs
{
    [Fact]
    public async Task Seals_and_programs_come_out_byte_by_byte()
    {
        using var folder = new TemporaryFolder();
        string theirs = await SparkleAsync(folder);
        IReadOnlyList<SignedPath> signed = await AppSigner.SignAsync(theirs, folder.At("Ours.framework"),
            new AppSigningOptions { Flags = CodeFlags.None, Entitlements = AppEntitlements.None }, null, CancellationToken.None);
        Assert.Equal(["Versions/B/Autoupdate", "Versions/B/XPCServices/Downloader.xpc", "Versions/B/XPCServices/Installer.xpc", "Versions/B/Updater.app", ""],
            signed.Select(one => one.Path));
        AppFolder before = AppFolder.Read(theirs), after = AppFolder.Read(folder.At("Ours.framework"));
        Assert.Equal(before.Entries, after.Entries);
        foreach (AppEntry seal in before.Entries.Where(entry => entry.Path.EndsWith("/CodeResources", StringComparison.Ordinal)))
            Assert.Equal(File.ReadAllText(before.At(seal.Path)), File.ReadAllText(after.At(seal.Path)));
        foreach (string program in (string[])["Autoupdate", "Sparkle", "Updater.app/Contents/MacOS/Updater",
            "XPCServices/Downloader.xpc/Contents/MacOS/Downloader",
            "XPCServices/Installer.xpc/Contents/MacOS/Installer"])
            Assert.Equal(Signed(before, program), Signed(after, program));
    }

    [Theory]
    [InlineData("generate_keys")]
    [InlineData("sign_update")]
    [InlineData("BinaryDelta")]
    [InlineData("generate_appcast")]
    public async Task Tools_with_entitlements_come_out_byte_by_byte(string tool)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(Path.GetDirectoryName(await SparkleAsync(folder))!, "bin", tool);
        Entitlements entitlements;
        using (var input = CheckedReader.Open(path, tool, MachFile.Kind))
            entitlements = Entitlements.Read(Judges.Signatures(input)[0].Signature!.Blob(CodeSlot.Entitlements)!.Content, tool);
        await CodeSigner.SignFileAsync(path, folder.At(tool), new CodeSigningOptions { Entitlements = entitlements }, CancellationToken.None);
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(folder.At(tool))), tool);
    }

    /// <summary>Unpacks the framework as it is on a Mac, where the forks are no files.</summary>
    internal static async Task<string> SparkleAsync(TemporaryFolder folder)
    {
        string archive = Judges.At("electron-sparkle-updater", "native", "sparkle-chain.tar.xz");
        await OutsideProgram.RunAsync(folder.Path, "tar", "-xJf", archive, "--exclude=._*", "--warning=no-unknown-keyword");
        return folder.At("Sparkle.framework");
    }

    // All but the rest of the room for the CMS, where signatures before it have left bytes.
    private static IEnumerable<string> Signed(AppFolder framework, string program)
    {
        using var input = CheckedReader.Open(framework.At($"Versions/B/{program}"), program, MachFile.Kind);
        return [.. Judges.Signatures(input).SelectMany(slice => slice.Signature!.Blobs.Select(blob => Convert.ToHexString(blob.Bytes.Span))
            .Append(Convert.ToHexString(slice.Code.Head.Span)).Append($"{slice.Code.Slice.Offset} {slice.Code.Slice.Size} {slice.Code.Slice.Alignment}"))];
    }
}
