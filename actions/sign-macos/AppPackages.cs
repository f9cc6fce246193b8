using UvRelease.Apple.DiskImages;
using UvRelease.Apple.Installers;
using UvRelease.Formats.Archives;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.SignMacos;

/// <summary>Makes the files of a signed app, as the release has them.</summary>
/// <param name="inputs">How they look.</param>
/// <param name="signers">Who signs.</param>
/// <param name="time">Time of everything in them.</param>
internal sealed class AppPackages(PackageInputs inputs, Signers signers, DateTimeOffset time)
{
    private static readonly string[] Known = ["zip", "dmg", "pkg"];

    /// <summary>Formats of an input, in the order in which they are made; what is there already is made anew.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is none.</exception>
    public static IReadOnlyList<string> Formats(IReadOnlyList<string> given, IEnumerable<Artifact> there)
    {
        if (given.FirstOrDefault(format => !Known.Contains(format, StringComparer.Ordinal)) is { } wrong)
            throw new ReleaseException(Fault.Input, $"'formats' names '{wrong}', which is none of {string.Join(", ", Known)}."
                + (NearestName.Of(wrong, Known) is { } near ? $" Did you mean '{near}'?" : ""));
        IEnumerable<string> wanted = given.Count > 0 ? given : ["zip", "dmg"];
        return [.. Known.Where(format => wanted.Contains(format, StringComparer.Ordinal)
            || there.Any(one => one.Path.EndsWith("." + format, StringComparison.Ordinal)))];
    }

    /// <summary>Writes the app as a zip that keeps its links, or as a tar.</summary>
    public async Task ArchiveAsync(string app, string file, CancellationToken cancellationToken)
    {
        IReadOnlyList<ArchiveEntry> entries = ArchiveTree.Read(app, Path.GetFileName(app));
        var options = new ArchiveOptions { Time = time };
        await (file.EndsWith(".zip", StringComparison.Ordinal) ? ZipWriter.WriteAsync(file, entries, options, cancellationToken)
            : TarWriter.WriteAsync(file, entries, options, cancellationToken));
    }

    /// <summary>Makes and signs a disk image with the app and a link to the folder of apps.</summary>
    public async Task DiskImageAsync(string app, string file, CancellationToken cancellationToken)
    {
        string name = Path.GetFileName(app);
        IEnumerable<ArchiveEntry> entries = ArchiveTree.Read(app, name)
            .Append(new ArchiveEntry("Applications", ArchiveEntryKind.Link, 0) { Target = DiskImage.ApplicationsFolder });
        await DiskImage.WriteAsync(file, entries, inputs.DiskImage(name, time), cancellationToken);
        if (!signers.Code.IsAdhoc)
            await DiskImageSigner.SignAsync(file, file, signers.Code, null, cancellationToken);
    }

    /// <summary>Makes and signs a package that installs the app.</summary>
    public async Task PackageAsync(string app, string file, CancellationToken cancellationToken)
    {
        await FlatPackage.WriteAsync(file, app, new FlatPackageOptions { Time = time, Scripts = inputs.Scripts?.FullPath }, cancellationToken);
        if (signers.Installer is { } installer)
            await PackageSigner.SignAsync(file, file, installer, cancellationToken);
    }
}
