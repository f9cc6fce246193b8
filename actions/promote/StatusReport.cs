using System.Text;
using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Promotion;
using UvRelease.Releases;

namespace UvRelease.Promote;

/// <summary>Where everything stands, for people.</summary>
internal static class StatusReport
{
    /// <summary>A line for each channel.</summary>
    public static IEnumerable<string> Lines(IReadOnlyList<ChannelView> views) =>
        views.Select(view => view.Error is { } error ? $"{view.Channel}: it can't be read where it stands. {error.Message}"
            : $"{view.Channel}: {Standing(view.Head)}. Next: {view.NextStep}.{(Schedule(view) is { } steps ? $" Schedule, {steps}." : "")}");

    /// <summary>Markdown for the run's page.</summary>
    public static string Table(string app, IReadOnlyList<ChannelView> views)
    {
        var text = new StringBuilder($"### {MarkdownText.Inline(app)}\n\n");
        text.Append("| channel | generation | stands | since | next safe step | schedule |\n| --- | --- | --- | --- | --- | --- |\n");
        foreach (ChannelView view in views)
        {
            string generation = view.Head is null ? "–" : $"{view.Head.Generation}";
            text.Append($"| {view.Channel} | {generation} | {Standing(view)} | {view.Head?.At[..16].Replace('T', ' ') ?? ""} | {view.NextStep} | ")
                .Append($"{Schedule(view)} |\n");
        }

        return text.ToString();
    }

    private static string? Schedule(ChannelView view) => view.Schedule.Count == 0 ? null
        : $"from when {view.Head!.Status.Current.Percent} % were offered it: {RolloutStep.Text(view.Schedule)}";

    private static string Standing(ChannelView view) => view.Error is { } error
        ? MarkdownText.Inline(error.Message).Replace("|", "\\|", StringComparison.Ordinal) : Standing(view.Head);

    private static string Standing(LogEntry? head) => head?.Status switch
    {
        null => "nothing yet",
        { RolledBack: true } status => $"{status.Current.Version} is rolled back; whoever lacks it gets {status.Fallback!.Version}",
        { Halted: true } status => $"{status.Current.Version} is halted at {status.Current.Percent} %",
        { } status => $"{status.Current.Version} is offered to {status.Offered} %",
    };
}
