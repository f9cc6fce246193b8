using System.Text.Json;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;

namespace UvRelease.Electron.Building;

/// <summary>Calls of electron-builder with the settings of a request. Publishing is always off.</summary>
internal sealed class BuilderCall(BuildRequest request, BuilderProgram builder, BuilderConfig config)
{
    // What source-maps: move keeps out of apps; looked for when the first app is packed, after the project was built.
    private readonly Lazy<IReadOnlyList<string>> leftOut = new(() => request.SourceMaps != SourceMapPolicy.Move ? []
        : new DebugFiles(request).LeftOut(Path.Combine(request.Project, config.AppFolder).TrimEnd('/'), default));

    /// <summary>What the request sets over the project's configuration, as JSON.</summary>
    public static string Overrides(BuildRequest request)
    {
        // What the request leaves open stays as the project says it.
        string?[] settings =
        [
            request.ElectronVersion is { } electron ? $"\"electronVersion\": {Quoted(electron)}" : null,
            request.ElectronDist is { } dist ? $"\"electronDist\": {Quoted(dist)}" : null,
            request.Version is { } version ? $"\"extraMetadata\": {{ \"version\": {Quoted(version)} }}" : null,
        ];
        return $"{{ {string.Join(", ", settings.OfType<string>())} }}";

        static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
    }

    /// <summary>Packs the app into a folder.</summary>
    public void Pack(string project, ReleaseArch arch, string output, IProgress<string> lines, CancellationToken cancellationToken) =>
        (builder with { Request = request with { Project = project } })
            .Run([.. Common("dir", arch), .. Settings(Path.GetRelativePath(project, output))], lines, cancellationToken);

    /// <summary>Makes a package of a packed app.</summary>
    /// <param name="project">Folder of the project.</param>
    /// <param name="target">The package; electron-builder's name.</param>
    /// <param name="arch">Processor.</param>
    /// <param name="app">Folder of the app.</param>
    /// <param name="file">The package's file; its folder is electron-builder's output.</param>
    /// <param name="variables">Variables beside those of the build.</param>
    /// <param name="settings">Settings beside those of the request.</param>
    /// <param name="lines">Takes its lines.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public void Package(
        string project, string target, ReleaseArch arch, string app, string file, IReadOnlyDictionary<string, string> variables, IReadOnlyList<string> settings,
        IProgress<string> lines, CancellationToken cancellationToken)
    {
        var environment = builder.Environment.ToDictionary(StringComparer.Ordinal);
        foreach ((string name, string value) in variables)
            environment[name] = name == NodeOptions.Variable ? $"{environment[name]} {value}" : value;
        (builder with { Request = request with { Project = project }, Environment = environment }).Run(
            [.. Common(target, arch), "--prepackaged", app, .. Settings(Path.GetDirectoryName(file)!),
                $"-c.artifactName={Path.GetFileName(file)}", .. settings], lines, cancellationToken);
    }

    private string[] Common(string target, ReleaseArch arch) => [$"--{request.Platform.Word()}", target, $"--{arch.Word()}", "--publish", "never"];

    private List<string> Settings(string output)
    {
        List<string> settings = [$"-c.directories.output={output}"];
        string effective = Path.Combine(request.Work, "effective.json");
        if (leftOut.Value.Count > 0)
        {
            if (config.Functions.Count > 0)
                throw new ReleaseException(Fault.Input,
                    $"source-maps: move rewrites the configuration, and it has functions ({string.Join(", ", config.Functions.Take(3))}). Put them into files "
                    + "that the configuration names by path, or leave maps and debug files out by 'files'.");
            File.WriteAllText(effective, config.Without(leftOut.Value));
            settings.AddRange(["--config", effective]);
        }
        else if (request.ConfigFile is { } file)
        {
            settings.AddRange(["--config", file]);
        }

        if (request.ElectronVersion is { } electron)
            settings.Add($"-c.electronVersion={electron}");
        if (request.ElectronDist is { } dist)
            settings.Add($"-c.electronDist={dist}");
        if (request.Version is { } version)
            settings.Add($"-c.extraMetadata.version={version}");
        return settings;
    }
}
