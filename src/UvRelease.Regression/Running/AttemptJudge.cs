using UvRelease.Posix;
using UvRelease.Regression.Reports;
using UvRelease.Regression.Windows;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Regression.Running;

/// <summary>Judges what an attempt left in its folder.</summary>
/// <param name="workspace">Folder that goldens are relative to.</param>
/// <param name="folder">Folder of the report.</param>
/// <param name="own">Folder of the attempt, relative to that.</param>
/// <param name="problems">Gets a sentence for whatever is not as it must be.</param>
internal sealed class AttemptJudge(string workspace, string folder, string own, List<string> problems)
{
    private const int LongestNumbers = 1 << 20, LongestPicture = 64 << 20;
    private const string NumbersFile = "numbers.json";

    /// <summary>Reads numbers.json and compares each number with its window.</summary>
    public IReadOnlyList<RunNumber> Numbers(IReadOnlyList<NumberWindow> windows)
    {
        if (windows.Count == 0)
            return [];
        Dictionary<string, double?> measured = new(StringComparer.Ordinal);
        Try(() =>
        {
            JsonMapping root = JsonMapping.Parse(Read($"{own}/{NumbersFile}", folder, LongestNumbers), NumbersFile);
            foreach (string id in root.Names)
                measured[id] = root.RealOrNull(id);
        });
        foreach (NumberWindow window in windows)
        {
            if (window.Problem(measured.GetValueOrDefault(window.Id)) is { } problem)
                problems.Add(problem);
        }

        return [.. windows.Select(window => new RunNumber(window.Id, measured.GetValueOrDefault(window.Id)))];
    }

    /// <summary>Compares each picture with its golden, and draws where they differ.</summary>
    public IReadOnlyList<RunSnapshot> Snapshots(IReadOnlyList<SnapshotWindow> windows) => [.. windows.Select(Snapshot)];

    private RunSnapshot Snapshot(SnapshotWindow window)
    {
        var snapshot = new RunSnapshot(window.Id, 0, 0, null);
        Try(() =>
        {
            Picture golden = Picture.Read(Read(window.Golden, workspace, LongestPicture), window.Golden);
            Picture drawn = Picture.Read(Read($"{own}/{window.Id}.png", folder, LongestPicture), $"The picture '{window.Id}'");
            if ((drawn.Width, drawn.Height) != (golden.Width, golden.Height))
            {
                problems.Add($"The picture '{window.Id}' has {drawn.Width} × {drawn.Height} pixels, and {window.Golden} {golden.Width} × {golden.Height}.");
                return;
            }

            (long differing, Picture difference) = PictureComparison.Compare(golden, drawn, window.Threshold);
            snapshot = snapshot with { Pixels = golden.Pixels.Length, Differing = differing };
            if (differing > 0)
            {
                string place = $"{own}/{window.Id}.difference.png";
                AtomicFile.Write(Path.Combine(folder, place), difference.Write(), CancellationToken.None);
                snapshot = snapshot with { Difference = place };
            }

            if (window.Problem(differing, snapshot.Pixels) is { } problem)
                problems.Add(problem);
        });
        return snapshot;
    }

    private void Try(Action judge)
    {
        try
        {
            judge();
        }
        catch (Exception e) when (e is ReleaseException or IOException or UnauthorizedAccessException)
        {
            problems.Add(e.Message);
        }
    }

    private static byte[] Read(string path, string below, int longest) => RegularFile.ReadBelow(below, path, longest)
        ?? throw new ReleaseException(Fault.Input, $"{path} has more than the {longest} bytes that it may have.");
}
