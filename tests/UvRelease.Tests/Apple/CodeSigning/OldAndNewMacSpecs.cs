using System.Buffers.Binary;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Keys;
using UvRelease.Tests.Apple.Bundles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.CodeSigning;

/// <summary>Programs for systems that know SHA-1 alone, keys on curves, and ARM with signed pointers.</summary>
public class OldAndNewMacSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const uint BuildVersion = 0x32, Arm64e = 2, PointerAbi = 0x80000000;

    [Theory]
    [InlineData(0x000a0b03, true)]
    [InlineData(0x000a0b04, false)]
    [InlineData(0x000a0900, true)]
    [InlineData(0x000b0000, false)]
    public async Task Before_10_11_4_SHA_1_comes_first_and_SHA_256_beside_it(uint minimum, bool both)
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        byte[] program = await File.ReadAllBytesAsync(sample.At("demo.x64"));
        BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(Command(program, BuildVersion) + 12), minimum);
        EmbeddedSignature signature = await SignAsync(folder, program, await Judges.IdentityAsync(AppSignerSpecs.Team),
            AppSignerSpecs.Trusting(AppSignerSpecs.Team), "x86_64");
        Assert.Equal(both ? [CodeHashKind.Sha1, CodeHashKind.Sha256] : [CodeHashKind.Sha256], signature.Directories.Select(one => one.Value.Hash));
        Assert.Equal(both, signature.Blob(CodeSlot.AlternateDirectory) is not null);
        Assert.Equal(CodeHashKind.Sha256, signature.Best.Hash);
        await ConfirmedAsync(folder, signature, Judges.Of(AppSignerSpecs.Team));
    }

    [Fact]
    public async Task A_key_on_a_curve_signs_what_openssl_confirms()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        TestIdentity made = TestIdentity.Create(new TestIdentityOptions
        {
            Subject = $"C=US, O=Example Inc, OU={AppSignerSpecs.Team}, CN=\"Developer ID Application: Example Inc ({AppSignerSpecs.Team})\"",
            LeafExtensions = [DeveloperCertificate.ApplicationOid],
            AuthorityExtensions = [DeveloperCertificate.AuthorityOid],
            From = Judges.Now.AddYears(-1),
            Until = Judges.Now.AddYears(1),
            Ecdsa = true,
        });
        AppleCertificates apple = AppleCertificates.Shipped.With(made.Root);
        CodeIdentity identity = await CodeIdentity.OpenAsync(made.ToKey(), installer: false, new Judges.FixedClock(Judges.Now), null, apple,
            CancellationToken.None);
        EmbeddedSignature signature = await SignAsync(folder, await File.ReadAllBytesAsync(sample.At("demo.arm64")), identity,
            AppSignerSpecs.Trusting(AppSignerSpecs.Team) with { Apple = apple }, "arm64");
        await ConfirmedAsync(folder, signature, made);
    }

    [Fact]
    public async Task ARM_with_signed_pointers_is_signed_as_ARM_beside_Intel()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        byte[] program = await File.ReadAllBytesAsync(sample.At("demo.arm64"));
        BinaryPrimitives.WriteUInt32LittleEndian(program.AsSpan(8), Arm64e | PointerAbi);
        await File.WriteAllBytesAsync(folder.At("demo.arm64e"), program);
        await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-create", sample.At("demo.x64"), "demo.arm64e", "-output", "both");
        byte[] both = await File.ReadAllBytesAsync(folder.At("both"));
        CodeIdentity identity = await Judges.IdentityAsync(AppSignerSpecs.Team);
        EmbeddedSignature signature = await SignAsync(folder, both, identity, AppSignerSpecs.Trusting(AppSignerSpecs.Team), "x86_64 arm64e");
        Assert.Equal(0x1000, signature.Best.PageSize);
        using var input = CheckedReader.Open(folder.At("signed"), "signed", MachFile.Kind);
        Assert.Equal(0x4000, Judges.Signatures(input)[1].Signature!.Best.PageSize);
        Assert.Contains("x86_64 arm64e", await OutsideProgram.RunAsync(folder.Path, "llvm-lipo-19", "-archs", "signed"), StringComparison.Ordinal);
        // The program of today's Macs is known by the hash of its own slice.
        SignedProgram nobody = await CodeSigner.SignFileAsync(folder.At("both"), folder.At("adhoc"), new CodeSigningOptions(), CancellationToken.None);
        Assert.Equal(nobody.Slices[1].DirectoryHash, nobody.DirectoryHash);
    }

    private static async Task<EmbeddedSignature> SignAsync(TemporaryFolder folder, byte[] program, CodeIdentity identity, CodeVerification trusting,
        string processors)
    {
        await File.WriteAllBytesAsync(folder.At("demo"), program);
        SignedProgram signed = await CodeSigner.SignFileAsync(folder.At("demo"), folder.At("signed"),
            new CodeSigningOptions { Identity = identity, Identifier = "com.example.demo", Entitlements = AppEntitlements.Electron.App },
            CancellationToken.None);
        Assert.Equal(processors, string.Join(' ', signed.Slices.Select(slice => slice.Processor)));
        Assert.Empty(AppVerifier.Verify(folder.At("signed"), trusting, CancellationToken.None).Findings);
        using var input = CheckedReader.Of(await File.ReadAllBytesAsync(folder.At("signed")), "signed", MachFile.Kind);
        return Judges.Signatures(input)[0].Signature!;
    }

    private static async Task ConfirmedAsync(TemporaryFolder folder, EmbeddedSignature signature, TestIdentity identity)
    {
        await File.WriteAllBytesAsync(folder.At("cd.bin"), signature.Directories[0].Key);
        await File.WriteAllBytesAsync(folder.At("sig.der"), signature.Cms);
        folder.Write("root.pem", identity.Root.ExportCertificatePem());
        await OutsideProgram.RunAsync(folder.Path, "openssl", "cms", "-verify", "-inform", "DER", "-in", "sig.der", "-content", "cd.bin", "-binary",
            "-CAfile", "root.pem", "-purpose", "any", "-ignore_critical", "-no_check_time", "-out", "/dev/null");
        (int code, _) = await OutsideProgram.TryAsync(folder.Path, "openssl", "cms", "-verify", "-inform", "DER", "-in", "sig.der", "-content", "sig.der",
            "-binary", "-CAfile", "root.pem", "-purpose", "any", "-ignore_critical", "-no_check_time", "-out", "/dev/null");
        Assert.NotEqual(0, code);
    }

    private static int Command(byte[] program, uint wanted)
    {
        int at = 32;
        while (BinaryPrimitives.ReadUInt32LittleEndian(program.AsSpan(at)) != wanted)
            at += BinaryPrimitives.ReadInt32LittleEndian(program.AsSpan(at + 4));
        return at;
    }
}
