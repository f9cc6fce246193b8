using System.Globalization;
using UvRelease.Posix;
using UvRelease.Regression.Reports;
using UvRelease.Regression.Windows;

namespace UvRelease.Regression.Running;

/// <summary>Runs one entry once, and judges what it measured and drew.</summary>
/// <param name="request">The run that it belongs to.</param>
/// <param name="id">Its id.</param>
/// <param name="command">Program and arguments.</param>
/// <param name="timeout">How long it may take.</param>
/// <param name="numbers">What it measures.</param>
/// <param name="snapshots">What it draws.</param>
internal sealed class AttemptRun(
    RunRequest request, string id, IReadOnlyList<string> command, TimeSpan timeout, IReadOnlyList<NumberWindow> numbers,
        IReadOnlyList<SnapshotWindow> snapshots)
{
    /// <summary>Runs it.</summary>
    /// <param name="number">Which attempt it is, from 1.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<RunAttempt> RunAsync(int number, CancellationToken cancellationToken)
    {
        string own = $"{id}/attempt-{number.ToString(CultureInfo.InvariantCulture)}", output = Path.GetFullPath(Path.Combine(request.Folder, own));
        Directory.CreateDirectory(output);
        long began = request.Time.GetTimestamp();
        var problems = new List<string>();
        (long? code, bool timedOut, int leftovers, string excerpt) = (null, false, 0, "");
        await using (var file = new FileStream(output + ".log", FileMode.Create, FileAccess.Write, FileShare.Read))
        {
            await using var log = new ScenarioLog(file);
            using var clock = new CancellationTokenSource(timeout, request.Time);
            using var end = CancellationTokenSource.CreateLinkedTokenSource(clock.Token, cancellationToken);
            try
            {
                LoggedEnd ended = await GuardedProgram.LogAsync(Command(number, output), log, end.Token);
                // Windows gives codes such as 0xC0000005 as negative numbers.
                (code, leftovers) = (ended.ExitCode & 0xffffffffL, ended.Leftovers);
                if (code != 0)
                    problems.Add($"It ended with exit code {code}.");
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                problems.Add("The run was ended before it had.");
            }
            catch (OperationCanceledException)
            {
                timedOut = true;
                problems.Add($"It took longer than {timeout.TotalSeconds:0} s, and was ended with all that it had started.");
            }
            catch (Exception e) when (e is ChildStartException or IOException)
            {
                problems.Add(e.Message);
            }

            excerpt = log.Excerpt;
        }

        long took = (long)request.Time.GetElapsedTime(began).TotalMilliseconds;
        // What a program measured that did not come to its end is nothing to judge.
        var judged = code == 0 ? new AttemptJudge(request.Workspace, request.Folder, own, problems) : null;
        IReadOnlyList<RunNumber> measured = judged?.Numbers(numbers) ?? [];
        IReadOnlyList<RunSnapshot> drawn = judged?.Snapshots(snapshots) ?? [];
        return new RunAttempt(code, timedOut, leftovers, took, own + ".log", excerpt, measured, drawn, problems);
    }

    private ChildCommand Command(int attempt, string output)
    {
        var environment = new Dictionary<string, string>(request.Environment, StringComparer.Ordinal)
        {
            ["UV_SEED"] = request.Seed.ToString(CultureInfo.InvariantCulture),
            ["UV_PROFILE"] = request.Profile.Id,
            ["UV_DEVICE"] = request.Device?.Id ?? "",
            ["UV_DRIVER"] = request.Device?.Driver ?? "",
            ["UV_SCENARIO"] = id,
            ["UV_ATTEMPT"] = attempt.ToString(CultureInfo.InvariantCulture),
            ["UV_OUTPUT"] = output,
        };
        return new ChildCommand(command[0], [.. command.Skip(1)]) { Environment = environment, WorkingDirectory = request.Workspace };
    }
}
