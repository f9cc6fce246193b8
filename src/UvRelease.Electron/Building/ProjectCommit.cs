using System.Globalization;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>The commit that is built.</summary>
/// <param name="Id">Its full id.</param>
/// <param name="Time">When it was committed.</param>
public sealed record ProjectCommit(string Id, DateTimeOffset Time)
{
    /// <summary>Asks git.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no repository, no commit, or no git.</exception>
    public static ProjectCommit Of(string folder, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        ChildResult result = Children.Run(
            new ChildCommand("git", ["log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD"]) { Environment = environment, WorkingDirectory = folder },
                cancellationToken);
        return result.ExitCode == 0 && result.Output.Trim().Split(' ') is [var id, var seconds]
            && long.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out long time)
            ? new ProjectCommit(id, DateTimeOffset.FromUnixTimeSeconds(time))
            : throw new ReleaseException(Fault.Environment,
                $"The commit that is built can't be read: {result.Error.Trim()} Check the repository out before this step.");
    }
}
