using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using UvRelease.Keys;
using UvRelease.Windows.Authenticode;
using UvRelease.Windows.Verification;
using Xunit;

namespace UvRelease.Tests.Windows;

/// <summary>A signed and stamped program, changed in one place each time: every change is found, and its cause said.</summary>
public sealed class SignatureMutationSpecs(StampedProgram program) : IClassFixture<StampedProgram>
{
    [Fact]
    public void It_is_sound_as_it_is() => Assert.Equal([], Problems(program.Bytes));

    // 120 places of the program and its headers.
    [Fact]
    public void A_changed_bit_of_the_program_is_found()
    {
        int table = (int)program.Place.Table;
        for (int i = 0; i < 120; i++)
        {
            int at = 2 + (int)((long)(table - 2) * i / 120);
            if (at >= program.Place.Checksum && at < program.Place.Checksum + 4 || at >= program.Place.Directory && at < program.Place.Directory + 8)
                at += 12;
            Refused(Flipped(at, 1 << (i % 8)), SignatureProblem.Digest, SignatureProblem.Damaged);
        }
    }

    [Fact]
    public void A_changed_bit_of_the_signature_is_found()
    {
        int start = (int)program.Place.Table + 8, end = program.Bytes.Length;
        var survived = new List<int>();
        for (int at = start; at < end - 8; at += 11)
        {
            if (!program.IsUnsigned(at) && Problems(Flipped(at, 1)) is [])
                survived.Add(at - start);
        }

        Assert.Equal([], survived);
    }

    [Fact]
    public void The_table_holds_one_signature_and_nothing_else()
    {
        int table = (int)program.Place.Table, directory = (int)program.Place.Directory;
        byte[] Moved(uint place, uint size) => With(bytes =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(directory), place);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(directory + 4), size);
        });
        uint at = (uint)table, length = (uint)program.Place.TableSize;
        Refused(Moved(0, 0), SignatureProblem.NotSigned);
        foreach ((uint place, uint size) in ((uint, uint)[])[(0, length), (at, 0), (at, 4), (at, length - 8), (at, length + 8), (at + 8, length - 8),
            (at - 8, length + 8), (at + 4, length - 4), (512, length), (uint.MaxValue, length), (at, uint.MaxValue), (at + length, 0), (8, 8)])
            Refused(Moved(place, size), SignatureProblem.Damaged);
        foreach (uint stated in (uint[])[0, 4, 7, 8, 9, length - 24, length - 8, length + 1, length + 8, uint.MaxValue])
            Refused(With(bytes => BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(table), stated)), SignatureProblem.Damaged, SignatureProblem.Payload);
        foreach (ushort revision in (ushort[])[0, 0x100, 0x201])
            Refused(With(bytes => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(table + 4), revision)), SignatureProblem.Damaged);
        foreach (ushort type in (ushort[])[0, 1, 3, 4, 9])
            Refused(With(bytes => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(table + 6), type)), SignatureProblem.Damaged);
        // CVE-2013-3900: what stands behind the signature in its table, is signed by nobody.
        foreach (int payload in (int[])[8, 16, 64, 4096])
        {
            Refused(program.WithTable([.. program.Signature, .. new byte[payload]]), SignatureProblem.Payload);
            Refused(program.WithTable([.. program.Signature, .. Enumerable.Repeat((byte)'x', payload)]), SignatureProblem.Payload);
        }

        Refused([.. program.Bytes, .. new byte[16]], SignatureProblem.Damaged);
        Refused(program.WithTable([]), SignatureProblem.Damaged, SignatureProblem.Signature);
        Refused(program.WithTable(new byte[4096]), SignatureProblem.Damaged, SignatureProblem.Signature, SignatureProblem.Payload);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_found_at_every_length()
    {
        foreach (int length in (int[])[0, 1, 2, 32, 63, 64, 100, 200, 248, 300, 400, 500, 600, 1024, 4096, 100_000, (int)program.Place.Table,
            (int)program.Place.Table + 4, program.Bytes.Length - 8, program.Bytes.Length - 1])
            Refused(program.Bytes[..length], SignatureProblem.Damaged);
    }

    [Fact]
    public void Headers_of_other_forms_are_found()
    {
        int pe = BinaryPrimitives.ReadInt32LittleEndian(program.Bytes.AsSpan(0x3c));
        foreach ((int at, byte[] value) in ((int, byte[])[])[(0, "ZM"u8.ToArray()), (0x3c, [0xff, 0xff, 0xff, 0x7f]),
            (0x3c, [0, 0, 0, 0]), (pe, "NE"u8.ToArray()),
            (pe + 6, [0, 0]), (pe + 6, [0xff, 0xff]), (pe + 20, [0, 0]), (pe + 20, [0x60, 0]), (pe + 24, [0x07, 0x01]), (pe + 24, [0, 0]),
            (pe + 24 + 92, [4, 0, 0, 0]), (pe + 24 + 92, [0, 0, 0, 0])])
            Refused(With(bytes => value.CopyTo(bytes, at)), SignatureProblem.Damaged);
    }

    [Fact]
    public void A_wrong_checksum_is_a_warning() => Assert.Equal([SignatureProblem.Checksum],
        program.Problems(Flipped((int)program.Place.Checksum, 1), program.Trust, withChecksum: true));

    [Fact]
    public void Signatures_of_another_form_are_refused()
    {
        // CMS of version 3, as .NET writes it.
        var cms = new SignedCms(new ContentInfo(new Oid("1.3.6.1.4.1.311.2.1.4"), program.Content));
        var signer = new CmsSigner(SubjectIdentifierType.IssuerAndSerialNumber, WindowsJudges.Identity.Leaf)
        { DigestAlgorithm = new Oid("2.16.840.1.101.3.4.2.1") };
        cms.ComputeSignature(signer);
        Refused(program.WithTable(cms.Encode()), SignatureProblem.Signature);
        // The signature of another content, over any type, by another algorithm.
        Refused(Signed(new CmsContent("1.2.840.113549.1.7.1", program.Content, StampAttribute), HashAlgorithmName.SHA256), SignatureProblem.Signature);
        Refused(Signed(Content(program.Content), HashAlgorithmName.SHA1), SignatureProblem.Weak);
        Refused(Signed(Content(new SpcIndirectData(HashAlgorithmName.SHA1, new byte[20]).Write()), HashAlgorithmName.SHA256), SignatureProblem.Digest);
        Refused(Signed(Content(new SpcIndirectData(HashAlgorithmName.SHA256, new byte[32]).Write()), HashAlgorithmName.SHA256), SignatureProblem.Digest);
        Refused(Signed(Content([0x30, 0]), HashAlgorithmName.SHA256), SignatureProblem.Signature);
        Refused(Signed(Content(program.Content), HashAlgorithmName.SHA256, digest: new byte[32]), SignatureProblem.Signature);
        Refused(Signed(Content(program.Content), HashAlgorithmName.SHA256, stamp: null), SignatureProblem.Timestamp);
        Assert.Equal([], Problems(Signed(Content(program.Content), HashAlgorithmName.SHA256)));
    }

    [Fact]
    public void Certificates_that_may_not_sign_are_found()
    {
        var options = new TestIdentityOptions
        {
            Subject = WindowsJudges.Subject,
            From = TimeProvider.System.GetUtcNow().AddYears(-1),
            Until = TimeProvider.System.GetUtcNow().AddYears(1)
        };
        foreach ((TestIdentityOptions wrong, SignatureProblem problem) in ((TestIdentityOptions, SignatureProblem)[])
            [(options with { ExtendedKeyUse = "1.3.6.1.5.5.7.3.1" }, SignatureProblem.Chain),
            (options with { LeafExtensions = ["1.2.3.4"] }, SignatureProblem.Chain),
                (options with { Until = TimeProvider.System.GetUtcNow().AddDays(-30) }, SignatureProblem.Expired),
            (options with { From = TimeProvider.System.GetUtcNow().AddDays(30) }, SignatureProblem.Expired)])
        {
            var identity = TestIdentity.Create(wrong);
            byte[] file = Signed(Content(program.Content), HashAlgorithmName.SHA256, identity);
            Refused(file, program.Trust with { Roots = [identity.Root] }, problem);
        }

        var other = TestIdentity.Create(options);
        Refused(Signed(Content(program.Content), HashAlgorithmName.SHA256, other), SignatureProblem.Chain);
        Refused(Signed(Content(program.Content), HashAlgorithmName.SHA256, other with { Authority = WindowsJudges.Identity.Authority }),
            program.Trust with { Roots = [other.Root] }, SignatureProblem.Chain);
    }

    private const string StampAttribute = "1.3.6.1.4.1.311.3.3.1";

    private static CmsContent Content(byte[] content) => new("1.3.6.1.4.1.311.2.1.4", content, StampAttribute);

    private byte[] Signed(CmsContent content, HashAlgorithmName algorithm, TestIdentity? identity = null, byte[]? digest = null, bool? stamp = true)
    {
        identity ??= program.Identity;
        digest ??= CryptographicOperations.HashData(algorithm, SpcIndirectData.Value(content.Encoded!.Value).Span);
        var cms = new CmsSignature(content, algorithm, digest, [], null);
        using PrivateKey key = PrivateKey.Of(identity.Leaf, []);
        ReadOnlyMemory<byte> value = key.SignAsync(cms.ToBeSigned, algorithm, CancellationToken.None).GetAwaiter().GetResult().Value;
        byte[]? token = stamp is null ? null : program.Stamp(value);
        return program.WithTable(cms.Write(value.Span, [identity.Leaf, identity.Authority], token));
    }

    private byte[] With(Action<byte[]> change)
    {
        byte[] bytes = [.. program.Bytes];
        change(bytes);
        return bytes;
    }

    private byte[] Flipped(int at, int bit) => With(bytes => bytes[at] ^= (byte)bit);

    private void Refused(byte[] bytes, params SignatureProblem[] causes) => Refused(bytes, program.Trust, causes);

    private void Refused(byte[] bytes, SignatureTrust trust, params SignatureProblem[] causes)
    {
        IReadOnlyList<SignatureProblem> problems = program.Problems(bytes, trust);
        Assert.True(problems.Any(problem => causes.Contains(problem)), $"expected {string.Join(" or ", causes)}, found {string.Join(", ", problems)}");
    }

    private IReadOnlyList<SignatureProblem> Problems(byte[] bytes) => program.Problems(bytes, program.Trust);
}
