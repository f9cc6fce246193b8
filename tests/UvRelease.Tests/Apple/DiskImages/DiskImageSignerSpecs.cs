using System.Buffers.Binary;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.DiskImages;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using Xunit;
using static UvRelease.Tests.Apple.DiskImages.VolumeStage;

namespace UvRelease.Tests.Apple.DiskImages;

/// <summary>Signatures of disk images.</summary>
public sealed class DiskImageSignerSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string Image => folder.At("Sample-1.0.dmg");

    [Fact]
    public async Task A_signed_image_is_sealed_and_openssl_accepts_its_signature()
    {
        byte[] hash = await SignAsync(await TestSigner.OpenAsync(installer: false));
        EmbeddedSignature signature = DiskImageSeal.Check(Image, "i.dmg", TestContext.Current.CancellationToken)!;
        CodeDirectory directory = signature.Best;
        Assert.Equal(("Sample-1", "ABCDE12345", 0x20200u, 0, CodeFlags.None), (directory.Identifier, directory.Team, directory.Version, directory.PageSize, directory.Flags));
        Assert.Equal(hash, signature.DirectoryHash);
        Assert.Contains("identifier \"Sample-1\"", signature.Requirements().Designated!.ToString(), StringComparison.Ordinal);
        await TestSigner.VerifyAsync(folder, installer: false, signature.Cms, signature.Blob(CodeSlot.CodeDirectory)!.Bytes);
        Assert.Contains("Everything is Ok", await OutsideProgram.RunAsync(folder.Path, "7zz", "t", Image), StringComparison.Ordinal);
        using var reader = DiskImageReader.Open(Image, "i.dmg");
        Assert.Empty(reader.CheckSums(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Nobody_can_sign_too_and_another_signature_takes_the_place_of_the_first()
    {
        byte[] first = await SignAsync(CodeIdentity.Adhoc), bytes = await File.ReadAllBytesAsync(Image, TestContext.Current.CancellationToken);
        Assert.True(DiskImageSeal.Check(Image, "i.dmg", TestContext.Current.CancellationToken)!.Cms.IsEmpty);
        await DiskImageSigner.SignAsync(Image, Image, await TestSigner.OpenAsync(installer: false), null, TestContext.Current.CancellationToken);
        byte[] again = await DiskImageSigner.SignAsync(Image, Image, CodeIdentity.Adhoc, null, TestContext.Current.CancellationToken);
        Assert.Equal(first, again);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Image, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_ticket_is_part_of_the_signature_and_changes_no_hash()
    {
        byte[] hash = await SignAsync(await TestSigner.OpenAsync(installer: false)), ticket = [.. "s8ch ticket"u8];
        DiskImageSigner.Staple(Image, Image, "another one"u8, TestContext.Current.CancellationToken);
        DiskImageSigner.Staple(Image, Image, ticket, TestContext.Current.CancellationToken);
        EmbeddedSignature signature = DiskImageSeal.Check(Image, "i.dmg", TestContext.Current.CancellationToken)!;
        Assert.Equal(ticket, signature.Blob(CodeSlot.Ticket)!.Content);
        Assert.Equal(hash, signature.DirectoryHash);
        Assert.Equal(6, signature.Best.SlotHashes.Count);
    }

    [Fact]
    public async Task What_is_not_signed_says_so()
    {
        await MakeAsync();
        Assert.Null(DiskImageSeal.Check(Image, "i.dmg", TestContext.Current.CancellationToken));
        var refusal = Assert.Throws<ReleaseException>(() => DiskImageSigner.Staple(Image, Image, "x"u8, TestContext.Current.CancellationToken));
        Assert.Contains("is not signed", refusal.Message, StringComparison.Ordinal);
    }

    // One bit anywhere: in chunks, property list, each part of the signature, trailer.
    [Fact]
    public async Task Each_change_is_found()
    {
        await SignAsync(await TestSigner.OpenAsync(installer: false));
        byte[] image = await File.ReadAllBytesAsync(Image, TestContext.Current.CancellationToken);
        long signature = BinaryPrimitives.ReadInt64BigEndian(image.AsSpan(image.Length - 512 + UdifFormat.SignatureOffset));
        int cms = image.AsSpan((int)signature).IndexOf((byte[])[0xfa, 0xde, 0x0b, 0x01]) + (int)signature;
        var random = new Random(20_260_101);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. image];
            // The CMS is whoever signed, and is checked as that.
            int at = round < 100 ? random.Next(cms) : image.Length - 1 - random.Next(512);
            damaged[at] ^= (byte)(1 << random.Next(8));
            Refused(damaged, at);
        }

        Refused(image[..^1], -1);
        Refused([.. image[..(int)signature], 0, .. image[(int)signature..]], -2);
        Refused([.. image, 0], -3);
    }

    public void Dispose() => folder.Dispose();

    private void Refused(byte[] image, int at)
    {
        File.WriteAllBytes(folder.At("damaged.dmg"), image);
        var refusal = Record.Exception(() => Assert.NotNull(DiskImageSeal.Check(folder.At("damaged.dmg"), "damaged.dmg", TestContext.Current.CancellationToken)));
        Assert.True(refusal is ReleaseException { Fault: Fault.Input }, $"a change at {at} of {image.Length}: {refusal?.ToString() ?? "accepted"}");
    }

    private Task MakeAsync() =>
        DiskImage.WriteAsync(Image, [Folder("A"), Text("A/x", new string('x', 300_000)), Link("A/l", "x")], Options, TestContext.Current.CancellationToken);

    private async Task<byte[]> SignAsync(CodeIdentity identity)
    {
        await MakeAsync();
        return await DiskImageSigner.SignAsync(Image, Image, identity, null, TestContext.Current.CancellationToken);
    }
}
