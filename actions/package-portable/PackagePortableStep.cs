using UvRelease.Formats.Archives;
using UvRelease.Portable;
using UvRelease.Portable.Packing;
using UvRelease.Portable.Proving;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Json;
using UvRelease.Runner;

namespace UvRelease.PackagePortable;

/// <summary>Packs a portable archive and adds it to the release's fragment.</summary>
public sealed class PackagePortableStep : IStep<PackagePortableOptions>
{
    private static readonly Output Archive = new("archive", "Path of the archive, relative to the workspace.");
    private static readonly Output Sha256 = new("sha256", "SHA-256 of the archive, hexadecimal.");
    private static readonly Output Size = new("size", "Size of the archive in bytes.");
    private static readonly Output Files = new("files", "Number of files that the manifest lists.");
    private static readonly Output Manifest = new("manifest", "Path of the manifest's copy beside the archive.");
    private static readonly Output Checksums = new("checksums", "Path of the checksums' copy beside the archive.");
    private static readonly Output ArchiveChecksum = new("archive-checksum", "Path of the archive's own checksum, as sha256sum --check reads it.");
    private static readonly Output Provenance = new("provenance", "Path of the statement of provenance beside the archive: in-toto, in the shape of SLSA v1.");
    private static readonly Output Fragment = new("fragment", "Path of the release fragment that the archive was added to.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "package-portable", "Packs an archive that runs where it is unpacked, with manifest, checksums and notes inside. The same files give the same bytes.",
        Archive, Sha256, Size, Files, Manifest, Checksums, ArchiveChecksum, Provenance, Fragment);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(PackagePortableOptions options, StepContext context, CancellationToken cancellationToken)
    {
        var configuration = PortableConfiguration.Read(ConfigurationFile.Read(options.Configuration.FullPath, options.Configuration.Relative)
            .Mapping("portable"));
        if (configuration.Name is null)
            throw new ReleaseException(Fault.Input,
                $"{options.Configuration} has no section 'portable', which says what goes into a portable archive. Add one (docs/portable.md).");
        if (SemanticVersion.TryParse(options.Version) is null)
            throw new ReleaseException(Fault.Input, $"Input 'version' is '{options.Version}' and must be a semantic version such as 1.4.0, without a prefix.");
        string commit = options.Commit ?? context.GitHub.Sha
            ?? throw new ReleaseException(Fault.Input, "Neither 'commit' nor GITHUB_SHA says which commit the files were built from. Give 'commit'.");
        if (DocumentForms.Commit(commit) is { } problem)
            throw new ReleaseException(Fault.Input, $"The commit '{commit}' {problem}");

        var request = new PortableRequest
        {
            Configuration = configuration,
            Kind = options.Kind,
            Version = options.Version,
            Platform = options.Platform,
            Arch = options.Arch,
            Commit = commit,
            Facts = new BuildFacts(context.GitHub.Variables, commit),
            Resolve = path => context.Workspace.Resolve(path).FullPath,
            NotesFile = Notes(options, context),
            MigrationFile = options.MigrationFile is not { } file ? null : Given(file, "migration-file")
                ?? throw new ReleaseException(Fault.Input, $"There is no '{file}' to make MIGRATION_NOTES.txt of. Correct 'migration-file'."),
            Archive = new ArchiveOptions { Time = context.SourceDate ?? new ArchiveOptions().Time, Speed = options.Speed },
        };
        context.Workspace.Wrote(options.ReleaseFolder);
        PortablePackage package = await PortablePackage.WriteAsync(request, options.ReleaseFolder.FullPath, cancellationToken);
        ReleaseFragment fragment = ReleaseFragmentFile.Merge(options.ReleaseFolder.FullPath,
            ReleaseFragment.Of(options.Version, commit, options.Platform, options.Arch, ReleaseFragmentTools.None).With(package.Artifact), cancellationToken);

        foreach (string name in (string[])[package.Archive, package.ManifestCopy, package.ChecksumsCopy, package.ArchiveChecksum, package.Provenance, fragment.FileName])
            context.Workspace.Wrote(In(options, context, name));
        context.Summary.Append(
            $"### {MarkdownText.Inline(package.Name)}\n\n{package.Manifest.Files.Count} files, {package.Hash.Size} bytes, SHA-256 `{package.Hash.Sha256}`\n");
        context.Log.Info($"{package.Archive}: {Quantity.Of(package.Manifest.Files.Count, "file")} in {package.Hash.Size} bytes, "
            + $"SHA-256 {package.Hash.Sha256}.");
        return new StepResult.Done(
            Archive.Is(In(options, context, package.Archive).Relative), Sha256.Is(package.Hash.Sha256),
                Size.Is($"{package.Hash.Size}"), Files.Is($"{package.Manifest.Files.Count}"),
            Manifest.Is(In(options, context, package.ManifestCopy).Relative), Checksums.Is(In(options, context, package.ChecksumsCopy).Relative),
            ArchiveChecksum.Is(In(options, context, package.ArchiveChecksum).Relative),
            Provenance.Is(In(options, context, package.Provenance).Relative), Fragment.Is(In(options, context, fragment.FileName).Relative));
    }

    private static WorkspacePath In(PackagePortableOptions options, StepContext context, string name) =>
        context.Workspace.Resolve(Path.Combine(options.ReleaseFolder.FullPath, name));

    private static string? Given(WorkspacePath file, string input) =>
        !Path.Exists(file.FullPath) ? null : FileStatus.Of(file.FullPath).Type == FileType.File ? file.FullPath
            : throw new ReleaseException(Fault.Input, $"'{file}' is a folder, pipe, socket or device. Name a file in '{input}'.");

    private static string? Notes(PackagePortableOptions options, StepContext context)
    {
        if (Given(options.NotesFile, "notes-file") is { } file)
            return file;
        context.Log.Warning($"There is no '{options.NotesFile}': RELEASE_NOTES.txt says that no notes came. Run release-notes before, or give 'notes-file'.");
        return null;
    }
}
