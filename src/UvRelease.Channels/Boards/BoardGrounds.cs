using System.Text;
using UvRelease.Channels.Logs;
using static UvRelease.Channels.Boards.BoardPage;

namespace UvRelease.Channels.Boards;

/// <summary>What the board says of why something is as it is: gates, waivers, approvals, halts.</summary>
internal static class BoardGrounds
{
    /// <summary>Why the release is where it is: rows of a list of facts.</summary>
    /// <param name="entries">The channel's newest entries, newest first.</param>
    public static string OfRelease(IReadOnlyList<LogEntry> entries)
    {
        ChannelStatus status = entries[0].Status;
        // A halt and a way back ask nobody: what let the release come this far is older.
        LogEntry[] own = [.. entries.TakeWhile(entry => entry.Status.Current.Digest == status.Current.Digest)];
        LogGrounds? grounds = Array.Find(own, entry => entry.Grounds is { Gates.Count: > 0 })?.Grounds;
        var rows = new StringBuilder();
        if (status.Halted && Array.Find(own, entry => entry.Action == ChannelAction.Halt) is { } halt)
            rows.Append($"<dt>Halted</dt><dd>{Time(halt.At)} by <bdi>{Html(halt.Actor)}</bdi>{Why(halt.Reason)}</dd>\n");
        if (grounds is null)
            return rows.ToString();
        if (Passed(grounds) is { Length: > 0 } passed)
            rows.Append($"<dt>Gates</dt><dd>{passed}</dd>\n");
        foreach (LogGate gate in grounds.Gates)
        {
            if (gate.Waiver is { } waiver)
                rows.Append($"<dt>Waived</dt><dd>{Html(gate.Gate)} until {Time(waiver.Expires)} by <bdi>{Html(waiver.Actor)}</bdi>{Why(waiver.Reason)}</dd>\n");
        }

        return rows.Append(grounds.Approvers.Count > 0 ? $"<dt>Approved by</dt><dd>{Approvers(grounds)}</dd>\n" : "").ToString();
    }

    /// <summary>What let an entry through: text of the history.</summary>
    public static string OfEntry(LogEntry entry)
    {
        if (entry.Grounds is not { } grounds)
            return "";
        IEnumerable<string> waived = grounds.Gates.Where(gate => gate.Waiver is not null)
            .Select(gate => $"{Html(gate.Gate)} was waived by <bdi>{Html(gate.Waiver!.Actor)}</bdi>: <bdi>{Html(gate.Waiver.Reason)}</bdi>.");
        string[] sentences =
        [
            grounds.From is { } channel ? $"from {Html(channel)}." : "",
            grounds.Emergency ? "Emergency." : "",
            grounds.Approvers.Count > 0 ? $"Approved by {Approvers(grounds)}." : "",
            Passed(grounds) is { Length: > 0 } passed ? $"Gates: {passed}." : "",
            .. waived,
        ];
        string text = string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
        return text.Length == 0 ? "" : $"<span class=\"reason\">{text}</span>";
    }

    private static string Passed(LogGrounds grounds) => string.Join(", ", grounds.Gates.Where(gate => gate.Waiver is null).Select(gate => Html(gate.Gate)));

    private static string Approvers(LogGrounds grounds) => $"<bdi>{Html(string.Join(", ", grounds.Approvers))}</bdi>";

    private static string Why(string? reason) => reason is null ? "" : $": <bdi>{Html(reason)}</bdi>";
}
