using System.Buffers.Binary;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Formats;
using UvRelease.Formats.Pe;
using UvRelease.Keys;
using UvRelease.Tests.Apple.CodeSigning;
using UvRelease.Windows.Authenticode;
using UvRelease.Windows.Verification;
using Xunit;

namespace UvRelease.Tests.Windows;

/// <summary>A program that is signed and stamped once, to be changed in many ways.</summary>
public sealed class StampedProgram : IAsyncLifetime
{
    private readonly TemporaryFolder folder = new();
    private readonly List<IDisposable> held = [];
    private TimestampClient timestamps = null!;

    /// <summary>The signed program.</summary>
    internal byte[] Bytes { get; private set; } = [];

    /// <summary>Its headers.</summary>
    internal PeSignaturePlace Place { get; private set; } = null!;

    /// <summary>The signature as DER.</summary>
    internal byte[] Signature { get; private set; } = [];

    /// <summary>What it signs, as DER.</summary>
    internal byte[] Content { get; private set; } = [];

    /// <summary>Who signed; the clock is the machine's, as the authority's is.</summary>
    internal TestIdentity Identity { get; } = TestIdentity.Create(new TestIdentityOptions
    {
        Subject = WindowsJudges.Subject,
        From = TimeProvider.System.GetUtcNow().AddYears(-1),
        Until = TimeProvider.System.GetUtcNow().AddYears(1),
    });

    /// <summary>What it is held against.</summary>
    internal SignatureTrust Trust { get; private set; } = null!;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        var http = new HttpClient(authority);
        timestamps = new TimestampClient(http, new Uri("http://stamp.invalid/ts"));
        held.AddRange([timestamps, http]);
        byte[] digest = await AuthenticodeSigner.SignAsync(WindowsJudges.Unsigned, folder.At("a.exe"),
            await WindowsJudges.OpenAsync(Identity, timestamps, TimeProvider.System), WindowsJudges.Description, CancellationToken.None);
        Content = new SpcIndirectData(System.Security.Cryptography.HashAlgorithmName.SHA256, digest).Write();
        Bytes = File.ReadAllBytes(folder.At("a.exe"));
        Place = PeSignaturePlace.Read(CheckedReader.Of(Bytes, "a.exe", PeFile.Kind));
        byte[] table = Bytes[(int)(Place.Table + 8)..];
        Signature = table[..(BinaryPrimitives.ReadUInt16BigEndian(table.AsSpan(2)) + 4)];
        Trust = new SignatureTrust { Roots = [Identity.Root], TimestampRoots = [X509Certificate2.CreateFromPem(authority.Root)] };
    }

    /// <summary>A token over a signature.</summary>
    internal byte[] Stamp(ReadOnlyMemory<byte> signature) =>
        timestamps.StampAsync(signature, TimeProvider.System, CancellationToken.None).GetAwaiter().GetResult();

    /// <summary>True for bytes that decide nothing: the root that the authority sends along, which is believed from elsewhere.</summary>
    internal bool IsUnsigned(int at)
    {
        byte[] root = Trust.TimestampRoots![0].RawData;
        int found = Bytes.AsSpan().IndexOf(root);
        return found >= 0 && at >= found && at < found + root.Length;
    }

    /// <summary>The program with another signature.</summary>
    internal byte[] WithTable(byte[] signature)
    {
        byte[] table = new byte[8 + (signature.Length + 7) / 8 * 8], file = [.. Bytes[..(int)Place.Table], .. table];
        Span<byte> at = file.AsSpan((int)Place.Table);
        BinaryPrimitives.WriteInt32LittleEndian(at, table.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(at[4..], 0x200);
        BinaryPrimitives.WriteUInt16LittleEndian(at[6..], 2);
        signature.CopyTo(at[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan((int)Place.Directory + 4), table.Length);
        return file;
    }

    /// <summary>What is wrong with a program; its checksum only where that is asked for, since every change changes it.</summary>
    internal IReadOnlyList<SignatureProblem> Problems(byte[] bytes, SignatureTrust trust, bool withChecksum = false)
    {
        string file = folder.At("changed.exe");
        File.WriteAllBytes(file, bytes);
        SignatureProblem[] problems = [.. new AuthenticodeVerifier(trust).Verify(file, "changed.exe", CancellationToken.None).Findings
            .Select(finding => finding.Problem)];
        return withChecksum ? problems : [.. problems.Where(problem => problem != SignatureProblem.Checksum)];
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        held.ForEach(one => one.Dispose());
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
