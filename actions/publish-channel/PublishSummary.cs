using System.Globalization;
using System.Text;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Publishing;
using UvRelease.Channels.Sealing;
using UvRelease.Releases;
using UvRelease.Releases.Identity;

namespace UvRelease.PublishChannel;

/// <summary>What a publish did, for people.</summary>
internal static class PublishSummary
{
    private const int BarLength = 20;

    /// <summary>One sentence for the log.</summary>
    public static string Sentence(PublishRequest request, SealedRelease release, PublishOutcome outcome) => outcome.Ending switch
    {
        PublishEnding.Planned => $"Would publish {release.Release.Version} on {request.Channel} as generation {outcome.Plan!.Generation}, offered to {request.Percent} %. Plan {outcome.Plan.Digest}; nothing was written.",
        PublishEnding.Published => $"Published {release.Release.Version} on {request.Channel}: generation {outcome.After!.Entry.Generation}, offered to {request.Percent} %, {outcome.FilesSent} of {release.Release.Files.Count} files sent.",
        _ => $"Already done: {release.Release.Version} was published on {request.Channel}; {(outcome.Convergence!.Written.Count == 0 ? "everything is in its place" : $"{outcome.Convergence.Written.Count} files of state and feeds were made good")}.",
    };

    /// <summary>Markdown for the run's page: the channel before and after, the files, the plan.</summary>
    public static string Of(PublishRequest request, SealedRelease release, PublishOutcome outcome)
    {
        var text = new StringBuilder($"### {MarkdownText.Inline(request.App)} {release.Release.Version} on {MarkdownText.Inline(request.Channel)}\n\n");
        text.Append(MarkdownText.Inline(Sentence(request, release, outcome))).Append("\n\n| channel | generation | version | offered | the others get |\n| --- | --- | --- | --- | --- |\n");
        Row(text, "before", outcome.Before?.Entry.Generation, outcome.Before?.Entry.Standing);
        if (outcome.Ending == PublishEnding.Planned)
            Row(text, "planned", outcome.Plan!.Generation, outcome.Plan.Standing);
        else
            Row(text, "after", outcome.After!.Entry.Generation, outcome.After.Entry.Standing);
        text.Append("\n| file | for | bytes | SHA-256 |\n| --- | --- | --- | --- |\n");
        foreach (ReleaseFile file in release.Release.Files)
            text.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Code(file.Name)} | {file.Leg} | {file.Size} | `{file.Sha256[..16]}…` |\n");
        text.Append($"\nRelease digest `{release.Digest}`");
        return text.Append(outcome.Plan is null ? "\n" : $", plan `{outcome.Plan.Digest}`\n").ToString();
    }

    private static void Row(StringBuilder text, string when, int? generation, ChannelStanding? standing)
    {
        if (standing is null)
        {
            text.Append($"| {when} | – | nothing | | |\n");
            return;
        }

        int full = standing.Offered * BarLength / 100;
        string bar = new string('█', full) + new string('░', BarLength - full);
        string fallback = standing.IsComplete ? "" : standing.Fallback?.Version ?? "what they have";
        text.Append($"| {when} | {generation} | {standing.Current.Version} | {bar} {standing.Offered} %{(standing.Halted ? ", halted" : "")} | {fallback} |\n");
    }
}
