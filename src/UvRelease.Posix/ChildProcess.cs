using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace UvRelease.Posix;

/// <summary>Runs programs whose life ends with ours: on cancellation a child gets SIGTERM, then its whole tree SIGKILL.</summary>
public static class ChildProcess
{
    /// <summary>Bytes that one environment variable or argument may hold, name and terminator included (MAX_ARG_STRLEN in linux/binfmts.h).</summary>
    public const int LongestValue = 131_072;

    private const int ErrorTail = 64 * 1024;

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
        using Process process = Start(command);
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

    private static Process Start(ChildCommand command)
    {
        var start = new ProcessStartInfo(command.Program)
        {
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in command.Arguments)
            start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach ((string name, string value) in command.Environment)
        {
            if (Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2 > LongestValue)
                throw new ChildStartException($"'{command.Program}' can't be started: the environment variable {name} is longer than the kernel's {LongestValue:N0} bytes. Hand the value over in a file.");
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ChildStartException($"'{command.Program}' can't be started in '{command.WorkingDirectory}': {e.Message}. Is it installed and in PATH?", e);
        }
    }

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

        return Encoding.UTF8.GetString(tail.ToArray());
    }

    private static async Task EndAsync(Process process, TimeSpan grace)
    {
        if (Libc.Kill(process.Id, Libc.SIGTERM) == 0)
        {
            using var patience = new CancellationTokenSource(grace);
            try
            {
                await process.WaitForExitAsync(patience.Token);
                return;
            }
            catch (OperationCanceledException)
            {
                // It ignores SIGTERM.
            }
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
