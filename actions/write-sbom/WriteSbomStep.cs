using System.IO.Compression;
using Microsoft.Win32.SafeHandles;
using UvRelease.Formats.Archives;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;
using UvRelease.Sbom;

namespace UvRelease.WriteSbom;

/// <summary>Writes down what is in each file that users get.</summary>
public sealed class WriteSbomStep : IStep<WriteSbomOptions>
{
    private const int LongestLock = 64 << 20;
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Output Documents = new("documents", "Paths of the documents, one per line, relative to the workspace.");
    private static readonly Output Components = new("components", "Number of components that were found, over all legs.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "write-sbom", "Writes a software bill of materials for each file that users get, as CycloneDX 1.6 and SPDX 2.3, into the release.",
        Documents, Components);

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(WriteSbomOptions options, StepContext context, CancellationToken cancellationToken)
    {
        string release = options.ReleaseFolder.FullPath;
        if (!Directory.Exists(release) || ReleaseFragmentFile.All(release) is not { Count: > 0 } fragments)
            throw new ReleaseException(Fault.Input, $"The folder '{options.ReleaseFolder}' has no release fragment. Build the leg with build-electron first.");
        IReadOnlyList<SbomComponent> locked = options.LockFile is { } file ? NpmPackages.OfLock(Read(file), file.Relative) : [];
        context.Workspace.Wrote(options.ReleaseFolder);
        var written = new List<string>();
        int components = 0;
        foreach (ReleaseFragment fragment in fragments)
        {
            AppContents contents = Look(release, fragment, locked, cancellationToken);
            if (!contents.IsComplete)
                context.Log.Warning($"{fragment.Leg}: the app has no manifests of packages, so those of the lock file stand for them, as 'incomplete'.");
            components += contents.Components.Count;
            written.AddRange(Write(release, fragment, contents, options.App, context.SourceDate ?? NoTime, cancellationToken));
            context.Summary.Append($"### {MarkdownText.Inline($"{fragment.Leg}")}: {Quantity.Of(contents.Components.Count, "component")}\n\n"
                + string.Concat(contents.Components.Where(one => one.Kind == SbomKind.Framework)
                    .Select(one => $"- {MarkdownText.Inline($"{one.Name} {one.Version}")}\n")) + "\n");
        }

        return Task.FromResult<StepResult>(new StepResult.Done(
            Documents.Is(string.Join('\n', written.Select(path => Path.Combine(options.ReleaseFolder.Relative, path)))), Components.Is($"{components}")));
    }

    private static List<string> Write(string release, ReleaseFragment fragment, AppContents contents, string app, DateTimeOffset time,
        CancellationToken cancellationToken)
    {
        var documents = new List<Artifact>();
        foreach (Artifact artifact in fragment.Artifacts.Where(one => one.Kind is ArtifactKind.Installer or ArtifactKind.Update or ArtifactKind.Portable))
        {
            var now = ArtifactHash.Below(release, artifact.Path, cancellationToken);
            if (now.Sha256 != artifact.Sha256)
                throw new ReleaseException(Fault.Refused, $"'{artifact.Path}' has other bytes (sha256 {now.Sha256}) than its fragment says "
                    + $"({artifact.Sha256}). Build the leg anew.");
            var bill = new SoftwareBill
            {
                App = app,
                Version = fragment.Version,
                File = artifact,
                Time = time,
                Components = contents.Components,
                IsComplete = contents.IsComplete,
            };
            documents.Add(Write(release, artifact, CycloneDxDocument.Extension, CycloneDxDocument.Write(bill), cancellationToken));
            documents.Add(Write(release, artifact, SpdxDocument.Extension, SpdxDocument.Write(bill), cancellationToken));
        }

        string[] paths = [.. documents.Select(document => document.Path)];
        ReleaseFragmentFile.Write(release, fragment.Without(paths).With(documents), cancellationToken);
        return [.. paths];
    }

    private static Artifact Write(string release, Artifact artifact, string extension, byte[] bytes, CancellationToken cancellationToken)
    {
        string path = artifact.Path + extension;
        AtomicFile.Write(ArtifactPath.In(release, path), bytes, cancellationToken);
        var hash = ArtifactHash.Below(release, path, cancellationToken);
        return new Artifact(ArtifactKind.Sbom, path, artifact.Platform, artifact.Arch, hash.Size, hash.Sha256, hash.Sha512, Blockmap: null);
    }

    private static AppContents Look(string release, ReleaseFragment fragment, IReadOnlyList<SbomComponent> locked, CancellationToken cancellationToken)
    {
        string work = Directory.CreateTempSubdirectory("write-sbom-").FullName;
        try
        {
            string folder = Path.Combine(work, "app");
            Unpack(release, fragment, folder, cancellationToken);
            return AppContents.Read(folder, fragment.ToolVersions.Electron, locked, cancellationToken);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    // What is in the installers is the same app: they differ in how they bring it to its place.
    private static void Unpack(string release, ReleaseFragment fragment, string folder, CancellationToken cancellationToken)
    {
        Artifact archive = fragment.Artifacts.FirstOrDefault(one => one.Kind == ArtifactKind.App && Ends(one, ".tar"))
            ?? fragment.Artifacts.FirstOrDefault(one => one.Kind is ArtifactKind.Portable or ArtifactKind.Update && (Ends(one, ".zip") || Ends(one, ".tar.gz")))
            ?? throw new ReleaseException(Fault.Input,
                $"{fragment.FileName} has no app, zip or tar.gz to look into. Name 'dir' in electron.targets of the configuration.");
        if (Ends(archive, ".zip"))
        {
            using ZipReader zip = ZipReader.Open(ArtifactPath.In(release, archive.Path), archive.Path, new ZipLimits());
            ZipExtraction.Run(zip, folder, null, cancellationToken);
            return;
        }

        using SafeFileHandle handle = RegularFile.OpenBelow(release, archive.Path);
        using var file = new FileStream(handle, FileAccess.Read);
        using Stream tar = Ends(archive, ".gz") ? new GZipStream(file, CompressionMode.Decompress) : file;
        TarExtraction.Run(tar, archive.Path, folder, cancellationToken);
    }

    private static bool Ends(Artifact artifact, string ending) => artifact.Path.EndsWith(ending, StringComparison.Ordinal);

    private static byte[] Read(WorkspacePath file)
    {
        try
        {
            return RegularFile.Read(file.FullPath, LongestLock) ?? throw new ReleaseException(Fault.Input, $"'{file}' is longer than any lock file.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"'{file}' can't be read: {e.Message}", e);
        }
    }
}
