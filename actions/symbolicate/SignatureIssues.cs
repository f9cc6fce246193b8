using System.Globalization;
using System.Text;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Signatures;
using UvRelease.GitHub;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.Symbolicate;

/// <summary>A signature, how often it was seen, and the first report of it.</summary>
internal sealed record SeenSignature(CrashSignature Signature, int Crashes, CrashReport First);

/// <summary>One GitHub issue for each signature, found again by a mark in its text: open or closed, a signature gets no second one.</summary>
internal static class SignatureIssues
{
    // More at once is a release that must be halted, and no work for people who read issues.
    private const int MostAtOnce = 20;
    private const int LongestTitle = 200;
    private const int Frames = 12;

    /// <summary>Opens what is missing.</summary>
    /// <returns>The numbers of the new issues.</returns>
    /// <exception cref="ReleaseException">The token is missing or refused, or GitHub can't be asked.</exception>
    public static async Task<IReadOnlyList<int>> OpenAsync(
        IssueInputs inputs, IReadOnlyCollection<SeenSignature> seen, StepContext context, CancellationToken cancellationToken)
    {
        if (inputs.Token is not { } token || context.GitHub.Repository is not { } repository)
            throw new ReleaseException(Fault.Input, "Input 'open-issues' is true, and 'github-token' is missing. Pass ${{ github.token }}.");
        using var github = new GitHubApi(
            GitHubSettings.Brief(GitHubAddress.Of(context.GitHub.Variables), token.Reveal(), "issues: write", context.Time, context.Log));
        var client = new OctokitClient(github, cancellationToken);
        string[] there = [.. (await client.IssuesAsync(repository, "all", inputs.Label)).Select(issue => issue.Body ?? "")];
        SeenSignature[] missing =
        [
            .. seen.Where(one => !Array.Exists(there, body => body.Contains(Mark(one.Signature), StringComparison.Ordinal)))
                .OrderByDescending(one => one.Crashes).ThenBy(one => one.Signature.Text, StringComparer.Ordinal),
        ];
        var opened = new List<int>();
        foreach (SeenSignature one in missing.Take(MostAtOnce))
            opened.Add(await client.OpenIssueAsync(repository, Title(one.Signature), Body(one, context.GitHub.RunUrl), inputs.Label));
        if (missing.Length > MostAtOnce)
        {
            context.Log.Warning(
                $"{missing.Length} signatures are new. The {MostAtOnce} most frequent have an issue now; the next run opens those of the others.");
        }

        return opened;
    }

    private static string Mark(CrashSignature signature) => $"<!-- uv-release crash {signature.Id} -->";

    // GitHub shows a title as it is; what would reorder it is made visible.
    private static string Title(CrashSignature signature)
    {
        string text = MarkdownText.Visible(signature.Text);
        return "Crash: " + (text.Length <= LongestTitle ? text : string.Concat(text.AsSpan(0, LongestTitle - 1), "…"));
    }

    private static string Body(SeenSignature seen, string? run)
    {
        var text = new StringBuilder();
        text.Append(MarkdownText.Inline(seen.First.Reason ?? "Crash")).Append(", seen ").Append(Quantity.Of(seen.Crashes, "time"));
        text.Append(run is null ? " in one run.\n\n" : $" in [one run]({run}), which has the reports.\n\n");
        IReadOnlyList<StackFrame> frames = seen.First.CrashedThread is { } crashed ? seen.First.Threads[crashed].Frames : [];
        foreach ((int index, StackFrame frame) in frames.Take(Frames).Index())
        {
            text.Append(CultureInfo.InvariantCulture, $"{index + 1}. ").Append(MarkdownText.Inline(frame.Function ?? frame.Module ?? "unknown"));
            if (frame.File is { } file)
                text.Append(", ").Append(MarkdownText.Inline(frame.Line is { } line ? $"{file}:{line}" : file));
            text.Append('\n');
        }

        return text.Append('\n').Append(Mark(seen.Signature)).Append('\n').ToString();
    }
}
