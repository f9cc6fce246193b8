using System.Text;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Moves;

namespace UvRelease.StoreInputs;

/// <summary>What a move did to a channel, as Markdown for the run's page.</summary>
public static class MoveSummary
{
    private const int BarLength = 20;

    /// <summary>The channel before and after, or as it is planned.</summary>
    public static string Table(MoveOutcome outcome)
    {
        var text = new StringBuilder("| channel | generation | version | offered | the others get |\n| --- | --- | --- | --- | --- |\n");
        Row(text, "before", outcome.Before?.Entry.Generation, outcome.Before?.Entry.Status);
        if (outcome.Result == MoveResult.Planned)
            Row(text, "planned", outcome.Plan!.Generation, outcome.Plan.Status);
        else
            Row(text, "after", outcome.After!.Entry.Generation, outcome.After.Entry.Status);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string when, int? generation, ChannelStatus? status)
    {
        if (status is null)
        {
            text.Append($"| {when} | – | nothing | | |\n");
            return;
        }

        int full = status.Offered * BarLength / 100;
        string bar = new string('█', full) + new string('░', BarLength - full);
        string fallback = status.IsComplete ? "" : status.Fallback?.Version ?? "what they have";
        string halted = status.RolledBack ? ", rolled back" : status.Halted ? ", halted" : "";
        text.Append($"| {when} | {generation} | {status.Current.Version} | {bar} {status.Offered} %{halted} | {fallback} |\n");
    }
}
