using System.Globalization;
using System.Text;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;
using UvRelease.StoreInputs;

namespace UvRelease.PublishChannel;

/// <summary>What a publish did, for people.</summary>
internal static class PublishSummary
{
    /// <summary>One sentence for the log.</summary>
    public static string Sentence(PublishRequest request, SealedRelease release, PublishOutcome outcome)
    {
        string version = release.Release.Version;
        MoveOutcome move = outcome.Move;
        return move.Result switch
        {
            MoveResult.Planned =>
                $"Would publish {version} on {request.Channel} as generation {move.Plan!.Generation}, offered to {request.Percent} %. "
                + $"Plan {move.Plan.Digest}; nothing was written.",
            MoveResult.Committed =>
                $"Published {version} on {request.Channel}: generation {move.After!.Entry.Generation}, offered to {request.Percent} %, "
                + $"{outcome.FilesSent} of {Quantity.Of(release.Release.Files.Count, "file")} sent.",
            _ => $"Already done: {version} was published on {request.Channel}; {Repaired(outcome)}.",
        };
    }

    /// <summary>Markdown for the run's page: the channel before and after, the files, the plan.</summary>
    public static string Of(PublishRequest request, SealedRelease release, PublishOutcome outcome)
    {
        var text = new StringBuilder($"### {MarkdownText.Inline(request.App)} {release.Release.Version} on {MarkdownText.Inline(request.Channel)}\n\n");
        text.Append(MarkdownText.Inline(Sentence(request, release, outcome))).Append("\n\n").Append(MoveSummary.Table(outcome.Move));
        text.Append("\n| file | for | bytes | SHA-256 |\n| --- | --- | --- | --- |\n");
        foreach (ReleaseFile file in release.Release.Files)
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Code(file.Name)} | {file.Leg} | {file.Size} | `{file.Sha256[..16]}…` |\n");
        text.Append($"\nCommit `{release.Release.Commit}`, release digest `{release.Digest}`");
        return text.Append(outcome.Move.Plan is { } plan ? $", plan `{plan.Digest}`\n" : "\n").ToString();
    }

    private static string Repaired(PublishOutcome outcome) => (outcome.FilesSent, outcome.Move.Convergence!.Written.Count) switch
    {
        (0, 0) when outcome.Move.After!.Entry.Status.Current.Version is var served => $"everything is in its place: {served} is served, and nothing changed",
        (0, var documents) => $"{Quantity.Of(documents, "file")} of state and feeds were made good",
        (var sent, 0) => $"{Quantity.Of(sent, "file")} of the release were put back",
        (var sent, var documents) => $"{Quantity.Of(sent, "file")} of the release were put back, {Quantity.Of(documents, "file")} of state and feeds made good",
    };
}
