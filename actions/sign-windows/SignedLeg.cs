using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.SignWindows;

/// <summary>What signing makes of a leg of a release.</summary>
/// <param name="Fragment">The fragment as it was.</param>
/// <param name="App">The archive that the app is taken out of.</param>
/// <param name="Made">What is made anew, but for its bytes.</param>
/// <param name="Untouched">Archives that hold programs and stay as they are.</param>
internal sealed record SignedLeg(ReleaseFragment Fragment, Artifact App, IReadOnlyList<Artifact> Made, IReadOnlyList<string> Untouched)
{
    private static readonly string[] Known = ["nsis", "zip"];

    /// <summary>Paths of the old release that are not taken over.</summary>
    public IEnumerable<string> Gone => Made.SelectMany(one => (string[])[one.Path, one.Path + ".blockmap"]);

    /// <summary>What is made of a leg.</summary>
    /// <param name="fragment">Its fragment.</param>
    /// <param name="formats">Formats that are asked for.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a format is none, or the leg has no app.</exception>
    public static SignedLeg Of(ReleaseFragment fragment, IReadOnlyList<string> formats)
    {
        if (formats.FirstOrDefault(format => !Known.Contains(format, StringComparer.Ordinal)) is { } wrong)
            throw new ReleaseException(Fault.Input, $"'formats' names '{wrong}', which is none of {string.Join(", ", Known)}."
                + (NearestName.Of(wrong, Known) is { } near ? $" Did you mean '{near}'?" : ""));
        Artifact app = fragment.Artifacts.FirstOrDefault(one => one.Kind == ArtifactKind.App && one.Path.EndsWith(".tar", StringComparison.Ordinal))
            ?? throw new ReleaseException(Fault.Input,
                $"{fragment.FileName} has no app (.tar), and what is in an installer can't be signed any more. Name 'dir' in electron.targets of the "
                    + "configuration.");
        string stem = Path.ChangeExtension(app.Path, null);
        Artifact? installer = fragment.Artifacts.FirstOrDefault(one => one.Kind == ArtifactKind.Installer
            && one.Path.EndsWith(".exe", StringComparison.Ordinal));
        Artifact? zip = fragment.Artifacts.FirstOrDefault(one => one.Kind == ArtifactKind.Portable && one.Path == stem + ".zip");
        var made = new List<Artifact> { app };
        if (zip is not null || formats.Contains("zip"))
            made.Add(zip ?? New(ArtifactKind.Portable, stem + ".zip"));
        if (installer is not null || formats.Count == 0 || formats.Contains("nsis"))
            made.Add(installer ?? New(ArtifactKind.Installer, stem + ".exe"));
        return new SignedLeg(fragment, app, made, [.. fragment.Artifacts.Where(one => one.Kind == ArtifactKind.Portable && !made.Contains(one))
            .Select(one => one.Path)]);

        Artifact New(ArtifactKind kind, string path) => new(kind, path, fragment.Platform, fragment.Arch, 0, "", "", null);
    }
}
