using UvRelease.Electron.Building;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Yaml;
using UvRelease.Runner;

namespace UvRelease.BuildElectron;

/// <summary>Builds an Electron app for one platform and writes its release fragments.</summary>
public sealed class BuildElectronStep : IStep<BuildElectronOptions>
{
    private static readonly Output Version = new("version", "Version of the app.");
    private static readonly Output Fragments = new("fragments", "Paths of the release fragments, one per line, relative to the workspace.");
    private static readonly Output ReleaseFolder = new("release-folder", "Folder with artifacts and fragments, relative to the workspace.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "build-electron", "Builds the packages of an Electron app for one platform with electron-builder, reproducibly, and describes them in release "
            + "fragments.",
        Version, Fragments, ReleaseFolder);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(BuildElectronOptions options, StepContext context, CancellationToken cancellationToken)
    {
        YamlMapping project = ConfigurationFile.Read(options.Configuration.FullPath, options.Configuration.Relative);
        var configuration = ElectronConfiguration.Read(project.Mapping("electron"));
        string? channel = options.Channel ?? configuration.Channel;
        var feed = UpdateFeed.Of(options.FeedUrl ?? configuration.FeedUrl, FeedAddress.Public(project.Mapping("publish")), channel,
            ReleaseNaming.Read(project.Mapping("changelog")).Channels);
        string work = Directory.CreateTempSubdirectory("build-electron-").FullName;
        try
        {
            BuildRequest request = Request(options, configuration, context, work, cancellationToken) with { Feed = feed, Channel = channel };
            context.Workspace.Wrote(options.ReleaseFolder);
            if (request.InstallDependencies)
                context.Workspace.Wrote(context.Workspace.Resolve(Path.Combine(request.Project, "node_modules")));
            using IDisposable? loan = request.User?.Lend(context.Workspace.Root);
            IReadOnlyList<ReleaseFragment> fragments = await ElectronBuild.RunAsync(request,
                new BuildLog(context.Log, context.Log.Group, text => context.Log.Warning(text)), cancellationToken);
            context.Summary.Append(Table(fragments));
            return new StepResult.Done(
                Version.Is(fragments[0].Version),
                Fragments.Is(string.Join('\n', fragments.Select(fragment => Path.Combine(options.ReleaseFolder.Relative, fragment.FileName)))),
                ReleaseFolder.Is(options.ReleaseFolder.Relative));
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static BuildRequest Request(BuildElectronOptions options, ElectronConfiguration configuration,
        StepContext context, string work, CancellationToken cancellationToken)
    {
        if (options.Version is { } version && SemanticVersion.TryParse(version) is null)
            throw new ReleaseException(Fault.Input, $"'version' is '{version}' and must be a semantic version, such as 1.2.0.");
        var registry = RegistryAccess.Of(options.NpmToken?.Reveal(), options.Npmrc?.Reveal());
        foreach (string credential in registry?.Credentials ?? [])
            context.Log.Mask(credential);
        string tools = Path.GetFullPath(options.ToolsFolder, context.Workspace.Root);
        var commit = ProjectCommit.Of(options.ProjectPath.FullPath, context.ChildEnvironment, cancellationToken);
        return new BuildRequest
        {
            Project = options.ProjectPath.FullPath,
            Root = context.Workspace.Root,
            ReleaseFolder = options.ReleaseFolder.FullPath,
            Work = work,
            Platform = options.Platform,
            Arches = [.. (options.Arch.Count > 0 ? options.Arch : configuration.Arches[options.Platform]).Select(Arch).Distinct()],
            Targets = BuildTarget.Of(options.Platform, options.Targets.Count > 0 ? options.Targets : configuration.Targets[options.Platform]),
            Commit = commit.Id,
            Time = context.SourceDate ?? commit.Time,
            Environment = context.ChildEnvironment,
            ConfigFile = options.BuilderConfig?.FullPath,
            Version = options.Version,
            ElectronDist = options.ElectronDist is { } dist ? Path.GetFullPath(dist, context.Workspace.Root) : null,
            BuilderFolder = Path.GetFullPath(options.BuilderFolder, context.Workspace.Root),
            ToolsFolder = tools,
            PackagingFolder = Directory.Exists(Path.Combine(tools, "electron-packaging")) ? Path.Combine(tools, "electron-packaging")
                : AppContext.BaseDirectory,
            OtherPrograms = configuration.OtherPrograms,
            SourceMaps = options.SourceMaps ?? Enum.Parse<SourceMapPolicy>(configuration.SourceMaps, ignoreCase: true),
            InstallDependencies = options.Install,
            IgnoreScripts = options.IgnoreScripts,
            BuildScript = options.BuildScript,
            BundleFolders = options.InjectDebugIds,
            InjectionProgram = Path.Combine(AppContext.BaseDirectory, "inject-debug-ids"),
            Registry = registry,
            User = ChildUser.For(context.Workspace.Root),
            VerifyReproducible = options.VerifyReproducible,
        };
    }

    private static ReleaseArch Arch(string word) => ReleaseWords.Arch(word) is { } arch
        ? arch
        : throw new ReleaseException(Fault.Input, $"'{word}' is no processor that this step builds for: x64, arm64, universal (mac), ia32, armv7l.");

    private static string Table(IReadOnlyList<ReleaseFragment> fragments)
    {
        IEnumerable<string> rows =
            from fragment in fragments
            from artifact in fragment.Artifacts
            where artifact.Kind is not (ArtifactKind.SourceMap or ArtifactKind.Symbols or ArtifactKind.Blockmap)
            select $"| {MarkdownText.Code(artifact.Path)} | {artifact.Kind.Word()} | {artifact.Size / 1e6:0.0} MB | `{artifact.Sha256[..16]}…` |";
        return $"| artifact | kind | size | sha256 |\n| --- | --- | ---: | --- |\n{string.Join('\n', rows)}\n";
    }
}
