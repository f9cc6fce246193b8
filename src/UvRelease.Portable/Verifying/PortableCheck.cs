using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Verifying;

/// <summary>Result of verifying a portable archive.</summary>
/// <param name="Manifest">What the archive says of itself; null where that can't be read.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Size">Bytes of them together.</param>
/// <param name="Findings">What is wrong: the first of <paramref name="Problems"/>.</param>
/// <param name="Problems">How much is wrong.</param>
public sealed record PortableReport(PortableManifest? Manifest, int Files, long Size, IReadOnlyList<PortableFinding> Findings, long Problems)
{
    /// <summary>Throws when anything is wrong.</summary>
    public void ThrowIfRefused()
    {
        if (Problems > 0)
            throw new ReleaseException(Fault.Refused, $"{Findings[0].Message}{(Problems > 1 ? $" And {Problems - 1} more." : "")}");
    }
}

/// <summary>Verifies a portable archive: a zip, or a folder that one was unpacked into.</summary>
public static class PortableCheck
{
    /// <summary>Reads everything and holds it against manifest, checksums and what the caller knows.</summary>
    /// <param name="path">The zip or folder.</param>
    /// <param name="expected">What the caller knows.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static PortableReport Run(string path, PortableExpectation expected, CancellationToken cancellationToken)
    {
        var findings = new PortableFindings();
        bool isFolder = Directory.Exists(path);
        if (expected.Sha256 is { } sum && !isFolder && ArtifactHash.Of(path, cancellationToken).Sha256 is var real && real != sum)
            findings.Add("archive-checksum", $"The archive has the SHA-256 {real} and should have {sum}.");
        PortableContent content;
        try
        {
            content = isFolder ? PortableContent.OfFolder(path, cancellationToken) : PortableContent.OfZip(path, expected.Limits, cancellationToken);
        }
        catch (ReleaseException e) when (e.Fault is Fault.Refused or Fault.Input)
        {
            findings.Add("archive-hazard", e.Message);
            return new PortableReport(null, 0, 0, findings.Kept, findings.Count);
        }

        Modes(content, isFolder, findings);
        foreach (string link in content.Links)
            findings.Add("link", $"'{link}' is a link, which no checksum covers.");
        Checksums(content, findings);
        PortableManifest? manifest = Manifest(content, findings);
        if (manifest is not null)
        {
            Files(content, manifest, isFolder, findings);
            string? name = expected.Name ?? (isFolder ? null : Path.GetFileNameWithoutExtension(path));
            Identity(manifest, expected with { Name = name }, findings);
        }

        var forbidden = new ForbiddenContent(expected.Forbidden.Concat(manifest?.Boundaries.Select(boundary => boundary.Forbidden) ?? []), expected.Allowed);
        IEnumerable<string> empty = EmptyFolders.Among(content.Folders.Select(folder => folder.Path), content.Files.Keys).Select(folder => folder + "/");
        foreach (string place in content.Files.Keys.Concat(empty).Order(StringComparer.Ordinal))
        {
            if (forbidden.Match(place) is { } pattern)
                findings.Add("forbidden-content", $"'{place}' is forbidden content ({pattern}).");
        }

        foreach (string required in PortableManifest.Texts.Concat(expected.Required).Where(required => !content.Files.ContainsKey(required)))
            findings.Add("required-file", $"'{required}' is missing.");
        return new PortableReport(manifest, content.Files.Count, content.Files.Values.Sum(file => file.Size), findings.Kept, findings.Count);
    }

    private static void Checksums(PortableContent content, PortableFindings findings)
    {
        if (content.Document(PortableManifest.ChecksumsName) is not { } bytes)
        {
            findings.Add("checksums", $"{PortableManifest.ChecksumsName} is missing.");
            return;
        }

        IReadOnlyDictionary<string, string> sums;
        try
        {
            sums = ChecksumList.Read(bytes, PortableManifest.ChecksumsName);
        }
        catch (ReleaseException e)
        {
            findings.Add("checksums", e.Message);
            return;
        }

        foreach ((string path, string sum) in sums)
        {
            if (!content.Files.TryGetValue(path, out FoundFile? file))
                findings.Add("checksums", $"'{path}' is listed in {PortableManifest.ChecksumsName} and is missing.");
            else if (file.Sha256 != sum)
                findings.Add("checksums", $"'{path}' has the SHA-256 {file.Sha256}, and {PortableManifest.ChecksumsName} says {sum}.");
        }

        foreach (string path in content.Files.Keys.Where(path => path != PortableManifest.ChecksumsName && !sums.ContainsKey(path))
            .Order(StringComparer.Ordinal))
            findings.Add("checksums", $"'{path}' is no file of {PortableManifest.ChecksumsName}.");
    }

    private static PortableManifest? Manifest(PortableContent content, PortableFindings findings)
    {
        if (content.Document(PortableManifest.FileName) is not { } bytes)
        {
            findings.Add("manifest", $"{PortableManifest.FileName} is missing.");
            return null;
        }

        try
        {
            return PortableJson.Read(bytes);
        }
        catch (ReleaseException e)
        {
            findings.Add("manifest", e.Message);
            return null;
        }
    }

    private static void Files(PortableContent content, PortableManifest manifest, bool isFolder, PortableFindings findings)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (PortableFile file in manifest.Files)
        {
            if (!told.Add(file.Path))
                findings.Add("manifest", $"'{file.Path}' is listed in the manifest twice.");
            if (!content.Files.TryGetValue(file.Path, out FoundFile? found))
            {
                findings.Add("manifest", $"'{file.Path}' is listed in the manifest and is missing.");
                continue;
            }

            if ((found.Sha256, found.Size) != (file.Sha256, file.Size))
                findings.Add("manifest",
                    $"'{file.Path}' has {found.Size} bytes with the SHA-256 {found.Sha256}, and the manifest says {file.Size} and {file.Sha256}.");
            if (!IsMode(found.Mode, file.Mode == FileModes.Octal(FileModes.Executable), isFolder))
                findings.Add("mode", $"'{file.Path}' has the mode {FileModes.Octal(found.Mode)}, and the manifest says {file.Mode}.");
            if (file.Role != PortableRole.Binary)
                continue;
            if (found.Header is not { } header)
                findings.Add("platform", $"'{file.Path}' is called a binary and is no program of Linux, Windows or macOS.");
            else if (!header.Runs(manifest.Platform, manifest.Arch))
                findings.Add("platform", $"'{file.Path}' is for {header}, and the manifest says {new Leg(manifest.Platform, manifest.Arch)}.");
        }

        if (!manifest.Files.Any(file => file.Role == PortableRole.Binary))
            findings.Add("manifest", "The manifest has no binary.");
        foreach (string path in content.Files.Keys.Where(path => path is not (PortableManifest.FileName or PortableManifest.ChecksumsName)
            && !told.Contains(path)).Order(StringComparer.Ordinal))
            findings.Add("manifest", $"'{path}' is no file of the manifest.");
    }

    // What the manifest doesn't list.
    private static void Modes(PortableContent content, bool isFolder, PortableFindings findings)
    {
        foreach (FoundFolder folder in content.Folders.Where(folder => isFolder ? (folder.Mode & (FileModes.OwnerAccess | FileModes.OthersWrite))
            != FileModes.OwnerAccess : folder.Mode != FileModes.Executable))
            findings.Add("mode", $"The folder '{folder.Path}' has the mode {FileModes.Octal(folder.Mode)}, and should have 0755.");
        foreach (string name in (string[])[PortableManifest.FileName, PortableManifest.ChecksumsName])
        {
            if (content.Files.TryGetValue(name, out FoundFile? file) && !IsMode(file.Mode, executable: false, isFolder))
                findings.Add("mode", $"'{name}' has the mode {FileModes.Octal(file.Mode)}, and should have 0644.");
        }
    }

    // Whoever unpacks may have another umask; what counts in a folder is that its owner can read, whether a program can be run, that not everybody
    // can change it, and that it lends nobody's rights.
    private static bool IsMode(int mode, bool executable, bool isFolder) => !isFolder ? mode == FileModes.Normalized(executable)
        : (mode & (FileModes.Lent | FileModes.OthersWrite)) == 0 && (mode & FileModes.OwnerRead) != 0
            && ((mode & FileModes.OwnerExecute) != 0) == executable;

    private static void Identity(PortableManifest manifest, PortableExpectation expected, PortableFindings findings)
    {
        void Same(string what, string? wanted, string real)
        {
            if (wanted is not null && wanted != real)
                findings.Add(what, $"The manifest says {what} '{real}', and it should be '{wanted}'.");
        }

        Same("name", expected.Name, manifest.Name);
        Same("kind", expected.Kind?.ToString().ToLowerInvariant(), manifest.Kind.ToString().ToLowerInvariant());
        Same("version", expected.Version, manifest.Version);
        Same("platform", expected.Platform?.Word(), manifest.Platform.Word());
        Same("arch", expected.Arch?.Word(), manifest.Arch.Word());
        Same("commit", expected.Commit, manifest.Commit);
        string suffix = PortableManifest.NameOf("", manifest.Kind, manifest.Version, manifest.Platform, manifest.Arch);
        if (!manifest.Name.EndsWith(suffix, StringComparison.Ordinal))
            findings.Add("name", $"The manifest says the name '{manifest.Name}', which should end in '{suffix}'.");
    }
}
