using System.Text;

namespace UvRelease.Posix;

/// <summary>Runs programs whose life ends with ours: on cancellation a child and all below it get SIGTERM, then SIGKILL.</summary>
public static class ChildProcess
{
    /// <summary>Bytes that one environment variable or argument may hold, name and terminator included (MAX_ARG_STRLEN in linux/binfmts.h).</summary>
    public const int LongestValue = 131_072;

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <exception cref="ChildStartException">The program can't be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the child has ended.</exception>
    public static ChildResult Run(ChildCommand command, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        ChildResult result = Stream(command, stream => stream.CopyTo(output), cancellationToken);
        return result with { Output = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length) };
    }

    /// <summary>
    /// Runs a program and lets <paramref name="read"/> consume its standard output while it runs, on the calling thread. A reader that returns
    /// early has enough: the child's next write to its output ends it then (SIGPIPE). When the reader fails, the child is ended.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    public static ChildResult Stream(ChildCommand command, Action<Stream> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var child = new LivingChild(command, cancellationToken);
        read(child.Output);
        child.Output.Dispose();
        child.Output.ReadErrorToEnd();
        int code = child.WaitForEnd();
        cancellationToken.ThrowIfCancellationRequested();
        return new ChildResult(code, "", child.Output.ErrorText);
    }

    /// <summary>The same as <see cref="Run"/>, on a thread of its own.</summary>
    /// <inheritdoc cref="Run"/>
    public static Task<ChildResult> RunAsync(ChildCommand command, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Run(command, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>The same as <see cref="Stream"/>, on a thread of its own.</summary>
    /// <inheritdoc cref="Stream"/>
    public static Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        Task.Factory.StartNew(
            () => Stream(command, stream => read(stream, cancellationToken).GetAwaiter().GetResult(), cancellationToken),
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

    /// <summary>Kills every child of this process and all below them: the last act of a process that can't wait for them any longer.</summary>
    public static void KillAll()
    {
        if (!OtherSystem.IsHere)
            ProcessTree.Signal(ProcessTree.From(Environment.ProcessId).Skip(1), Libc.SIGKILL);
    }
}
