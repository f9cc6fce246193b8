using System.Text.Json.Serialization;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Reports;

/// <summary>What one job found when it ran a profile on its machine; published as schema/regression-run.schema.json.</summary>
/// <param name="Schema">Name and version of the format: <see cref="Format"/>.</param>
/// <param name="App">Id of the app.</param>
/// <param name="Version">Version of the release; null where none is tried.</param>
/// <param name="Repository">The repository: owner/name.</param>
/// <param name="ReleaseDigest">The release digest; null where no release is tried.</param>
/// <param name="Commit">Full id of the commit.</param>
/// <param name="Matrix">SHA-256 of the matrix.</param>
/// <param name="Profile">The profile.</param>
/// <param name="Device">Id of the machine in the matrix; null where the profile names none.</param>
/// <param name="Os">System that it ran on: linux, win or mac.</param>
/// <param name="Arch">Processor that it ran on: x64 or arm64.</param>
/// <param name="Seed">What scenarios got as UV_SEED.</param>
/// <param name="StartedAt">When it began (UTC).</param>
/// <param name="EndedAt">When it ended (UTC).</param>
/// <param name="Setup">What was run before.</param>
/// <param name="Scenarios">What was tried.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunReport(
    string Schema,
    string App,
    string? Version,
    string Repository,
    string? ReleaseDigest,
    string Commit,
    string Matrix,
    string Profile,
    string? Device,
    string Os,
    string Arch,
    long Seed,
    string StartedAt,
    string EndedAt,
    IReadOnlyList<RunEntry> Setup,
    IReadOnlyList<RunEntry> Scenarios)
{
    /// <summary>The format that this version writes and reads.</summary>
    public const string Format = "uv-release/regression-run/1";

    /// <summary>Name of the file in a folder of its own.</summary>
    public const string FileName = "regression-run.json";

    /// <summary>Reads a report, strictly; what contradicts itself is refused.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>, naming document and property.</exception>
    public static RunReport Read(ReadOnlyMemory<byte> bytes, string name)
    {
        var root = JsonMapping.Parse(bytes, name);
        var report = new RunReport(
            root.Text("schema", DocumentIds.Is(Format)),
            root.Text("app", DocumentForms.Name),
            root.TextOrNull("version", DocumentForms.Version),
            root.Text("repository", DocumentForms.Repository),
            root.TextOrNull("releaseDigest", DocumentForms.Digest),
            root.Text("commit", DocumentForms.Commit),
            root.Text("matrix", DocumentForms.Digest),
            root.Text("profile", DocumentForms.Name),
            root.TextOrNull("device", DocumentForms.Name),
            root.Text("os", DocumentForms.Name),
            root.Text("arch", DocumentForms.Name),
            root.Size("seed"),
            root.Text("startedAt", DocumentForms.Time),
            root.Text("endedAt", DocumentForms.Time),
            DocumentIds.Entries(root, "setup", 0, RunEntry.Read, entry => entry.Id),
            DocumentIds.Entries(root, "scenarios", 1, RunEntry.Read, entry => entry.Id));
        root.End();
        if (report.Version is null != report.ReleaseDigest is null)
            throw root.Wrong("version", "and 'releaseDigest' must both be there or both be null: a release is tried, or none.");
        return Times.Read(report.EndedAt) >= Times.Read(report.StartedAt) ? report : throw root.Wrong("endedAt", "is before 'startedAt'.");
    }
}

/// <summary>Something that was run, and how it ended.</summary>
/// <param name="Id">Its id in the matrix.</param>
/// <param name="Status">How it ended, which follows from its attempts.</param>
/// <param name="Attempts">Each time that it was tried, in order; empty where it was skipped.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunEntry(string Id, ScenarioStatus Status, IReadOnlyList<RunAttempt> Attempts)
{
    /// <summary>An entry whose status follows from its attempts.</summary>
    public static RunEntry Of(string id, IReadOnlyList<RunAttempt> attempts) => new(id, StatusOf(attempts), attempts);

    /// <summary>How long all attempts took together, in milliseconds.</summary>
    [JsonIgnore]
    public long DurationMs => Attempts.Sum(attempt => attempt.DurationMs);

    /// <summary>How attempts end together: passed only at the first, flaky at a later one.</summary>
    internal static ScenarioStatus StatusOf(IReadOnlyList<RunAttempt> attempts) =>
        attempts.Count == 0 ? ScenarioStatus.Skipped
        : attempts[0].Passed ? ScenarioStatus.Passed
        : attempts[^1].Passed ? ScenarioStatus.Flaky : ScenarioStatus.Failed;

    internal static RunEntry Read(JsonMapping at)
    {
        var entry = new RunEntry(
            at.Text("id", DocumentForms.Name),
            (ScenarioStatus)ScenarioWords.Read(at, "status", ScenarioWords.Statuses),
            [.. at.Mappings("attempts").Select(RunAttempt.Read)]);
        at.End();
        ScenarioStatus follows = StatusOf(entry.Attempts);
        return entry.Status == follows ? entry
            : throw at.Wrong("status", $"is {entry.Status.Word()}, and from the attempts follows {follows.Word()}.");
    }
}

/// <summary>One time that something was tried.</summary>
/// <param name="ExitCode">Its exit code; null where it was ended or could not be started.</param>
/// <param name="TimedOut">True where it was ended because it took too long.</param>
/// <param name="Leftovers">Processes that it left behind, which were ended.</param>
/// <param name="DurationMs">How long it took, in milliseconds.</param>
/// <param name="Log">What it printed: a file beside the report.</param>
/// <param name="Excerpt">The end of that: at most 40 lines and 4,000 characters.</param>
/// <param name="Numbers">What it measured.</param>
/// <param name="Snapshots">What it drew.</param>
/// <param name="Problems">Why it did not pass, a sentence each; empty where it did.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunAttempt(
    long? ExitCode,
    bool TimedOut,
    int Leftovers,
    long DurationMs,
    string Log,
    string Excerpt,
    IReadOnlyList<RunNumber> Numbers,
    IReadOnlyList<RunSnapshot> Snapshots,
    IReadOnlyList<string> Problems)
{
    private const int LongestText = 4000;

    /// <summary>True where it ended as it should.</summary>
    [JsonIgnore]
    public bool Passed => ExitCode == 0 && !TimedOut && Problems.Count == 0;

    internal static RunAttempt Read(JsonMapping at)
    {
        var attempt = new RunAttempt(
            at.SizeOrNull("exitCode"),
            at.Flag("timedOut"),
            at.Number("leftovers", 0, int.MaxValue),
            at.Size("durationMs"),
            at.Text("log", DocumentForms.Line),
            at.Text("excerpt", Short),
            DocumentIds.Entries(at, "numbers", 0, RunNumber.Read, number => number.Id),
            DocumentIds.Entries(at, "snapshots", 0, RunSnapshot.Read, snapshot => snapshot.Id),
            at.AllTexts("problems", Short));
        at.End();
        if (attempt.ExitCode == 0 && attempt.TimedOut)
            throw at.Wrong("timedOut", "is true, and 'exitCode' is 0: it ended, or it was ended.");
        return attempt.Passed || attempt.Problems.Count > 0 ? attempt : throw at.Wrong("problems", "is empty, and it did not pass. Say why.");
    }

    private static string? Short(string text) => text.Length <= LongestText ? null : $"has {text.Length} characters, and may have {LongestText}.";
}

/// <summary>A number that was measured.</summary>
/// <param name="Id">Its id in the matrix.</param>
/// <param name="Value">What was measured; null where nothing was.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunNumber(string Id, double? Value)
{
    internal static RunNumber Read(JsonMapping at)
    {
        var number = new RunNumber(at.Text("id", DocumentForms.Name), at.RealOrNull("value"));
        at.End();
        return number;
    }
}

/// <summary>A picture that was drawn.</summary>
/// <param name="Id">Its id in the matrix.</param>
/// <param name="Pixels">How many pixels were compared; 0 where none were.</param>
/// <param name="Differing">How many of them differ by more than the threshold.</param>
/// <param name="Difference">Picture of where: a file beside the report; null where nothing differs or nothing was compared.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record RunSnapshot(string Id, long Pixels, long Differing, string? Difference)
{
    internal static RunSnapshot Read(JsonMapping at)
    {
        var snapshot = new RunSnapshot(
            at.Text("id", DocumentForms.Name), at.Size("pixels"), at.Size("differing"), at.TextOrNull("difference", DocumentForms.Line));
        at.End();
        return snapshot.Differing <= snapshot.Pixels ? snapshot : throw at.Wrong("differing", "is more than 'pixels'.");
    }
}
