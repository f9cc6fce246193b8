using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Channels.Gates.Health;

/// <summary>
/// Counts as a table: comma-separated values with a line of names, no quotes. A row without <c>from</c> is the whole of its release (each device once) up to
/// <c>until</c>; one without <c>version</c> the whole of the channel; the others are intervals. Empty cells were not counted.
/// </summary>
public static partial class HealthTable
{
    private const string Columns =
        "app,channel,version,from,until,devices,crashedDevices,startupCrashedDevices,deviceHours,updateAttempts,updateFailures";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the rows of an app and a channel; those of others are passed over.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors and as the source.</param>
    /// <param name="app">Id of the app.</param>
    /// <param name="channel">The channel.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, with line: it is no such table, or contradicts itself.</exception>
    public static ChannelHealth Read(ReadOnlyMemory<byte> bytes, string name, string app, string channel)
    {
        string[] lines = Text(bytes, name).ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        if (lines[0] != Columns)
            throw Wrong(name, 1, $"must be the names of the columns: {Columns}.");
        Row[] rows = [.. lines.Index().Skip(1).Select(line => Row.Read(line.Item, name, line.Index + 1))
            .Where(row => row.App == app && row.Channel == channel)];
        Row[] wholes = [.. rows.Where(row => row.From.Length == 0)];
        string until = wholes.Select(row => row.Until).Max(StringComparer.Ordinal) ?? "";
        if (wholes.Length == 0 || Array.Exists(wholes, row => row.Until != until))
        {
            throw new ReleaseException(Fault.Input, $"{name} needs a row without 'from' for each release of {app} on {channel}, all with one 'until'.")
            {
                File = name,
            };
        }

        var health = new ChannelHealth(
            ChannelHealth.Format,
            app,
            channel,
            name,
            until,
            until,
            wholes.Where(row => row.Version.Length == 0).Select(row => row.Devices).SingleOrDefault(),
            [.. wholes.Where(row => row.Version.Length > 0).Select(row => Release(row, rows))]);
        string? problem = Array.Find(rows, row => row.From.Length > 0 && health.Of(row.Version) is null) is { } lost
            ? $"{lost.Version} has intervals and no whole." : HealthDocument.Problem(health);
        return problem is null ? health : throw new ReleaseException(Fault.Input, $"{name} contradicts itself: {problem}") { File = name };
    }

    private static ReleaseHealth Release(Row whole, Row[] rows) => new(
        whole.Version,
        whole.Devices ?? 0,
        whole.Crashed ?? 0,
        whole.StartupCrashed,
        whole.Hours,
        whole.Attempts,
        whole.Failures,
        [
            .. rows.Where(row => row.From.Length > 0 && row.Version == whole.Version).OrderBy(row => row.From, StringComparer.Ordinal)
                .Select(row => new HealthInterval(row.From, row.Until, row.Devices ?? 0, row.Crashed ?? 0)),
        ]);

    private static string Text(ReadOnlyMemory<byte> bytes, string name)
    {
        try
        {
            return Utf8.GetString(bytes.Span);
        }
        catch (DecoderFallbackException e)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no UTF-8 text. Save it as UTF-8.", e) { File = name };
        }
    }

    // Times are compared as texts: one form for all.
    [GeneratedRegex(@"^(?<second>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})Z\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex WholeSecond();

    private static ReleaseException Wrong(string name, int line, string problem) =>
        new(Fault.Input, $"{name}, line {line}: the line {problem}") { File = name, Line = line };

    private sealed record Row(
        string App, string Channel, string Version, string From, string Until, long? Devices, long? Crashed, long? StartupCrashed, long? Hours, long? Attempts,
        long? Failures)
    {
        internal static Row Read(string line, string name, int number)
        {
            string[] cells = line.Split(',');
            for (int cell = 3; cell < Math.Min(5, cells.Length); cell++)
                cells[cell] = WholeSecond().Replace(cells[cell], "${second}.000Z");
            if (cells.Length != Columns.Split(',').Length)
                throw Wrong(name, number, $"has {cells.Length} cells and must have those of the first line.");
            string? problem = DocumentForms.Name(cells[0]) ?? DocumentForms.Name(cells[1]) ?? (cells[2].Length > 0 ? DocumentForms.Version(cells[2]) : null)
                ?? (cells[3].Length > 0 ? DocumentForms.Time(cells[3]) : null) ?? DocumentForms.Time(cells[4])
                ?? (cells[2].Length == 0 && cells[3].Length > 0 ? "has an interval without a version." : null)
                ?? (cells[5].Length == 0 || (cells[2].Length > 0 && cells[6].Length == 0) ? "lacks devices or crashedDevices." : null);
            if (problem is not null)
                throw Wrong(name, number, $"holds a value that {problem}");
            long? Count(int cell) => cells[cell].Length == 0 ? null
                : long.TryParse(cells[cell], NumberStyles.None, CultureInfo.InvariantCulture, out long count) ? count
                : throw Wrong(name, number, $"holds '{cells[cell]}', which is no whole number.");
            return new Row(cells[0], cells[1], cells[2], cells[3], cells[4], Count(5), Count(6), Count(7), Count(8), Count(9), Count(10));
        }
    }
}
