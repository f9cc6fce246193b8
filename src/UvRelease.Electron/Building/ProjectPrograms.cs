using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>
/// How programs that the project brings are started: package managers, scripts, electron-builder. They run code of every dependency, so they get another user
/// than the step where that is root, and nothing that the step was given.
/// </summary>
internal static class ProjectPrograms
{
    /// <summary>Makes a folder that they may write into, with those above it that are not there.</summary>
    public static string MakeFolder(BuildRequest request, string folder)
    {
        string first = folder;
        while (Path.GetDirectoryName(first) is { } above && !Path.Exists(above))
            first = above;
        Directory.CreateDirectory(folder);
        request.User?.Owner.Take(first);
        return folder;
    }

    /// <summary>
    /// Their environment. Another user gets a folder for temporary files, and where it does not own HOME, one for the caches of package managers.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Environment(BuildRequest request)
    {
        var variables = request.Environment.ToDictionary(StringComparer.Ordinal);
        variables["SOURCE_DATE_EPOCH"] = request.Time.ToUnixTimeSeconds().ToString();
        if (request.Version is { } version)
            variables["RELEASE_VERSION"] = version;
        foreach (string name in request.Registry is null ? [] : RegistryAccess.TokenVariables)
            variables[name] = "";
        if (request.User is not { Owner.User: var user and not 0 })
            return variables;
        variables["TMPDIR"] = MakeFolder(request, Path.Combine(request.Work, "temporary"));
        if (!(variables.GetValueOrDefault("HOME") is { } home && Directory.Exists(home) && FileOwner.Of(home).User == user))
            variables["HOME"] = MakeFolder(request, Path.Combine(request.Work, "home"));
        return variables;
    }

    /// <summary>Runs one and hands on its lines as they come.</summary>
    /// <exception cref="ReleaseException">It failed.</exception>
    public static void Run(BuildRequest request, IReadOnlyList<string> command, string folder, IReadOnlyDictionary<string, string> environment, BuildLog log,
        CancellationToken cancellationToken)
    {
        var child = new ChildCommand(command[0], [.. command.Skip(1)]) { Environment = environment, WorkingDirectory = folder, User = request.User };
        ChildResult result = Children.Stream(child, log.Lines, out string last, cancellationToken);
        if (result.ExitCode != 0)
            throw BuilderFailure.Of(last, $"{string.Join(' ', command)} ended with code {result.ExitCode}");
    }

    /// <summary>Tries whether they can be started as the user that they should be.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: they can't.</exception>
    public static void CheckUser(BuildRequest request, CancellationToken cancellationToken)
    {
        if (request.User is not { Owner: var owner })
            return;
        var nothing = new ChildCommand("test", ["-x", request.Project, "-a", "-r", request.Project])
        {
            Environment = request.Environment,
            WorkingDirectory = "/",
            User = request.User,
        };
        if (Children.Run(nothing, cancellationToken) is { ExitCode: not 0, Error: var error })
        {
            throw new ReleaseException(Fault.Environment,
                $"Scripts of the project must not run as root and can't run as user {owner.User} and group {owner.Group}, the workspace's owner"
                + $"{(error.Trim() is { Length: > 0 } said ? $": {said}" : ": that user can't enter the project's folder")}. Where the container's "
                + "user namespace does not have that user, let the runner's user own the workspace, and let every folder above it be entered by others "
                + "(chmod o+x).");
        }
    }
}
