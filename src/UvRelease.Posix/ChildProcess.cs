using System.Diagnostics;
using System.Text;

namespace UvRelease.Posix;

/// <summary>Runs programs whose life ends with ours: on cancellation a child and all below it get SIGTERM, then SIGKILL.</summary>
public static class ChildProcess
{
    /// <summary>Bytes that one environment variable or argument may hold, name and terminator included (MAX_ARG_STRLEN in linux/binfmts.h).</summary>
    public const int LongestValue = 131_072;

    private const int ErrorTail = 64 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    // A killed process ends at once, unless the kernel keeps it (a hanging network file system).
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <exception cref="ChildStartException">The program can't be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the child has ended.</exception>
    public static async Task<ChildResult> RunAsync(ChildCommand command, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        ChildResult result = await StreamAsync(command, (stream, token) => stream.CopyToAsync(output, token), cancellationToken);
        return result with { Output = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length) };
    }

    /// <summary>Runs a program and lets <paramref name="read"/> consume its standard output while it runs. When the reader fails, the child is ended.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<ChildResult> StreamAsync(
        ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using Process process = ChildStart.Start(command);
        try
        {
            Task<string> error = ReadTailAsync(process.StandardError.BaseStream, cancellationToken);
            Task input = FeedAsync(process, command.StandardInput, cancellationToken);
            await read(process.StandardOutput.BaseStream, cancellationToken);
            await input;
            string errorText = await error;
            await process.WaitForExitAsync(cancellationToken);
            return new ChildResult(process.ExitCode, "", errorText);
        }
        finally
        {
            if (!process.HasExited)
                await EndAsync(process, command.GracePeriod);
        }
    }

    /// <summary>Kills every child of this process and all below them: the last act of a process that can't wait for them any longer.</summary>
    public static void KillAll() => ProcessTree.Signal(ProcessTree.From(Environment.ProcessId).Skip(1), Libc.SIGKILL);

    private static async Task FeedAsync(Process process, string? text, CancellationToken cancellationToken)
    {
        try
        {
            if (text is not null)
                await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The child closed its input without reading it all; its exit code tells whether that was right.
        }
    }

    private static async Task<string> ReadTailAsync(Stream stream, CancellationToken cancellationToken)
    {
        var tail = new MemoryStream();
        byte[] buffer = new byte[8192];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            tail.Write(buffer, 0, count);
            if (tail.Length > 2 * ErrorTail)
            {
                byte[] kept = tail.ToArray()[^ErrorTail..];
                tail.SetLength(0);
                tail.Write(kept);
            }
        }

        int start = (int)Math.Max(0, tail.Length - ErrorTail);
        return Encoding.UTF8.GetString(tail.GetBuffer(), start, (int)tail.Length - start);
    }

    // The whole tree gets the signal, as a terminal's Ctrl-C would do it: a wrapper that ends at once would leave its own children to nobody.
    private static async Task EndAsync(Process process, TimeSpan grace)
    {
        IReadOnlyList<ProcessMember> tree = ProcessTree.Freeze(process.Id);
        ProcessTree.Signal(tree, Libc.SIGTERM);
        ProcessTree.Signal(tree, Libc.SIGCONT);
        if (!await HaveEndedAsync(tree, grace))
        {
            // Those that ignored it, and what they have started since.
            tree = [.. ProcessTree.Survivors(tree).SelectMany(survivor => ProcessTree.Freeze(survivor.Id))];
            ProcessTree.Signal(tree, Libc.SIGKILL);
            await HaveEndedAsync(tree, KillPatience);
        }

        await process.WaitForExitAsync(CancellationToken.None);
    }

    private static async Task<bool> HaveEndedAsync(IReadOnlyList<ProcessMember> tree, TimeSpan patience)
    {
        using var clock = new CancellationTokenSource(patience);
        while (ProcessTree.Survivors(tree).Count > 0)
        {
            if (clock.IsCancellationRequested)
                return false;
            await Task.Delay(PollInterval, CancellationToken.None);
        }

        return true;
    }
}
