using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Sealing;

/// <summary>What a release is sealed by, beside its fragments.</summary>
public sealed record SealRequest
{
    /// <summary>Folder with fragments, files and notes.</summary>
    public required string ReleaseFolder { get; init; }

    /// <summary>List of the artifacts that are taken, each in a folder of its own; null takes what is in <see cref="ReleaseFolder"/> itself.</summary>
    public string? LegsFile { get; init; }

    /// <summary>Id of the app.</summary>
    public required string App { get; init; }

    /// <summary>Legs that must be there and no others, such as <c>linux-x64</c>; empty takes what is there.</summary>
    public IReadOnlyList<string> Legs { get; init; } = [];

    /// <summary>See <see cref="Release.ArtifactsUrl"/>.</summary>
    public string? ArtifactsUrl { get; init; }

    /// <summary>See <see cref="Release.MinimumSystemVersion"/>.</summary>
    public MinimumSystems MinimumSystemVersion { get; init; } = new(null, null, null);
}

/// <summary>Merges the fragments of a release folder into one release.</summary>
public static class ReleaseSeal
{
    // Number.MAX_SAFE_INTEGER, which node-semver takes as the largest.
    private const ulong LargestNumber = (1UL << 53) - 1;
    private static readonly ArtifactKind[] Published = [ArtifactKind.Installer, ArtifactKind.Update, ArtifactKind.Portable, ArtifactKind.Blockmap,
        ArtifactKind.Sbom];

    /// <summary>Merges; files are not read yet (see <see cref="SealedRelease.VerifySourcesAsync"/>).</summary>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Refused"/>: fragments that don't fit together, a missing or unexpected leg, names that clients or hosts would not keep;
    /// <see cref="Fault.Input"/>: a fragment that can't be read, or a version with a suffix.
    /// </exception>
    public static SealedRelease Of(SealRequest request)
    {
        ReleaseSources sources = request.LegsFile is { } legsFile
            ? ReleaseSources.Of(request.ReleaseFolder, legsFile)
            : ReleaseSources.InOneFolder(request.ReleaseFolder);
        ReleaseFragment[] fragments = [.. sources.Fragments.Select(one => one.Fragment)];
        ReleaseFragment first = fragments[0];
        foreach (ReleaseFragment other in fragments.Skip(1))
        {
            if (other.Version != first.Version)
                throw Differs("version", first, first.Version, other, other.Version);
            if (other.Commit != first.Commit)
                throw Differs("commit", first, first.Commit, other, other.Commit);
        }

        if (PublishedVersion.Problem(first.Version) is { } suffix)
            throw Wrong($"The version {first.Version} {suffix} Build it under its plain version.");

        if (SemanticVersion.TryParse(first.Version) is { } version && Math.Max(Math.Max(version.Major, version.Minor), version.Patch) > LargestNumber)
        {
            throw Refused(
                $"The version {first.Version} has a number above {LargestNumber} (2^53 - 1), and clients can't read it: they would never update to it, nor "
                + "from it. Use smaller numbers.");
        }

        CheckLegs(request.Legs, fragments);
        (ReleaseFile File, string Folder, string Path)[] files =
        [
            .. from source in sources.Fragments
               from artifact in source.Fragment.Artifacts
               where Published.Contains(artifact.Kind)
               let file = FileOf(artifact, source.Fragment)
               select (file, source.Folder, artifact.Path),
        ];
        ReleaseFile[] ordered =
            [.. files.Select(one => one.File).OrderBy(file => file.Platform).ThenBy(file => file.Arch).ThenBy(file => file.Name, StringComparer.Ordinal)];
        ReleaseFiles.Check(ordered, first.Version, request.ArtifactsUrl);
        var release = new Release(
            Release.Format,
            request.App,
            first.Version,
            first.Commit,
            ReleaseNotesText.Read(sources.NotesFolder, first.Version),
            request.ArtifactsUrl,
            request.MinimumSystemVersion,
            [.. fragments.OrderBy(fragment => fragment.Platform).ThenBy(fragment => fragment.Arch).Select(LegOf)],
            ordered);
        return new SealedRelease(release, files.ToDictionary(one => one.File, one => (one.Folder, one.Path)))
        {
            Asked = [.. fragments.Where(fragment => fragment.Updates is not null).Select(fragment => (fragment.Leg, fragment.Updates!))],
        };
    }

    private static ReleaseLeg LegOf(ReleaseFragment fragment) =>
        new(fragment.Platform, fragment.Arch, fragment.ToolVersions.Electron, fragment.ToolVersions.ElectronBuilder);

    private static ReleaseFile FileOf(Artifact artifact, ReleaseFragment fragment)
    {
        if ((artifact.Platform, artifact.Arch) != (fragment.Platform, fragment.Arch))
            throw Refused($"{fragment.FileName} lists '{artifact.Path}' of {artifact.Leg}. Each leg has its own fragment.");
        if (ArtifactPath.Problem(artifact.Path) is { } wrong)
            throw Wrong($"The artifact path '{artifact.Path}' {wrong}");
        string name = NameOf(artifact.Path);
        if (ArtifactNames.Problem(name) is { } problem)
            throw Refused($"The file name '{name}' {problem}");
        ArtifactBlockmap? map = artifact.Blockmap is { Path: { } path } external ? external with { Path = NameOf(path) } : artifact.Blockmap;
        return new ReleaseFile(artifact.Kind, artifact.Platform, artifact.Arch, name, artifact.Size, artifact.Sha256, artifact.Sha512, map)
        {
            AdminRights = artifact.AdminRights,
        };
    }

    private static void CheckLegs(IReadOnlyList<string> expected, IReadOnlyList<ReleaseFragment> fragments)
    {
        if (expected.Count == 0)
            return;
        string[] there = [.. fragments.Select(fragment => fragment.Leg.ToString())];
        if (expected.Except(there, StringComparer.Ordinal).ToArray() is { Length: > 0 } missing)
        {
            throw Refused(
                $"The release lacks {string.Join(", ", missing)}, which publish.legs of the configuration expects. "
                + "Wait for these legs of the build, or correct the list.");
        }

        if (there.Except(expected, StringComparer.Ordinal).ToArray() is { Length: > 0 } unexpected)
        {
            throw Refused(
                $"The release has {string.Join(", ", unexpected)}, which publish.legs of the configuration does not name. "
                + "Add it there, or leave the leg out.");
        }
    }

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static ReleaseException Differs(string what, ReleaseFragment first, string firstText, ReleaseFragment other, string otherText) => Refused(
        $"{first.FileName} is of {what} {firstText} and {other.FileName} of {otherText}. "
        + "A release has one: build all legs from the same commit, into an empty folder.");

    private static ReleaseException Wrong(string message) => new(Fault.Input, message);

    private static ReleaseException Refused(string message) => new(Fault.Refused, message);
}
