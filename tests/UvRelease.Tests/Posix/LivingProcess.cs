using System.Diagnostics;

namespace UvRelease.Tests.Posix;

/// <summary>Waits for processes; a test that waits in vain is ended by its own time limit.</summary>
internal static class LivingProcess
{
    /// <summary>True while a process lives; a zombie does not.</summary>
    public static bool Lives(int id)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Waits until none of the processes lives.</summary>
    public static async Task EndAsync(params int[] ids)
    {
        while (ids.Any(Lives))
            await Task.Delay(10, Xunit.TestContext.Current.CancellationToken);
    }

    /// <summary>
    /// Starts a program whose standard output is ours. It takes signals as a program does that a user started: a test run in the background
    /// ignores SIGINT, and its children would inherit that.
    /// </summary>
    public static Process Start(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", program, .. arguments])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
