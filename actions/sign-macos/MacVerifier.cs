using UvRelease.Apple.Bundles;
using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.DiskImages;
using UvRelease.Apple.Installers;
using UvRelease.Apple.Verification;
using UvRelease.Electron.Signing;
using UvRelease.Formats.Archives;
using UvRelease.Keys;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.SignMacos;

/// <summary>Verifies what users get: apps, and apps in archives, disk images and packages.</summary>
/// <param name="verification">What it is held against.</param>
/// <param name="work">A folder to unpack into.</param>
internal sealed class MacVerifier(CodeVerification verification, string work)
{
    private readonly CertificateChains chains = new(AppleCertificates.Extensions);
    private int unpacked;

    /// <summary>Programs that were looked at.</summary>
    public List<VerifiedProgram> Programs { get; } = [];

    /// <summary>What is wrong with an app's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="shown">What findings call it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<CodeFinding> App(string folder, string shown, CancellationToken cancellationToken)
    {
        CodeReport report = AppVerifier.Verify(folder, verification, cancellationToken);
        Programs.AddRange(report.Programs);
        return [.. report.Findings.Select(finding => finding with { Path = $"{shown}/{finding.Path}".TrimEnd('/') })];
    }

    /// <summary>What is wrong with a file of a release, by its ending; nothing for what is none of tar, zip, dmg and pkg.</summary>
    /// <param name="release">Folder of the release.</param>
    /// <param name="artifact">The file.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<CodeFinding> File(string release, Artifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            string file = ArtifactPath.In(release, artifact.Path);
            switch (Path.GetExtension(artifact.Path))
            {
                case ".tar" or ".zip":
                    string folder = Folder();
                    BuiltArtifacts.Unpack(release, artifact, folder, cancellationToken);
                    return App(BuiltApp.In(folder, artifact.Path), artifact.Path, cancellationToken);
                case ".dmg":
                    return [.. Image(file, artifact.Path, cancellationToken), .. AppOf(file, artifact.Path, cancellationToken)];
                case ".pkg":
                    return Package(file, artifact.Path, cancellationToken);
                default:
                    return [];
            }
        }
        catch (ReleaseException e)
        {
            return [new CodeFinding(artifact.Path, CodeFindingKind.Damaged, e.Message)];
        }
    }

    private List<CodeFinding> Image(string file, string name, CancellationToken cancellationToken)
    {
        var findings = new List<CodeFinding>();
        if (DiskImageSeal.Check(file, name, cancellationToken) is not { } signature)
            return Unsigned(name);
        if (!signature.Cms.IsEmpty)
            new CmsVerifier(verification, chains, (kind, reason) => findings.Add(new CodeFinding(name, kind, reason))).Verify(signature);
        else if (!verification.AllowsAdhoc)
            return Unsigned(name);
        if (verification.Team is { } team && signature.Best.Team != team)
            findings.Add(new CodeFinding(name, CodeFindingKind.Team,
                $"It is of the team {signature.Best.Team ?? "of nobody"}, and {team} was expected. Sign it anew."));
        return findings;
    }

    private List<CodeFinding> Package(string file, string name, CancellationToken cancellationToken)
    {
        var findings = new List<CodeFinding>();
        if (PackageSeal.Check(file, name, cancellationToken) is not { } signature)
            return Unsigned(name);
        if (signature.Cms is not { } cms)
            return [new CodeFinding(name, CodeFindingKind.Signature, "It has no CMS beside its RSA signature, which Macs of today read. Sign it anew.")];
        CodeSignature signed = new CmsVerifier(verification, chains, (kind, reason) => findings.Add(new CodeFinding(name, kind, reason)))
            .Verify(cms, signature.Digest);
        if (signed.Leaf is { } leaf && DeveloperCertificate.UseOf(leaf) != CertificateUse.DeveloperIdInstaller)
            findings.Add(new CodeFinding(name, CodeFindingKind.Chain,
                $"'{DeveloperCertificate.NameOf(leaf)}' is no Developer ID Installer. Sign it anew, by one."));
        if (verification.Team is { } team && signed.Leaf is { } signer && DeveloperCertificate.TeamOf(signer) != team)
            findings.Add(new CodeFinding(name, CodeFindingKind.Team,
                $"It is of the team {DeveloperCertificate.TeamOf(signer) ?? "of nobody"}, and {team} was expected. Sign it anew."));
        return findings;
    }

    private List<CodeFinding> Unsigned(string name) =>
        verification.AllowsAdhoc ? [] : [new CodeFinding(name, CodeFindingKind.NotSigned, "It has no signature. Sign it.")];

    private IReadOnlyList<CodeFinding> AppOf(string image, string name, CancellationToken cancellationToken)
    {
        using var volume = DiskImageReader.Open(image, name);
        volume.CheckSums(cancellationToken);
        string folder = Folder();
        VolumeFile[] files =
            [.. volume.Files.Where(file => file.Path.Split('/')[0].EndsWith(".app", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];
        foreach (VolumeFile file in files.Where(file => file.Kind != ArchiveEntryKind.Link))
        {
            string path = Path.Combine(folder, Checked(file.Path, name));
            Directory.CreateDirectory(file.Kind == ArchiveEntryKind.Directory ? path : Path.GetDirectoryName(path)!);
            if (file.Kind == ArchiveEntryKind.Directory)
                continue;
            using Stream from = volume.OpenFile(file);
            using (var to = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
                from.CopyTo(to);
            FileStatus.SetMode(path, file.Mode & FileModes.Access);
        }

        foreach (VolumeFile link in files.Where(file => file.Kind == ArchiveEntryKind.Link))
            System.IO.File.CreateSymbolicLink(Path.Combine(folder, Checked(link.Path, name)), link.Target);
        return files.Length == 0 ? [new CodeFinding(name, CodeFindingKind.Structure, "No app is on it. Make it anew.")]
            : App(BuiltApp.In(folder, name), name, cancellationToken);
    }

    private static string Checked(string path, string name) => path.Split('/').Any(part => part is "" or "." or "..")
        ? throw new ReleaseException(Fault.Refused, $"{name} has an entry '{EntryNames.Shown(path)}' that is outside of it. Make it anew.") : path;

    private string Folder()
    {
        string folder = Path.Combine(work, $"verified-{++unpacked}");
        Directory.CreateDirectory(folder);
        return folder;
    }
}
