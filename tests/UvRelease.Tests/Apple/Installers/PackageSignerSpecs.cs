using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Installers;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.Installers;

/// <summary>Signatures of packages.</summary>
public sealed class PackageSignerSpecs : IDisposable
{
    private readonly PackageStage stage = new(files: 3);

    [Theory]
    [InlineData(PackageChecksum.Sha1)]
    [InlineData(PackageChecksum.Sha256)]
    public async Task A_signed_package_is_whole_and_openssl_accepts_both_signatures(PackageChecksum checksum)
    {
        string package = await SignAsync(checksum);
        PackageSignature signature = PackageSeal.Check(package, "p.pkg", TestContext.Current.CancellationToken)!;
        Assert.Equal(3, signature.Chain.Count);
        await TestSigner.VerifyAsync(stage.Folder, installer: true, signature.Cms!.Value, signature.Digest);
        // The RSA signature as openssl sees it: right behind the digest.
        byte[] bytes = await File.ReadAllBytesAsync(package, TestContext.Current.CancellationToken);
        int heap = 28 + (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(8));
        Assert.Equal(signature.Digest, bytes.AsMemory(heap, XarFormat.Size(checksum)));
        await File.WriteAllBytesAsync(stage.Folder.At("rsa"), bytes[(heap + signature.Digest.Length)..(heap + signature.Digest.Length + 256)], TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(stage.Folder.At("digest"), signature.Digest.ToArray(), TestContext.Current.CancellationToken);
        stage.Folder.Write("leaf.pem", signature.Chain[0].ExportCertificatePem());
        Assert.Contains("Signature Verified Successfully", await OutsideProgram.RunAsync(stage.Folder.Path, "openssl", "pkeyutl", "-verify", "-certin", "-inkey", "leaf.pem",
            "-sigfile", "rsa", "-in", "digest", "-pkeyopt", $"digest:{XarFormat.Style(checksum)}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_programs_read_a_signed_package_as_before()
    {
        string package = await SignAsync(PackageChecksum.Sha1);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(stage.Folder.Path, "7zz", "t", "-txar", package), StringComparison.Ordinal);
        Assert.Contains("./Sample.app/Contents/Info.plist", await PayloadAsync(package), StringComparison.Ordinal);
        Directory.CreateDirectory(stage.Folder.At("xar"));
        (int code, string output) = await AppleJudges.RunAsync(stage.Folder.At("xar"), "xar", "-xf", package);
        Assert.True(code == 0, output);
    }

    [Fact]
    public async Task A_second_signature_takes_the_place_of_the_first()
    {
        byte[] once = await File.ReadAllBytesAsync(await SignAsync(PackageChecksum.Sha1), TestContext.Current.CancellationToken);
        PackageTicket.Staple(stage.Package, stage.Package, new byte[77], TestContext.Current.CancellationToken);
        await PackageSigner.SignAsync(stage.Package, stage.Package, await TestSigner.OpenAsync(installer: true), TestContext.Current.CancellationToken);
        Assert.Equal(once, await File.ReadAllBytesAsync(stage.Package, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ticket_stands_behind_the_archive()
    {
        string package = await SignAsync(PackageChecksum.Sha256);
        Assert.Null(PackageTicket.Read(package, "p.pkg"));
        byte[] before = await File.ReadAllBytesAsync(package, TestContext.Current.CancellationToken);
        PackageTicket.Staple(package, package, new byte[5], TestContext.Current.CancellationToken);
        PackageTicket.Staple(package, package, "ticket"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal("ticket"u8.ToArray(), PackageTicket.Read(package, "p.pkg"));
        Assert.NotNull(PackageSeal.Check(package, "p.pkg", TestContext.Current.CancellationToken));
        byte[] expected = [.. before, .. "t8lr"u8, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. "ticket"u8, .. "t8lr"u8, 1, 0, 2, 0, 6, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(expected, await File.ReadAllBytesAsync(package, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Each_change_is_found()
    {
        byte[] package = await File.ReadAllBytesAsync(await SignAsync(PackageChecksum.Sha1), TestContext.Current.CancellationToken);
        (int Start, int End)[] authorities = [.. PackageSeal.Check(stage.Package, "p.pkg", TestContext.Current.CancellationToken)!.Chain.Skip(1)
            .Select(certificate => package.AsSpan().IndexOf(certificate.RawData) is var start ? (start, start + certificate.RawData.Length) : default)];
        var random = new Random(20_260_101);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. package];
            int at = 28 + random.Next(round % 2 == 0 ? 7000 : package.Length - 28);
            // Certificates of authorities beside a signature are part of a chain or of nothing.
            if (Array.Exists(authorities, place => at >= place.Start && at < place.End))
                continue;
            damaged[at] ^= (byte)(1 << random.Next(8));
            Refused(damaged, at);
        }

        Refused(package[..^1], -1);
        Refused([.. package, 0], -2);
        Refused([.. "xar?"u8, .. package[4..]], -3);
    }

    [Fact]
    public async Task Who_can_not_sign_packages_is_refused()
    {
        await stage.WriteAsync();
        var adhoc = await Assert.ThrowsAsync<ReleaseException>(() => PackageSigner.SignAsync(stage.Package, stage.Package, CodeIdentity.Adhoc, TestContext.Current.CancellationToken));
        Assert.Contains("Developer ID Installer", adhoc.Message, StringComparison.Ordinal);
        Assert.Null(PackageSeal.Check(stage.Package, "p.pkg", TestContext.Current.CancellationToken));
        var unsigned = Assert.Throws<ReleaseException>(() => PackageTicket.Staple(stage.Package, stage.Package, new byte[1], TestContext.Current.CancellationToken));
        Assert.Contains("is not signed", unsigned.Message, StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();

    private async Task<string> PayloadAsync(string package)
    {
        await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-xf", package, "com.example.sample.pkg/Payload");
        return await OutsideProgram.RunAsync(stage.Folder.Path, "bsdtar", "-tf", stage.Folder.At("com.example.sample.pkg", "Payload"));
    }

    private void Refused(byte[] package, int at)
    {
        File.WriteAllBytes(stage.Folder.At("damaged.pkg"), package);
        var refusal = Record.Exception(() => Assert.NotNull(PackageSeal.Check(stage.Folder.At("damaged.pkg"), "damaged.pkg", TestContext.Current.CancellationToken)));
        Assert.True(refusal is ReleaseException { Fault: Fault.Input }, $"a change at {at} of {package.Length}: {refusal?.ToString() ?? "accepted"}");
    }

    private async Task<string> SignAsync(PackageChecksum checksum)
    {
        await stage.WriteAsync(PackageStage.Options with { Checksum = checksum });
        await PackageSigner.SignAsync(stage.Package, stage.Package, await TestSigner.OpenAsync(installer: true), TestContext.Current.CancellationToken);
        return stage.Package;
    }
}
