using UvRelease.Posix;

namespace UvRelease.Changelog.Git;

/// <summary>What a clone left out (git-clone's <c>--filter</c>) and fetches when it is asked for.</summary>
public static class PartialClone
{
    /// <summary>The filter that the clone was made with, such as <c>blob:none</c> or <c>tree:0</c>; null for a clone that has everything.</summary>
    public static string? Filter(GitRepository repository, CancellationToken cancellationToken)
    {
        ChildResult result = repository.Try(["config", "--get-regexp", @"^remote\..*\.partialclonefilter$"], cancellationToken);
        return result.ExitCode == 0 && result.Output.Split('\n')[0].Split(' ') is [_, .., var filter] ? filter : null;
    }
}
