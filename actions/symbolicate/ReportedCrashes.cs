using System.Text;
using System.Text.RegularExpressions;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Json;
using UvRelease.Runner;

namespace UvRelease.Symbolicate;

/// <summary>Reports that events of the intake name (<c>uv.crash.reported</c>).</summary>
internal static partial class ReportedCrashes
{
    private const string EventType = "uv.crash.reported";
    private const int LongestFile = 64 << 20;

    /// <summary>Ids of the reports, each once, in the order of the events. Events of other types are passed over.</summary>
    /// <param name="given">Lines of an event as JSON, or a file of events, one on each line.</param>
    /// <param name="workspace">The workspace, which the file is in.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no event, or names no report.</exception>
    public static IReadOnlyList<string> Ids(IReadOnlyList<string> given, Workspace workspace)
    {
        bool isEvent = given[0].StartsWith('{');
        string name = isEvent ? "the input 'event'" : given[0];
        string[] events = isEvent ? [string.Join(' ', given)]
            : Read(workspace.Resolve(name), name).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string[] ids = [.. events.Select(one => Id(one, name)).OfType<string>().Distinct()];
        return ids.Length > 0 ? ids
            : throw new ReleaseException(Fault.Input, $"{name} has no event {EventType}, so it names no crash. Give what crash-intake sent.");
    }

    private static string? Id(string line, string name)
    {
        JsonMapping sent = JsonMapping.Parse(Encoding.UTF8.GetBytes(line), name);
        return sent.Text("type") == EventType
            ? sent.Mapping("data").Text("uv.crash.id", id => Form().IsMatch(id) ? null : "is no id of a report: a day and 32 hexadecimal digits.") : null;
    }

    private static string Read(WorkspacePath file, string given)
    {
        try
        {
            return RegularFile.Read(file.FullPath, LongestFile) is { } bytes ? Encoding.UTF8.GetString(bytes)
                : throw new ReleaseException(Fault.Input, $"{given} has more than {LongestFile >> 20} MiB. Give the events of one day.");
        }
        catch (Exception e) when (e is IOException or NoRegularFileException)
        {
            throw new ReleaseException(Fault.Input, $"The events in '{given}' can't be read: {e.Message} Correct 'event'.", e);
        }
    }

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9a-f]{32}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
