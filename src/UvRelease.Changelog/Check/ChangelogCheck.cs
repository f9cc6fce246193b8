using UvRelease.Changelog.Check.Changes;
using UvRelease.Changelog.Check.Commitlint;
using UvRelease.Changelog.Configuration;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;

namespace UvRelease.Changelog.Check;

/// <summary>From a message, a range, a pull request or a merge group to what the project's rules have against it.</summary>
public static class ChangelogCheck
{
    /// <summary>Reads the rules and the change, and checks it.</summary>
    /// <param name="request">Which change, by which rules.</param>
    /// <param name="progress">Gets messages about pauses between requests to GitHub.</param>
    /// <param name="time">The clock, for those pauses.</param>
    /// <param name="cancellationToken">Ends git and requests.</param>
    /// <exception cref="ReleaseException">
    /// <see cref="Fault.Input"/>: there is no change to check, or a configuration is wrong. <see cref="Fault.Environment"/>: the change can't be read.
    /// </exception>
    public static async Task<CheckResult> RunAsync(CheckRequest request, IProgress<string> progress, TimeProvider time, CancellationToken cancellationToken)
    {
        using ChangeOrigin origin = await ChangeOrigin.OpenAsync(request, progress, time, cancellationToken);
        CheckRules rules = await RulesAsync(request, origin, cancellationToken);
        CheckedChange change = await origin.ReadAsync(cancellationToken);
        if (ChangeCheck.Exemption(change, rules.Configuration) is { } reason)
            return new CheckResult(change, [], null, IsBreaking: false) { Exemption = reason };
        if (change.Files is null && change.Source == ChangeSource.PullRequest && rules.Configuration.Fragments.Paths.Count > 0)
        {
            throw new ReleaseException(
                Fault.Environment,
                "The configuration asks for fragments by path, and the changed files can't be read. "
                + "Pass github-token: ${{ github.token }}, or check both commits out (fetch-depth: 0).");
        }

        return ChangeCheck.Check(change, rules);
    }

    private static async Task<CheckRules> RulesAsync(CheckRequest request, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        string? text = await origin.FindFileAsync(request.Configuration, cancellationToken);
        var configuration = CheckConfiguration.Read(ConfigurationFile.Parse(text ?? "", request.Configuration.Name).Mapping("check"));
        ProjectPath? path = request.Commitlint ?? (configuration.CommitlintFile is { } named ? request.Resolve(named) : null);
        CommitlintRules? imported = path is null ? null : CommitlintFile.Parse(
            await origin.FindFileAsync(path, cancellationToken) ?? throw new ReleaseException(
                Fault.Input, $"There is no '{path}' to import commitlint's rules from. Correct the name; without its rules everything would pass."),
            path.Name);
        return CheckRules.Of(configuration, imported) with { Messages = request.Messages, FragmentFolder = request.FragmentFolder };
    }
}
