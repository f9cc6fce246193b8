using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Electron.Building;

/// <summary>Starts programs, and says how to mend it where one is missing.</summary>
internal static class Children
{
    private const int LinesKept = 200;

    /// <summary>Runs a program to its end.</summary>
    public static ChildResult Run(ChildCommand command, CancellationToken cancellationToken) =>
        Started(command, () => GuardedProgram.RunAsync(command, cancellationToken));

    /// <summary>Runs a program and hands on its lines as they come; what it said on standard error comes at the end.</summary>
    /// <param name="command">The program.</param>
    /// <param name="lines">Takes the lines.</param>
    /// <param name="last">Its last lines, and standard error.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static ChildResult Stream(ChildCommand command, IProgress<string> lines, out string last, CancellationToken cancellationToken)
    {
        var kept = new Queue<string>();
        ChildResult result = Started(command, () => GuardedProgram.StreamAsync(command, async (stream, token) =>
        {
            using var reader = new StreamReader(stream);
            while (await reader.ReadLineAsync(token) is { } line)
            {
                lines.Report(line);
                kept.Enqueue(line);
                if (kept.Count > LinesKept)
                    kept.Dequeue();
            }
        }, cancellationToken));
        if (result.Error.Trim() is { Length: > 0 } error)
            lines.Report(error);
        last = string.Join('\n', [.. kept, result.Error]);
        return result;
    }

    private static ChildResult Started(ChildCommand command, Func<Task<ChildResult>> run)
    {
        try
        {
            return run().GetAwaiter().GetResult();
        }
        catch (ChildStartException e)
        {
            throw new ReleaseException(Fault.Environment,
                $"The program '{command.Program}' can't be started: {e.Message} Use the image of the actions, or install it.", e);
        }
    }
}
