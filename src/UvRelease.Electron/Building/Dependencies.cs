using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>Installs what the lockfile says.</summary>
internal static class Dependencies
{
    /// <summary>
    /// Installs. Where a registry needs credentials, first everything without scripts and with them, then the scripts without: no dependency's script ever
    /// runs beside a process that was given credentials.
    /// </summary>
    /// <exception cref="ReleaseException">There is no lockfile, or the package manager fails.</exception>
    public static void Install(BuildRequest request, BuildLog log, CancellationToken cancellationToken)
    {
        (LockfileInstaller manager, string folder) = LockfileInstaller.Of(request.Project, request.Root);
        IReadOnlyDictionary<string, string> environment = ProjectPrograms.Environment(request);
        bool apart = request.Registry is not null || request.IgnoreScripts;
        string[] install = [manager.Name, .. manager.Arguments, .. apart ? [manager.WithoutScripts] : Array.Empty<string>()];
        using (log.Group($"Dependencies: {string.Join(' ', install)}"))
            ProjectPrograms.Run(request, install, folder, request.Registry?.In(environment, request.Work, folder) ?? environment, log, cancellationToken);
        if (!apart || request.IgnoreScripts)
            return;
        foreach (IReadOnlyList<string> scripts in manager.Scripts)
        {
            using (log.Group($"Scripts of dependencies, without credentials: {string.Join(' ', scripts)}"))
                ProjectPrograms.Run(request, scripts, folder, environment, log, cancellationToken);
        }
    }
}
