using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Portable.Verifying;

/// <summary>Result of verifying a portable archive.</summary>
/// <param name="Manifest">What the archive says of itself; null where that can't be read.</param>
/// <param name="Files">How many files it has.</param>
/// <param name="Size">Bytes of them together.</param>
/// <param name="Findings">Everything that is wrong.</param>
public sealed record PortableReport(PortableManifest? Manifest, int Files, long Size, IReadOnlyList<PortableFinding> Findings)
{
    /// <summary>Throws when anything is wrong.</summary>
    public void ThrowIfRefused()
    {
        if (Findings.Count > 0)
            throw new ReleaseException(Fault.Refused, $"{Findings[0].Message}{(Findings.Count > 1 ? $" And {Findings.Count - 1} more." : "")}");
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
        var findings = new List<PortableFinding>();
        void Find(string rule, string message) => findings.Add(new PortableFinding(rule, MarkdownText.Visible(message)));
        bool isFolder = Directory.Exists(path);
        if (expected.Sha256 is { } sum && !isFolder && ArtifactHash.Of(path, cancellationToken).Sha256 is var real && real != sum)
            Find("archive-checksum", $"The archive has the SHA-256 {real} and should have {sum}.");
        PortableContent content;
        try
        {
            content = isFolder ? PortableContent.OfFolder(path, cancellationToken) : PortableContent.OfZip(path, expected.Limits, cancellationToken);
        }
        catch (ReleaseException e) when (e.Fault is Fault.Refused or Fault.Input)
        {
            Find("archive-hazard", e.Message);
            return new PortableReport(null, 0, 0, findings);
        }

        foreach (string link in content.Links)
            Find("link", $"'{link}' is a link, which no checksum covers.");
        Checksums(content, Find);
        PortableManifest? manifest = Manifest(content, Find);
        if (manifest is not null)
        {
            Files(content, manifest, isFolder, Find);
            string? name = expected.Name ?? (isFolder ? null : Path.GetFileNameWithoutExtension(path));
            Identity(manifest, expected with { Name = name }, Find);
        }

        var forbidden = new ForbiddenContent(expected.Forbidden.Concat(manifest?.Boundaries.Select(boundary => boundary.Forbidden) ?? []), expected.Allowed);
        foreach (string file in content.Files.Keys.Order(StringComparer.Ordinal))
        {
            if (forbidden.Match(file) is { } pattern)
                Find("forbidden-content", $"'{file}' is forbidden content ({pattern}).");
        }

        foreach (string required in PortableManifest.Texts.Concat(expected.Required).Where(required => !content.Files.ContainsKey(required)))
            Find("required-file", $"'{required}' is missing.");
        return new PortableReport(manifest, content.Files.Count, content.Files.Values.Sum(file => file.Size), findings);
    }

    private static void Checksums(PortableContent content, Action<string, string> find)
    {
        if (content.Document(PortableManifest.ChecksumsName) is not { } bytes)
        {
            find("checksums", $"{PortableManifest.ChecksumsName} is missing.");
            return;
        }

        IReadOnlyDictionary<string, string> sums;
        try
        {
            sums = ChecksumList.Read(bytes, PortableManifest.ChecksumsName);
        }
        catch (ReleaseException e)
        {
            find("checksums", e.Message);
            return;
        }

        foreach ((string path, string sum) in sums)
        {
            if (!content.Files.TryGetValue(path, out FoundFile? file))
                find("checksums", $"'{path}' is listed in {PortableManifest.ChecksumsName} and is missing.");
            else if (file.Sha256 != sum)
                find("checksums", $"'{path}' has the SHA-256 {file.Sha256}, and {PortableManifest.ChecksumsName} says {sum}.");
        }

        foreach (string path in content.Files.Keys.Where(path => path != PortableManifest.ChecksumsName && !sums.ContainsKey(path))
            .Order(StringComparer.Ordinal))
            find("checksums", $"'{path}' is no file of {PortableManifest.ChecksumsName}.");
    }

    private static PortableManifest? Manifest(PortableContent content, Action<string, string> find)
    {
        if (content.Document(PortableManifest.FileName) is not { } bytes)
        {
            find("manifest", $"{PortableManifest.FileName} is missing.");
            return null;
        }

        try
        {
            return PortableJson.Read(bytes);
        }
        catch (ReleaseException e)
        {
            find("manifest", e.Message);
            return null;
        }
    }

    private static void Files(PortableContent content, PortableManifest manifest, bool isFolder, Action<string, string> find)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (PortableFile file in manifest.Files)
        {
            if (!told.Add(file.Path))
                find("manifest", $"'{file.Path}' is listed in the manifest twice.");
            if (!content.Files.TryGetValue(file.Path, out FoundFile? found))
            {
                find("manifest", $"'{file.Path}' is listed in the manifest and is missing.");
                continue;
            }

            if ((found.Sha256, found.Size) != (file.Sha256, file.Size))
                find("manifest", $"'{file.Path}' has {found.Size} bytes with the SHA-256 {found.Sha256}, and the manifest says {file.Size} and {file.Sha256}.");
            // Whoever unpacks may have another umask; what counts in a folder is whether a program can be run.
            if (isFolder ? ((found.Mode & FileModes.OwnerExecute) != 0) != (file.Mode == FileModes.Octal(FileModes.Executable))
                : FileModes.Octal(found.Mode) != file.Mode)
                find("mode", $"'{file.Path}' has the mode {FileModes.Octal(found.Mode)}, and the manifest says {file.Mode}.");
            if (file.Role != PortableRole.Binary)
                continue;
            if (found.Header is not { } header)
                find("platform", $"'{file.Path}' is called a binary and is no program of Linux, Windows or macOS.");
            else if (!header.Runs(manifest.Platform, manifest.Arch))
                find("platform", $"'{file.Path}' is for {header}, and the manifest says {new Leg(manifest.Platform, manifest.Arch)}.");
        }

        if (!manifest.Files.Any(file => file.Role == PortableRole.Binary))
            find("manifest", "The manifest has no binary.");
        foreach (string path in content.Files.Keys.Where(path => path is not (PortableManifest.FileName or PortableManifest.ChecksumsName)
            && !told.Contains(path)).Order(StringComparer.Ordinal))
            find("manifest", $"'{path}' is no file of the manifest.");
    }

    private static void Identity(PortableManifest manifest, PortableExpectation expected, Action<string, string> find)
    {
        void Same(string what, string? wanted, string real)
        {
            if (wanted is not null && wanted != real)
                find(what, $"The manifest says {what} '{real}', and it should be '{wanted}'.");
        }

        Same("name", expected.Name, manifest.Name);
        Same("kind", expected.Kind?.ToString().ToLowerInvariant(), manifest.Kind.ToString().ToLowerInvariant());
        Same("version", expected.Version, manifest.Version);
        Same("platform", expected.Platform?.Word(), manifest.Platform.Word());
        Same("arch", expected.Arch?.Word(), manifest.Arch.Word());
        Same("commit", expected.Commit, manifest.Commit);
        string suffix = PortableManifest.NameOf("", manifest.Kind, manifest.Version, manifest.Platform, manifest.Arch);
        if (!manifest.Name.EndsWith(suffix, StringComparison.Ordinal))
            find("name", $"The manifest says the name '{manifest.Name}', which should end in '{suffix}'.");
    }
}
