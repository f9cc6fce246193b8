using System.Buffers.Binary;
using System.Text;
using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.Requirements;
using UvRelease.Apple.Verification;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Formats.Plists;
using UvRelease.Fuzz;
using UvRelease.Releases;
using UvRelease.Tests.Apple.Bundles;
using Xunit;

namespace UvRelease.Tests.Apple.Verification;

/// <summary>Damaged signatures, requirements and seals are refused or found; nothing else comes of them.</summary>
public class CodeFuzzSpecs(SampleApp sample) : IClassFixture<SampleApp>
{
    private const int Programs = 600, Requirements = 1000, Seals = 600;
    private static readonly uint[] Numbers = [0, 1, 4, 8, 12, 16, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff, 0xfade0c00, 0xfade0c02, 0xfade7171];
    private static readonly string[] Texts =
    [
        "identifier \"com.example.demo\" and anchor apple generic and certificate 1[field.1.2.840.113635.100.6.2.6] exists and "
            + "certificate leaf[field.1.2.840.113635.100.6.1.13] exists and certificate leaf[subject.OU] = \"ABCDE12345\"",
        "cdhash H\"0102030405060708090a0b0c0d0e0f1011121314\" or (not anchor apple and info[CFBundleVersion] >= \"10.2\")",
        "entitlement[\"com.apple.security.cs.allow-jit\"] exists and anchor = H\"0102030405060708090a0b0c0d0e0f1011121314\" or always",
    ];

    [Fact]
    public async Task A_damaged_signature_is_found()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        byte[] bytes = await SignedAsync(folder);
        (int signed, IReadOnlyList<CodeBlob> blobs) = Parts(bytes);
        int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(signed + 4)), cms = blobs[^1].Bytes.Length;
        Assert.Empty(Verify(folder.At("demo"), bytes).Findings);
        var dice = new Dice((int)Seeded.Seed);
        for (int i = 0; i < Programs; i++)
        {
            byte[] damaged = [.. bytes];
            if (dice.Chance(15))
                Damage(damaged.AsSpan(0, 0x800), dice);
            else if (dice.Chance(50))
                Damage(damaged.AsSpan(signed, length), dice);
            else
                Within(damaged, signed, blobs, dice);
            // Certificates and attributes that nothing depends on may be others.
            bool isSame = damaged.AsSpan(0, signed + length - cms).SequenceEqual(bytes.AsSpan(0, signed + length - cms));
            Assert.True(Verify(folder.At("demo"), damaged).Findings.Count > 0 || isSame, $"Damage {i} of seed {Seeded.Seed} was not found.");
        }
    }

    [Fact]
    public async Task A_damaged_requirement_is_read_or_refused_and_what_was_read_can_be_judged_and_written()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        RequirementSubject subject = Verify(folder.At("demo"), await SignedAsync(folder)).Programs[0].Subject;
        var dice = new Dice((int)Seeded.Seed);
        int read = 0;
        for (int i = 0; i < Requirements; i++)
        {
            string text = Texts[dice.Next(Texts.Length)];
            try
            {
                byte[] blob = Damaged(RequirementSet.Of(RequirementText.Read(text)).Write(), dice);
                Requirement requirement = dice.Chance(50) ? RequirementText.Read(Damaged(text, dice))
                    : RequirementSet.Read(blob, "demo").Designated ?? RequirementText.Read(text);
                _ = new RequirementEvaluator(subject).Holds(requirement);
                byte[] written = RequirementSet.Of(requirement).Write();
                Assert.Equal(written, RequirementSet.Read(written, "demo").Write());
                Assert.NotEmpty(requirement.ToString());
                read++;
            }
            catch (ReleaseException e)
            {
                Assert.True(e.Fault == Fault.Input && e.Message.Length > 20, e.ToString());
            }
        }

        Assert.InRange(read, Requirements / 50, Requirements - Requirements / 10);
    }

    [Fact]
    public async Task A_damaged_seal_is_found()
    {
        SampleApp.NeedsTools();
        using var folder = new TemporaryFolder();
        string bundle = await SampleApp.CopyAsync(Path.Combine(sample.Path, "Contents/XPCServices/Update.xpc"), folder.At("Update.xpc"));
        folder.Write("Update.xpc/Contents/Resources/data.pak", "data");
        folder.Write("Update.xpc/Contents/Resources/en.lproj/text.strings", "text");
        File.CreateSymbolicLink(Path.Combine(bundle, "Contents/Resources/link"), "data.pak");
        await AppSigner.SignAsync(bundle, bundle, new AppSigningOptions { Flags = CodeFlags.None }, null, CancellationToken.None);
        var app = AppFolder.Read(bundle);
        CodeBundle own = CodeBundle.All(app)[0];
        byte[] seal = await File.ReadAllBytesAsync(app.At(own.Seal));
        Assert.Empty(Findings(seal));
        PropertyListValue.Dictionary before = Read(seal);
        var dice = new Dice((int)Seeded.Seed);
        for (int i = 0; i < Seals; i++)
        {
            byte[] damaged = Damaged(seal, dice);
            Assert.True(Findings(damaged).Count > 0 || IsSame(before, Read(damaged)), $"Damage {i} of seed {Seeded.Seed} was not found:\n"
                + Encoding.UTF8.GetString(damaged));
        }

        List<CodeFinding> Findings(byte[] bytes)
        {
            var findings = new List<CodeFinding>();
            new SealVerifier(app, _ => false, findings.Add).Verify(own, bytes, new Dictionary<string, IReadOnlyList<ProgramVerdict>>(), CancellationToken.None);
            return findings;
        }
    }

    // What old systems read, and what may be missing, is not held against the files.
    private static bool IsSame(PropertyListValue.Dictionary before, PropertyListValue.Dictionary after) => before["rules2"]!.Equals(after["rules2"])
        && ((PropertyListValue.Dictionary)before["files2"]!).Items.All(item =>
            Equals(Hash(item.Value), Hash(((PropertyListValue.Dictionary)after["files2"]!)[item.Key])));

    private static PropertyListValue? Hash(PropertyListValue? value) =>
        value is PropertyListValue.Dictionary seal ? seal["hash2"] ?? seal["symlink"] : null;

    private static PropertyListValue.Dictionary Read(byte[] bytes)
    {
        using var input = CheckedReader.Of(bytes, "seal", PropertyList.Kind);
        return (PropertyListValue.Dictionary)PropertyList.Read(input);
    }

    private async Task<byte[]> SignedAsync(TemporaryFolder folder)
    {
        await CodeSigner.SignFileAsync(sample.At("demo.arm64"), folder.At("signed"), new CodeSigningOptions
        {
            Identity = await Judges.IdentityAsync(AppSignerSpecs.Team),
            Entitlements = AppEntitlements.Electron.App,
            Identifier = "com.example.demo",
        }, CancellationToken.None);
        return await File.ReadAllBytesAsync(folder.At("signed"));
    }

    private static (IReadOnlyList<ProgramVerdict> Programs, List<CodeFinding> Findings) Verify(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        var findings = new List<CodeFinding>();
        using var input = CheckedReader.Open(path, "demo", MachFile.Kind);
        return (new ProgramVerifier(AppSignerSpecs.Trusting(AppSignerSpecs.Team), findings.Add).Verify(input, ProgramSurroundings.None,
            CancellationToken.None), findings);
    }

    private static (int Signed, IReadOnlyList<CodeBlob> Blobs) Parts(byte[] bytes)
    {
        using var input = CheckedReader.Of(bytes, "demo", MachFile.Kind);
        (MachCode code, EmbeddedSignature? signature) = Judges.Signatures(input)[0];
        return ((int)code.Signature!.Offset, signature!.Blobs);
    }

    // The forms around a blob stay right, so that what is in it is read.
    private static void Within(byte[] bytes, int signed, IReadOnlyList<CodeBlob> blobs, Dice dice)
    {
        int chosen = dice.Next(blobs.Count), at = signed + 12 + 8 * blobs.Count + blobs.Take(chosen).Sum(blob => blob.Bytes.Length);
        Damage(bytes.AsSpan(at + SuperBlob.HeadSize, blobs[chosen].Bytes.Length - SuperBlob.HeadSize), dice);
    }

    private static void Damage(Span<byte> bytes, Dice dice)
    {
        for (int damage = dice.Next(1, 4); damage > 0; damage--)
        {
            int at = dice.Next(bytes.Length);
            if (dice.Chance(40) && at + 4 <= bytes.Length)
                BinaryPrimitives.WriteUInt32BigEndian(bytes[(at & ~3)..], dice.Chance(30) ? (uint)dice.Next(bytes.Length) : Numbers[dice.Next(Numbers.Length)]);
            else
                bytes[at] ^= (byte)(1 << dice.Next(8));
        }
    }

    private static string Damaged(string text, Dice dice) => Encoding.UTF8.GetString(Damaged(Encoding.UTF8.GetBytes(text), dice));

    private static byte[] Damaged(byte[] bytes, Dice dice)
    {
        List<byte> damaged = [.. bytes];
        int at = dice.Next(damaged.Count), length = Math.Min(dice.Next(1, dice.Chance(20) ? 400 : 8), damaged.Count - at);
        switch (dice.Next(4))
        {
            case 0:
                damaged.RemoveRange(at, length);
                break;
            case 1:
                damaged.InsertRange(dice.Next(damaged.Count), damaged.GetRange(at, length));
                break;
            default:
                Damage(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(damaged), dice);
                break;
        }

        return [.. damaged];
    }
}
