using UvRelease.Electron.Building;
using UvRelease.Electron.Signing;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Windows.Publishers;
using UvRelease.Windows.Verification;

namespace UvRelease.SignWindows;

/// <summary>Verifies what users get: every program of an app, and installers.</summary>
/// <param name="clock">Says what time it is.</param>
/// <param name="needsTimestamp">True refuses what has no time-stamp.</param>
/// <param name="work">A folder to unpack into.</param>
internal sealed class WindowsVerifier(TimeProvider clock, bool needsTimestamp, string work)
{
    private readonly AuthenticodeVerifier strict = new(new SignatureTrust { Clock = clock, NeedsTimestamp = needsTimestamp });
    private readonly AuthenticodeVerifier others = new(new SignatureTrust { Clock = clock, NeedsTimestamp = false, AllowsOld = true });
    private int unpacked;

    /// <summary>Whose signature an app's own programs and its installer must have, as installed apps compare it; none for anybody's.</summary>
    public IReadOnlyList<string> Publishers { get; set; } = [];

    /// <summary>Programs that were looked at.</summary>
    public List<ProgramReport> Programs { get; } = [];

    /// <summary>What is wrong with the programs of an app, and with the names by which it takes updates.</summary>
    /// <param name="folder">The app.</param>
    /// <param name="shown">What findings call it.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<SignatureFinding> Folder(string folder, string shown, CancellationToken cancellationToken)
    {
        var findings = new List<SignatureFinding>();
        if (PublisherNames.Read(Path.Combine(folder, "resources")) is { } names)
        {
            if (names.Count == 0)
                findings.Add(new SignatureFinding($"{shown}/resources/app-update.yml", SignatureProblem.Publisher,
                    "It has no publisherName, so that installed apps take updates of anybody. Sign the app anew."));
            Publishers = Publishers.Count > 0 ? Publishers : names;
        }

        foreach (string path in ProgramFolder.Programs(folder))
            findings.AddRange(Program(Path.Combine(folder, path), $"{shown}/{path}", mayBeOthers: true, cancellationToken));
        return findings;
    }

    /// <summary>What is wrong with a program.</summary>
    /// <param name="file">The file.</param>
    /// <param name="shown">What findings call it.</param>
    /// <param name="mayBeOthers">True takes a sound signature of others too, also an old one.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<SignatureFinding> Program(string file, string shown, bool mayBeOthers, CancellationToken cancellationToken)
    {
        ProgramReport report = strict.Verify(file, shown, cancellationToken);
        bool isOwn = Publishers.Count == 0 || (report.Signer is { } first && PublisherName.Accept(Publishers, first.Leaf.Subject));
        if (mayBeOthers && !isOwn && report.IsSigned && others.Verify(file, shown, cancellationToken) is { IsValid: true } sound)
            (report, isOwn) = (sound, true);
        Programs.Add(report);
        SignatureFinding[] findings = [.. report.Findings.Where(finding => !finding.IsWarning)];
        return isOwn || findings.Length > 0 ? findings : [new SignatureFinding(shown, SignatureProblem.Publisher,
            $"It is signed by '{report.Signer?.Leaf.Subject}', which is none of {string.Join(" | ", Publishers)}. Sign it anew.")];
    }

    /// <summary>What is wrong with a file of a release; nothing for what is none of tar, zip and exe.</summary>
    /// <param name="release">Folder of the release.</param>
    /// <param name="artifact">The file.</param>
    /// <param name="cancellationToken">Stops.</param>
    public IReadOnlyList<SignatureFinding> File(string release, Artifact artifact, CancellationToken cancellationToken)
    {
        try
        {
            if (artifact.Kind == ArtifactKind.Installer)
                return Program(ArtifactPath.In(release, artifact.Path), artifact.Path, mayBeOthers: false, cancellationToken);
            if (Path.GetExtension(artifact.Path) is not (".tar" or ".zip"))
                return [];
            string folder = Path.Combine(work, $"verified-{++unpacked}");
            BuiltArtifacts.Unpack(release, artifact, folder, cancellationToken);
            IReadOnlyList<SignatureFinding> findings = Folder(folder, artifact.Path, cancellationToken);
            Directory.Delete(folder, recursive: true);
            return findings;
        }
        catch (ReleaseException e)
        {
            return [new SignatureFinding(artifact.Path, SignatureProblem.Damaged, e.Message)];
        }
    }

    /// <summary>Fails where something is wrong.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: each finding on a line.</exception>
    public static void Check(IReadOnlyList<SignatureFinding> findings)
    {
        if (findings.Count > 0)
            throw new ReleaseException(Fault.Refused, findings.Select(finding => $"{finding}"));
    }
}
