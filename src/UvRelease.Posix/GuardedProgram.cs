using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using CliWrap;

namespace UvRelease.Posix;

/// <summary>
/// Runs programs of others by CliWrap, guarded as <see cref="ChildProcess"/> is: found in PATH alone, given nothing of our environment, and on cancellation
/// ended with all that they have started. For consoles that are not native code; git there is started by <see cref="ChildProcess"/>, which is faster.
/// </summary>
public static class GuardedProgram
{
    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <exception cref="ChildStartException">The program can't be started.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the program has ended.</exception>
    public static async Task<ChildResult> RunAsync(ChildCommand command, CancellationToken cancellationToken)
    {
        var output = new MemoryStream();
        ChildResult result = await StreamAsync(command, (stream, token) => stream.CopyToAsync(output, token), cancellationToken);
        return result with { Output = Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length) };
    }

    /// <summary>
    /// Runs a program and lets <paramref name="read"/> consume its standard output while it runs. A reader that returns early has enough: the program's next
    /// write to its output ends it then (SIGPIPE). When the reader fails, the program is ended.
    /// </summary>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ChildChecks.KeepExitCodes();
        (string program, IReadOnlyList<string> arguments) = ChildChecks.Prepare(command);
        var errors = new ErrorTail();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        CommandTask<CommandResult> running = Start(
            command,
            Cli.Wrap(program)
                .WithArguments(arguments)
                .WithWorkingDirectory(command.WorkingDirectory)
                .WithEnvironmentVariables(Whole(command.Environment))
                .WithStandardInputPipe(command.StandardInput is { } text ? PipeSource.FromString(text, new UTF8Encoding(false)) : PipeSource.Null)
                .WithStandardOutputPipe(PipeTarget.Create(ReadAsync))
                .WithStandardErrorPipe(PipeTarget.Create(errors.TakeAsync))
                .WithValidation(CommandResultValidation.None));
        int code;
        await using (end.Token.UnsafeRegister(_ => new Thread(() => ProcessTree.End(running.ProcessId, command.GracePeriod)).Start(), null))
            code = (await running).ExitCode;
        cancellationToken.ThrowIfCancellationRequested();
        return failure is null ? new ChildResult(code, "", errors.Text) : throw failure;

        async Task ReadAsync(Stream stream, CancellationToken _)
        {
            try
            {
                await using (stream)
                    await read(stream, cancellationToken);
            }
            catch (Exception e)
            {
                failure = e;
                await end.CancelAsync();
            }
        }
    }

    private static CommandTask<CommandResult> Start(ChildCommand command, Command prepared)
    {
        try
        {
            return prepared.ExecuteAsync(CancellationToken.None);
        }
        catch (Win32Exception e)
        {
            // CliWrap's own exception has whatever error came last; the one inside has that of the start.
            int error = (e.InnerException as Win32Exception ?? e).NativeErrorCode;
            throw ChildChecks.Refusal(command, Marshal.GetPInvokeErrorMessage(error) + ".");
        }
    }

    // CliWrap adds to what a child would inherit: that is taken out by name.
    private static Dictionary<string, string?> Whole(IReadOnlyDictionary<string, string> environment)
    {
        var whole = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (string inherited in new ProcessStartInfo().Environment.Keys)
            whole[inherited] = null;
        foreach ((string name, string value) in environment)
            whole[name] = value;
        return whole;
    }
}
