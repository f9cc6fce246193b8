using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>Who makes a target's file.</summary>
internal enum TargetMaker
{
    /// <summary>Our own archive writers: electron-builder's archives differ with each run.</summary>
    Archives,

    /// <summary>Our own assembly of AppImages (docs/decisions/0006).</summary>
    AppImage,

    /// <summary>electron-builder, from the folder that is packed already. It leaves marks in that folder, so these come last.</summary>
    ElectronBuilder,
}

/// <summary>What a leg can make of a packed app.</summary>
/// <param name="Platform">System it is for.</param>
/// <param name="Name">Its name in inputs; electron-builder's own.</param>
/// <param name="Extension">What its file's name ends in, without a dot.</param>
/// <param name="Kind">What its file is to a release.</param>
/// <param name="Tools">Tools that are needed for it (see <see cref="BuildTools"/>).</param>
public sealed record BuildTarget(ReleasePlatform Platform, string Name, string Extension, ArtifactKind Kind, params IReadOnlyList<string> Tools)
{
    private static readonly BuildTarget[] All =
    [
        new(ReleasePlatform.Linux, "dir", "tar", ArtifactKind.App),
        new(ReleasePlatform.Linux, "tar.gz", "tar.gz", ArtifactKind.Portable),
        new(ReleasePlatform.Linux, "AppImage", "AppImage", ArtifactKind.Installer, "appimage") { Maker = TargetMaker.AppImage,
            Blockmap = BlockmapForm.Embedded },
        new(ReleasePlatform.Linux, "deb", "deb", ArtifactKind.Installer, "fpm") { Maker = TargetMaker.ElectronBuilder },
        new(ReleasePlatform.Win, "dir", "tar", ArtifactKind.App),
        new(ReleasePlatform.Win, "zip", "zip", ArtifactKind.Portable),
        new(ReleasePlatform.Win, "nsis", "exe", ArtifactKind.Installer, "7zip", "nsis", "nsis-resources") { Maker = TargetMaker.ElectronBuilder,
            Blockmap = BlockmapForm.External },
        new(ReleasePlatform.Mac, "dir", "tar", ArtifactKind.App),
        new(ReleasePlatform.Mac, "zip", "zip", ArtifactKind.Update) { Blockmap = BlockmapForm.External },
    ];

    /// <summary>Targets of a platform that feeds list: electron-updater installs from no others.</summary>
    internal static IEnumerable<BuildTarget> Updating(ReleasePlatform platform) =>
        All.Where(target => target.Platform == platform && (target.Kind is ArtifactKind.Installer or ArtifactKind.Update));

    internal TargetMaker Maker { get; private init; }

    // Where electron-updater looks for the block map; null where it downloads whole files.
    internal BlockmapForm? Blockmap { get; private init; }

    /// <summary>Finds the targets of a platform by their names.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a name that the platform does not have, or one that occurs twice.</exception>
    public static IReadOnlyList<BuildTarget> Of(ReleasePlatform platform, IReadOnlyList<string> names)
    {
        string[] known = [.. All.Where(target => target.Platform == platform).Select(target => target.Name)];
        if (names.Count == 0)
            throw new ReleaseException(Fault.Input, $"No target is given for {platform.Word()}. Name some of: {string.Join(", ", known)}.");
        if (names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ReleaseException(Fault.Input, $"The target '{twice.Key}' is given twice. Remove one.");
        return [.. names.Select(name => All.FirstOrDefault(target => target.Platform == platform && target.Name == name) ?? throw Unknown(name))];

        ReleaseException Unknown(string name) => new(Fault.Input,
            $"'{name}' is no target of {platform.Word()}: "
                + $"{string.Join(", ", known)}.{(NearestName.Of(name, known) is { } near ? $" Did you mean '{near}'?" : "")}{Elsewhere(name)}");
    }

    private static string Elsewhere(string name) => name is "dmg" or "pkg"
        ? " dmg and pkg are made of the signed app by sign-macos; give 'dir' here."
        : All.FirstOrDefault(target => target.Name == name) is { } other ? $" It is one of {other.Platform.Word()}." : "";
}
