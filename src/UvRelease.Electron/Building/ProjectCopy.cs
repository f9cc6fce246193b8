using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>A second copy of a project, for a second build in another folder.</summary>
internal static class ProjectCopy
{
    /// <summary>Copies everything but the history and what builds made; links stay links.</summary>
    public static void Make(BuildRequest request, string target, CancellationToken cancellationToken)
    {
        if (Directory.Exists(target))
            Directory.Delete(target, recursive: true);
        ProjectPrograms.MakeFolder(request, target);
        string[] entries =
        [
            .. Directory.EnumerateFileSystemEntries(request.Project)
                .Where(entry => Path.GetFileName(entry) != ".git" && !Holds(entry, request.ReleaseFolder) && !Holds(entry, request.Work)),
        ];
        ChildResult result = Children.Run(
            new ChildCommand("cp", ["-a", "-t", target, "--", .. entries])
            {
                Environment = request.Environment,
                WorkingDirectory = request.Project,
                User = request.User,
            },
            cancellationToken);
        if (result.ExitCode != 0)
            throw new ReleaseException(Fault.Environment, $"The project can't be copied for the second build: {result.Error.Trim()}");
    }

    private static bool Holds(string entry, string folder) => folder == entry || folder.StartsWith(entry + "/", StringComparison.Ordinal);
}
