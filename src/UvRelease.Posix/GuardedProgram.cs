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
        var errors = new ErrorTail();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        CommandTask<CommandResult> running = Start(command, PipeTarget.Create(ReadAsync), PipeTarget.Create(errors.TakeAsync), CancellationToken.None);
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

    /// <summary>
    /// Runs a program to its end; what it prints on both streams goes to one, as it comes. When it has ended, what it left behind is ended too: this process
    /// must have no other children meanwhile.
    /// </summary>
    /// <param name="command">The program.</param>
    /// <param name="log">Takes writes from several threads.</param>
    /// <param name="cancellationToken">Ends it, and all that it has started.</param>
    /// <returns>Its exit code, and how many processes were left.</returns>
    /// <inheritdoc cref="RunAsync"/>
    public static async Task<LoggedEnd> LogAsync(ChildCommand command, Stream log, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ProcessTree.AdoptOrphans();
        // A process that got away may hold the pipes for ever.
        using var giveUp = new CancellationTokenSource();
        PipeTarget target = PipeTarget.ToStream(log);
        CommandTask<CommandResult> running = Start(command, target, target, giveUp.Token);
        Task<int> ending = EndAllAsync(running.ProcessId, command.GracePeriod, cancellationToken);
        Task<CommandResult> ended = running.Task;
        int leftovers = await ending;
        if (await Task.WhenAny(ended, Task.Delay(command.GracePeriod, CancellationToken.None)) != ended)
            await giveUp.CancelAsync();
        try
        {
            int code = (await ended).ExitCode;
            cancellationToken.ThrowIfCancellationRequested();
            return new LoggedEnd(code, leftovers);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"'{command.Program}' has ended, and a process that it started and that can't be found holds its output.", e);
        }
    }

    // Until the program has ended by itself or was told to; then whatever is left.
    private static async Task<int> EndAllAsync(int id, TimeSpan grace, CancellationToken cancellationToken)
    {
        try
        {
            using var program = Process.GetProcessById(id);
            await program.WaitForExitAsync(cancellationToken);
        }
        catch (ArgumentException)
        {
            // It has ended already.
        }
        catch (OperationCanceledException)
        {
            await Task.Run(() => ProcessTree.End(id, grace), CancellationToken.None);
        }

        return await Task.Run(() => ProcessTree.EndOrphans(grace), CancellationToken.None);
    }

    private static CommandTask<CommandResult> Start(ChildCommand command, PipeTarget output, PipeTarget errors, CancellationToken giveUp)
    {
        ChildChecks.KeepExitCodes();
        (string program, IReadOnlyList<string> arguments) = ChildChecks.Prepare(command);
        Command prepared = Cli.Wrap(program)
            .WithArguments(arguments)
            .WithWorkingDirectory(command.WorkingDirectory)
            .WithEnvironmentVariables(Whole(command.Environment))
            .WithStandardInputPipe(command.StandardInput is { } text ? PipeSource.FromString(text, new UTF8Encoding(false)) : PipeSource.Null)
            .WithStandardOutputPipe(output)
            .WithStandardErrorPipe(errors)
            .WithValidation(CommandResultValidation.None);
        try
        {
            return prepared.ExecuteAsync(giveUp);
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

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
/// <param name="Leftovers">Processes that it left behind, which were ended.</param>
public sealed record LoggedEnd(int ExitCode, int Leftovers);
