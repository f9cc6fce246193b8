using UvRelease.GitHub;
using UvRelease.Releases;

namespace UvRelease.Changelog.GitHub;

/// <summary>Where GitHub is asked, and for whom. Nothing is checked before it is used.</summary>
/// <param name="token">Token that may read the repository and its pull requests.</param>
/// <param name="repository">owner/name, as GITHUB_REPOSITORY has it; null where nobody said.</param>
/// <param name="variables">Variables of the run that say where its GitHub is (<see cref="GitHubAddress.Of"/>).</param>
public sealed class GitHubAccess(string token, string? repository, IReadOnlyDictionary<string, string> variables)
{
    /// <summary>owner/name.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: nobody said.</exception>
    internal string Repository => repository ?? throw new ReleaseException(
        Fault.Environment,
        "GITHUB_REPOSITORY is missing, so nobody knows where to ask with 'github-token'. It is set inside GitHub Actions; elsewhere set it to owner/name.");

    /// <summary>Connects to the REST API; nothing is sent yet.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: the address is none of http or https.</exception>
    internal GitHubApi Connect(TimeProvider time, IProgress<string> progress) =>
        new(GitHubSettings.Brief(GitHubAddress.Of(variables), token, ChangeReader.Permissions, time, progress));

    /// <summary>Asks about the commits of a range.</summary>
    /// <inheritdoc cref="RangeReader.ReadAsync"/>
    internal async Task<RangeFacts> AskAsync(RangeQuestions questions, TimeProvider time, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using GitHubApi api = Connect(time, progress);
        return await new RangeReader(api, Repository, time).ReadAsync(questions, cancellationToken);
    }
}
