using System.Buffers.Binary;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Verification;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Tests.Apple.Bundles;
using Xunit;
using static UvRelease.Apple.Bundles.CodeFindingKind;

namespace UvRelease.Tests.Apple.Verification;

/// <summary>A signed program is changed in one place at a time, and each change is found and named.</summary>
public class ProgramMutationSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const int Smallest = 150;

    [Fact]
    public async Task Each_change_is_found_and_its_cause_named()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        byte[] bytes = await SignedAsync(folder);
        CodeVerification trusting = AppSignerSpecs.Trusting(AppSignerSpecs.Team);
        Assert.Empty(Verify(folder, bytes, trusting));
        var wrong = new List<string>();
        int count = 0;
        foreach ((string what, CodeFindingKind[] causes, Func<byte[], byte[]> change) in Changes(bytes))
        {
            count++;
            IReadOnlyList<CodeFinding> findings = Verify(folder, change([.. bytes]), trusting);
            if (!findings.Any(finding => causes.Contains(finding.Kind) && finding.Path == "demo" && finding.Reason.Length > 20))
                wrong.Add($"{what}: expected {string.Join('/', causes)}, found {string.Join("; ", findings)}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.InRange(count, Smallest, 10 * Smallest);
    }

    private async Task<byte[]> SignedAsync(TemporaryFolder folder)
    {
        AppSigningOptions options = await AppSignerSpecs.OptionsAsync();
        await CodeSigner.SignFileAsync(sample.At("demo.arm64"), folder.At("signed"),
            new CodeSigningOptions { Identity = options.Identity, Entitlements = AppEntitlements.Electron.App, Identifier = "com.example.demo" },
                CancellationToken.None);
        return await File.ReadAllBytesAsync(folder.At("signed"));
    }

    private static IReadOnlyList<CodeFinding> Verify(TemporaryFolder folder, byte[] bytes, CodeVerification trusting)
    {
        File.WriteAllBytes(folder.At("demo"), bytes);
        return AppVerifier.Verify(folder.At("demo"), trusting, CancellationToken.None).Findings;
    }

    private static IEnumerable<(string What, CodeFindingKind[] Causes, Func<byte[], byte[]> Change)> Changes(byte[] bytes)
    {
        using var input = CheckedReader.Of(bytes, "demo", MachFile.Kind);
        MachCode code = MachCode.Read(MachFile.Read(input).Slices[0]);
        EmbeddedSignature signature = EmbeddedSignature.Read(code)!;
        int signed = (int)code.Signature!.Offset;
        Dictionary<CodeSlot, (int At, int Size)> blobs = [];
        for (int i = 0, at = 12; i < signature.Blobs.Count; i++, at += 8)
            blobs[signature.Blobs[i].Slot] = (signed + BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(signed + at + 4)), signature.Blobs[i].Bytes.Length);
        // The code, page by page, at its beginning and its end.
        for (int page = 0; page < signed; page += signature.Best.PageSize)
        {
            if (page > 0)
                yield return Flip($"first byte of page {page}", page, CodeChanged, Damaged);
            yield return Flip($"last byte of page {page}", Math.Min(page + signature.Best.PageSize, signed) - 1, CodeChanged);
        }

        // The load commands that were looked at: they are in the first page too.
        foreach (int at in (int[])[0, 4, 8, 12, 16, 20, 24, 28])
            yield return Flip($"header at {at}", at, CodeChanged, Damaged);
        foreach (int at in (int[])[0, 4, 8, 9, 10, 12, 13, 14])
            yield return Flip($"LC_CODE_SIGNATURE at {at}", (int)code.Signature.Command + at, CodeChanged, Damaged, NotSigned);
        foreach (int at in (int[])[0, 4, 8, 24, 32, 40, 48, 56, 60, 64, 68])
            yield return Flip($"__LINKEDIT at {at}", (int)code.LinkEdit.Command + at, CodeChanged, Damaged);
        // The container.
        for (int at = 0; at < 12 + 8 * blobs.Count; at++)
            yield return Flip($"container at {at}", signed + at, Damaged, SlotChanged, CodeFindingKind.Signature, CodeFindingKind.Requirement);
        // Each byte of the code directory's head, and the hashes of slots and pages.
        (int directory, int directorySize) = blobs[CodeSlot.CodeDirectory];
        for (int at = 0; at < 96; at++)
            yield return Flip($"code directory at {at}", directory + at, CodeFindingKind.Signature, Damaged);
        for (int at = 96; at < directorySize; at += 16)
            yield return Flip($"code directory at {at}", directory + at, CodeFindingKind.Signature, Damaged);
        foreach ((CodeSlot slot, CodeFindingKind cause) in ((CodeSlot, CodeFindingKind)[])
            [(CodeSlot.Requirements, SlotChanged), (CodeSlot.Entitlements, SlotChanged), (CodeSlot.EntitlementsDer, SlotChanged)])
        {
            (int start, int size) = blobs[slot];
            for (int at = 8; at < size; at += Math.Max(1, size / 9))
                yield return Flip($"{slot} at {at}", start + at, cause, Damaged);
        }

        // The CMS: in its signer's certificate, in what is signed, and in the signature.
        (int cms, int cmsSize) = blobs[CodeSlot.Cms];
        foreach (int behind in (int[])[1, 20, 100, 200, 256])
            yield return Flip($"signature of the CMS, {behind} from its end", cms + cmsSize - behind, CodeFindingKind.Signature);
        foreach (string oid in (string[])["2A864886F76364090201", "2A864886F763640901", "2A864886F70D010904", "2A864886F70D010905"])
        {
            int found = bytes.AsSpan(cms, cmsSize).IndexOf(Convert.FromHexString(oid[..^2]));
            yield return Flip($"attribute {oid}", cms + found + oid.Length / 2 + 6, CodeFindingKind.Signature);
        }

        // What the framework reads late: the use of the key, and the name.
        foreach (string oid in (string[])["2B06010505070303", "55040B", "550406"])
        {
            int found = bytes.AsSpan(cms, cmsSize).IndexOf(Convert.FromHexString(oid));
            yield return Flip($"tag of {oid} in a certificate", cms + found - 2, CodeFindingKind.Signature, Chain, Damaged);
            yield return Flip($"value of {oid} in a certificate", cms + found + oid.Length / 2 + 2, CodeFindingKind.Signature, Chain, Damaged);
        }

        yield return ("no CMS", [Damaged], Write(cms + 4, 8));
        yield return ("another file's end", [CodeChanged, Damaged, CodeFindingKind.Signature], all =>
        {
            all.AsSpan(directory + 500,
            32).Reverse(); return all;
        }
        );
        yield return ("pages exchanged", [CodeChanged], all =>
        {
            (byte[] one, byte[] other) = (all[0x4000..0x4100], all[0x8000..0x8100]);
            one[0] ^= 1;
            other.CopyTo(all, 0x4000);
            one.CopyTo(all, 0x8000);
            return all;
        }
        );
        foreach ((CodeSlot one, CodeSlot other) in ((CodeSlot, CodeSlot)[])[(CodeSlot.Requirements, CodeSlot.Entitlements), (CodeSlot.Entitlements,
            CodeSlot.EntitlementsDer)])
            yield return ($"slots {one} and {other} exchanged", [SlotChanged, Damaged], Exchange(signed, signature, one, other));
        foreach (int less in (int[])[1, 8, 16, 17, 1000, 18000, bytes.Length - signed - 4, bytes.Length - signed, bytes.Length - 0x4000,
            bytes.Length - 100, bytes.Length - 8])
            yield return ($"{less} bytes less", [Damaged], all => all[..^less]);
        yield return ("bytes behind the signature", [Damaged], all => [.. all, .. new byte[32]]);
    }

    private static (string, CodeFindingKind[], Func<byte[], byte[]>) Flip(string what, int at, params CodeFindingKind[] causes) => (what, causes, all =>
    {
        all[at] ^= 0x21;
        return all;
    }
    );

    private static Func<byte[], byte[]> Write(int at, int value) => all =>
    {
        BinaryPrimitives.WriteInt32BigEndian(all.AsSpan(at), value);
        return all;
    };

    private static Func<byte[], byte[]> Exchange(int signed, EmbeddedSignature signature, CodeSlot one, CodeSlot other) => all =>
    {
        for (int i = 0; i < signature.Blobs.Count; i++)
        {
            CodeSlot slot = signature.Blobs[i].Slot;
            BinaryPrimitives.WriteInt32BigEndian(all.AsSpan(signed + 12 + 8 * i), (int)(slot == one ? other : slot == other ? one : slot));
        }

        return all;
    };
}
