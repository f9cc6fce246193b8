using System.Text.Json;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>The electron-builder that a build uses: the project's own, else the one at hand.</summary>
/// <param name="Library">Folder of the package electron-builder, links followed.</param>
/// <param name="Request">What is built.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="Downloads">Where its downloads of tools end.</param>
internal sealed record BuilderProgram(string Library, BuildRequest Request, IReadOnlyDictionary<string, string> Environment, NoDownloads Downloads)
{
    /// <summary>Major version that this code knows.</summary>
    private const int Major = 26;

    /// <summary>Finds it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: there is none; <see cref="Fault.Input"/>: it is of a major version that is
    /// not known here.</exception>
    public static BuilderProgram Find(BuildRequest request, IReadOnlyDictionary<string, string> environment, NoDownloads downloads)
    {
        string library = Folders(request).Select(folder => Path.Combine(folder, "node_modules", "electron-builder"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "package.json")))
            ?? throw new ReleaseException(Fault.Environment,
                $"There is no electron-builder: neither in the project's node_modules nor in {request.BuilderFolder}. Add it to devDependencies (npm install "
                + "--save-dev electron-builder), or use the image of the actions.");
        // Links are followed, as Node does: pnpm keeps a package's dependencies beside the real folder.
        library = new DirectoryInfo(library).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? library;
        using var package = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(library, "package.json")));
        string version = package.RootElement.GetProperty("version").GetString() ?? "";
        return SemanticVersion.TryParse(version) is { Major: Major }
            ? new BuilderProgram(library, request, environment, downloads)
            : throw new ReleaseException(Fault.Input,
                $"The project has electron-builder {version}, and this step knows version {Major}. Install electron-builder@^{Major}.17.0.");
    }

    /// <summary>Runs electron-builder in the project's folder and hands on its lines as they come.</summary>
    /// <exception cref="ReleaseException">It failed.</exception>
    public void Run(IReadOnlyList<string> arguments, IProgress<string> lines, CancellationToken cancellationToken)
    {
        ChildResult result = Children.Stream(Command([Path.Combine(Library, "cli.js"), .. arguments]), lines, out string last, cancellationToken);
        if (result.ExitCode != 0)
            throw BuilderFailure.Of(string.Join('\n', [.. Downloads.Asked, last]), $"electron-builder ended with code {result.ExitCode}");
    }

    /// <summary>Runs a script by Node.</summary>
    public ChildResult Node(IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Children.Run(Command(arguments), cancellationToken);

    private ChildCommand Command(IReadOnlyList<string> arguments) => new("node", arguments)
    {
        Environment = Environment,
        WorkingDirectory = Request.Project,
        User = Request.User,
    };

    private static IEnumerable<string> Folders(BuildRequest request)
    {
        for (string? folder = request.Project; folder is not null; folder = folder == request.Root ? null : Path.GetDirectoryName(folder))
            yield return folder;
        yield return request.BuilderFolder;
    }
}
