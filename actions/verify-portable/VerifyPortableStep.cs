using UvRelease.Formats.Archives;
using UvRelease.Portable;
using UvRelease.Portable.Verifying;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Configuration;
using UvRelease.Runner;

namespace UvRelease.VerifyPortable;

/// <summary>Verifies a portable archive without unpacking it.</summary>
public sealed class VerifyPortableStep : IStep<VerifyPortableOptions>
{
    private const int LongestChecksum = 4096;
    private static readonly Output Valid = new("valid", "true if nothing is wrong.");
    private static readonly Output Problems = new("problems", "Number of problems.");
    private static readonly Output Name = new("name", "Name in the manifest; empty if it can't be read.");
    private static readonly Output Kind = new("kind", "Kind in the manifest.");
    private static readonly Output Version = new("version", "Version in the manifest.");
    private static readonly Output Platform = new("platform", "System in the manifest.");
    private static readonly Output Arch = new("arch", "Processor in the manifest.");
    private static readonly Output Commit = new("commit", "Commit in the manifest.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "verify-portable", "Verifies a portable archive: the zip itself, manifest, checksums in both directions, binaries, version, commit, forbidden content.",
        Valid, Problems, Name, Kind, Version, Platform, Arch, Commit);

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(VerifyPortableOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (!System.IO.Path.Exists(options.Path.FullPath))
            throw new ReleaseException(Fault.Input, $"There is no '{options.Path}' to verify. Correct 'path'.");
        if (FileStatus.Of(options.Path.FullPath).Type is not (FileType.File or FileType.Directory))
            throw new ReleaseException(Fault.Input, $"'{options.Path}' is a pipe, socket or device. Name a zip or a folder in 'path'.");
        var configuration = PortableConfiguration.Read(ConfigurationFile.Read(options.Configuration.FullPath, options.Configuration.Relative)
            .Mapping("portable"));
        PortableReport report = PortableCheck.Run(options.Path.FullPath, Expectation(options, configuration), cancellationToken);
        report = WithBinaries(report, configuration);
        foreach (PortableFinding finding in report.Findings)
            context.Log.Annotate(new Annotation(Severity.Error, finding.Message, null, $"{finding.Rule}: {options.Path}"));
        context.Summary.Append(Markdown(options.Path.Relative, report));
        PortableManifest? manifest = report.Manifest;
        OutputValue[] outputs =
        [
            Valid.Is(report.Problems == 0 ? "true" : "false"), Problems.Is($"{report.Problems}"),
                Name.Is(MarkdownText.Visible(manifest?.Name ?? "")),
            Kind.Is(manifest is null ? "" : manifest.Kind == PortableKind.Desktop ? "desktop" : "headless"), Version.Is(manifest?.Version ?? ""),
            Platform.Is(manifest?.Platform.Word() ?? ""), Arch.Is(manifest?.Arch.Word() ?? ""), Commit.Is(manifest?.Commit ?? ""),
        ];
        if (report.Problems > 0)
        {
            string more = report.Problems > 1 ? $" ({report.Problems - 1} more problems; the first {report.Findings.Count} are listed above.)" : "";
            return Task.FromResult<StepResult>(
                new StepResult.Failed(new ReleaseException(Fault.Refused, $"{options.Path} is refused: {report.Findings[0].Message}{more}"), outputs));
        }

        context.Log.Info($"{options.Path} is in order: {report.Files} files, {report.Size} bytes, {manifest!.Name}.");
        return Task.FromResult<StepResult>(new StepResult.Done(outputs));
    }

    private static PortableExpectation Expectation(VerifyPortableOptions options, PortableConfiguration configuration) => new()
    {
        Kind = options.Kind,
        Version = options.Version,
        Platform = options.Platform,
        Arch = options.Arch,
        Commit = options.Commit,
        Sha256 = Checksum(options),
        Forbidden = configuration.Forbidden,
        Allowed = configuration.Allowed,
        Limits = new ZipLimits { TotalSize = (long)options.MaxSize << 20 },
    };

    // Which binaries must be there depends on what the archive says it is.
    private static PortableReport WithBinaries(PortableReport report, PortableConfiguration configuration)
    {
        if (report.Manifest is not { } manifest)
            return report;
        var binaries = manifest.Files.Where(file => file.Role == PortableRole.Binary).Select(file => file.Path).ToHashSet(StringComparer.Ordinal);
        PortableFinding[] missing =
        [
            .. from part in configuration.Parts
            where part.Role == PortableRole.Binary && part.Kinds.Contains(manifest.Kind)
            let path = PortablePaths.Fill(part.To, manifest.Platform, manifest.Arch, manifest.Kind, manifest.Version)
            where !binaries.Contains(path)
            select new PortableFinding("required-binary", MarkdownText.Visible($"The binary '{path}', which the configuration declares, is missing.")),
        ];
        return report with { Findings = [.. report.Findings, .. missing], Problems = report.Problems + missing.Length };
    }

    private static string? Checksum(VerifyPortableOptions options)
    {
        if (Directory.Exists(options.Path.FullPath))
        {
            return options.ChecksumFile is null ? null
                : throw new ReleaseException(Fault.Input, $"'checksum-file' is the checksum of a zip, and '{options.Path}' is a folder. Leave it empty.");
        }

        string file = options.ChecksumFile?.FullPath ?? options.Path.FullPath + ".sha256", name = System.IO.Path.GetFileName(file);
        if (options.ChecksumFile is null && !System.IO.Path.Exists(file))
            return null;
        IReadOnlyDictionary<string, string> sums = ChecksumList.Read(ReadChecksum(file)
            ?? throw new ReleaseException(Fault.Input, $"'{name}' is no file with one checksum. Correct 'checksum-file'."), name);
        return sums.GetValueOrDefault(System.IO.Path.GetFileName(options.Path.FullPath))
            ?? throw new ReleaseException(Fault.Refused,
                $"'{name}' has no checksum of '{System.IO.Path.GetFileName(options.Path.Relative)}'. Take the file that was written with the archive.");
    }

    private static byte[]? ReadChecksum(string file)
    {
        try
        {
            return RegularFile.Read(file, LongestChecksum);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Markdown(string path, PortableReport report)
    {
        string head = $"### {MarkdownText.Inline(path)}\n\n";
        if (report.Problems == 0)
            return $"{head}In order: {report.Files} files, {report.Size} bytes.\n";
        IEnumerable<string> rows = report.Findings.Take(100).Select(finding => $"| {finding.Rule} | {MarkdownText.Cell(finding.Message)} |\n");
        return $"{head}Refused: {report.Problems} problems.\n\n| rule | problem |\n| --- | --- |\n{string.Concat(rows)}";
    }
}
