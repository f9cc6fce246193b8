using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>
/// The project's own build, such as a bundler: a script of package.json, run as its package manager runs scripts; then the debug ids of what it made.
/// </summary>
internal static class BuildScript
{
    /// <summary>The name that stands for no script at all.</summary>
    public const string None = "none";

    private const string Usual = "build";

    /// <summary>Runs the script that the request names, or the one called build if there is one; then gives what it made debug ids.</summary>
    /// <param name="request">What is built.</param>
    /// <param name="project">The project, or a copy of it.</param>
    /// <param name="log">Where it says what it does.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ReleaseException">There is no such script, or it or the injection fails.</exception>
    public static void Run(BuildRequest request, string project, BuildLog log, CancellationToken cancellationToken)
    {
        RunScript(request, project, log, cancellationToken);
        // As the project's own programs are run: its scripts may still be at work in these folders, and must not be lent what this step may do.
        // Its workspace is the project, or the copy.
        var environment = ProjectPrograms.Environment(request).Where(one => !one.Key.StartsWith("GITHUB_", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        foreach (string folder in request.BundleFolders)
        {
            using IDisposable group = log.Group($"Debug ids: {folder}");
            ProjectPrograms.Run(request, [request.InjectionProgram!, "--folder", folder], project, environment, log, cancellationToken);
        }
    }

    private static void RunScript(BuildRequest request, string project, BuildLog log, CancellationToken cancellationToken)
    {
        if (request.BuildScript == None)
            return;
        string[] scripts = Scripts(project);
        string name = request.BuildScript ?? Usual;
        if (!scripts.Contains(name))
        {
            if (request.BuildScript is null)
                return;
            throw new ReleaseException(Fault.Input, $"'build-script' is '{name}', and package.json has no such script"
                + $"{(scripts.Length == 0 ? "" : $"; it has {string.Join(", ", scripts.Take(20))}")}. Name one of them, or 'none'.");
        }

        string[] command = [LockfileInstaller.TryOf(request.Project, request.Root)?.Manager.Name ?? "npm", "run", name];
        using IDisposable group = log.Group($"Build script: {string.Join(' ', command)}");
        ProjectPrograms.Run(request, command, project, ProjectPrograms.Environment(request), log, cancellationToken);
    }

    private static string[] Scripts(string project)
    {
        string file = Path.Combine(project, "package.json");
        if (!File.Exists(file))
            throw new ReleaseException(Fault.Input, "There is no package.json in the project's folder. Name the folder by 'project-path'.");
        try
        {
            using var package = JsonDocument.Parse(File.ReadAllBytes(file));
            return package.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("scripts", out JsonElement scripts) && scripts.ValueKind == JsonValueKind.Object
                ? [.. scripts.EnumerateObject().Select(script => script.Name)] : [];
        }
        catch (JsonException e)
        {
            throw new ReleaseException(Fault.Input, $"package.json is no JSON: {e.Message}", e);
        }
    }
}
