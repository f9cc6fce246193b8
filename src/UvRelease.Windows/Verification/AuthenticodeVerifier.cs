using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats;
using UvRelease.Formats.Pe;
using UvRelease.Keys;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Windows.Authenticode;

namespace UvRelease.Windows.Verification;

/// <summary>
/// Verifies programs and libraries of Windows: rebuilds what was signed, and follows certificates and time-stamps. Stricter than Windows where that is of
/// use: nothing may stand beside a signature, and there is one form for each. Page hashes are not looked at.
/// </summary>
/// <param name="trust">What they are held against.</param>
public sealed class AuthenticodeVerifier(SignatureTrust trust)
{
    private readonly CertificateChains chains = new("1.3.6.1.4.1.311.");

    /// <summary>Verifies a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What findings call it.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    public ProgramReport Verify(string path, string name, CancellationToken cancellation)
    {
        using SafeFileHandle handle = RegularFile.Open(path);
        using var file = CheckedReader.Of(handle, name, AuthenticodeSigner.Kind);
        var findings = new List<SignatureFinding>();
        try
        {
            var place = PeSignaturePlace.Read(file);
            byte[]? signature = place.TableSize == 0 ? null : CertificateTable.Read(file, place, Found);
            if (place.TableSize == 0)
                Found(SignatureProblem.NotSigned, "It has no signature. Sign it.");
            List<SignedProgramData> read = signature is null ? [] : SignedProgramData.Read(signature, Found);
            HashAlgorithmName[] algorithms = [.. read.Select(one => one.Data.Algorithm).Append(HashAlgorithmName.SHA256).Distinct()];
            var digest = PeDigest.Of(handle, place, algorithms, cancellation);
            CheckSum(handle, file, place, digest, Found);
            foreach (SignedProgramData one in read.Where(one => !digest.Digests[Array.IndexOf(algorithms, one.Data.Algorithm)].AsSpan()
                .SequenceEqual(one.Data.Digest.Span)))
                Found(SignatureProblem.Digest,
                    $"Its bytes are others than those that '{one.Signer.Certificate?.Subject}' signed. Take it anew from who made it.");
            CheckAlgorithms(read, Found);
            return new ProgramReport(name, digest.Digests[Array.IndexOf(algorithms, HashAlgorithmName.SHA256)], Judged(read, Found), findings);
        }
        catch (ReleaseException e)
        {
            findings.Add(new SignatureFinding(name, SignatureProblem.Damaged, e.Message));
        }
        catch (EndOfStreamException e)
        {
            Found(SignatureProblem.Damaged, $"It became shorter while it was read: {e.Message}");
        }

        return new ProgramReport(name, default, [], findings);

        void Found(SignatureProblem problem, string reason) => findings.Add(new SignatureFinding(name, problem, reason));
    }

    private List<ProgramSignature> Judged(List<SignedProgramData> read, Action<SignatureProblem, string> found)
    {
        lock (chains)
        {
            var judge = new SignerJudge(trust, chains, found);
            return [.. read.Select(judge.Judge).OfType<ProgramSignature>()];
        }
    }

    private void CheckAlgorithms(List<SignedProgramData> read, Action<SignatureProblem, string> found)
    {
        bool hasStrong = read.Any(one => !IsWeak(one));
        foreach (SignedProgramData one in read.Where(IsWeak).Where(_ => !trust.AllowsOld || !hasStrong))
            found(SignatureProblem.Weak, $"It is signed by {one.Data.Algorithm.Name}, which can be forged. Sign it anew.");
    }

    private static bool IsWeak(SignedProgramData one) => one.Data.Algorithm == HashAlgorithmName.MD5 || one.Data.Algorithm == HashAlgorithmName.SHA1
        || SpcIndirectData.Named(one.Signer.DigestAlgorithm.Value) is not { } algorithm || algorithm == HashAlgorithmName.MD5
        || algorithm == HashAlgorithmName.SHA1;

    private static void CheckSum(SafeFileHandle handle, CheckedReader file, PeSignaturePlace place, PeDigest digest, Action<SignatureProblem, string> found)
    {
        uint written = file.U32(place.Checksum, "the checksum");
        if (written == 0 && place.TableSize == 0)
            return;
        PeChecksum sum = digest.Sum.Copy();
        sum.Add(file.Bytes(place.Directory, 8, "the entry of the certificate table"), place.Directory);
        byte[] table = new byte[place.TableSize];
        RandomAccess.Read(handle, table, place.Table);
        sum.Add(table, place.Table);
        if (sum.Of(file.Length) is var right && right != written)
            found(SignatureProblem.Checksum, $"Its checksum is {written:x8}, and its bytes give {right:x8}. Only drivers need it.");
    }
}
