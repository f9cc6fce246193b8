using System.Runtime.InteropServices;
using System.Text;

namespace UvRelease.Posix;

/// <summary>
/// Starts a program with exactly the arguments and the environment it was given, by posix_spawn(3). System.Diagnostics.Process would read the
/// pipes through the assemblies of sockets and with asynchronous methods, which are compiled at each start: more than what git itself takes.
/// </summary>
internal static unsafe class ChildStart
{
    // Room for posix_spawn_file_actions_t and posix_spawnattr_t, which are 80 and 336 bytes with glibc.
    private const int OpaqueSize = 512;

    // sigset_t of glibc and musl: a bit a signal, from signal 1.
    private const int SignalSetSize = 128;

    /// <summary>Starts it, and hands over the ends of the pipes that its standard output and standard error are read from.</summary>
    /// <returns>Its process id.</returns>
    /// <exception cref="ChildStartException">It can't be started; the message says what to change.</exception>
    public static int Start(ChildCommand command, ChildOutput output)
    {
        (string program, IReadOnlyList<string> rest) = ChildChecks.Prepare(command);
        string[] arguments = [program, .. rest];
        string[] variables = [.. command.Environment.Select(variable => $"{variable.Key}={variable.Value}")];
        int* pipes = stackalloc int[4] { -1, -1, -1, -1 };
        int input = -1;
        try
        {
            if (Libc.Pipe(pipes, Libc.O_CLOEXEC) != 0 || Libc.Pipe(pipes + 2, Libc.O_CLOEXEC) != 0 || (input = InputFile(command.StandardInput)) < 0)
                throw ChildChecks.Refusal(command, Marshal.GetLastPInvokeErrorMessage() + ".");
            int error = Spawn(program, arguments, variables, command.WorkingDirectory, [input, pipes[1], pipes[3]], out int id);
            if (error != 0)
                throw ChildChecks.Refusal(command, Marshal.GetPInvokeErrorMessage(error) + ".");
            output.Take(pipes[0], pipes[2]);
            pipes[0] = pipes[2] = -1;
            return id;
        }
        finally
        {
            Close(input);
            for (int i = 0; i < 4; i++)
                Close(pipes[i]);
        }
    }

    private static int Spawn(string program, string[] arguments, string[] variables, string folder, ReadOnlySpan<int> streams, out int id)
    {
        byte* actions = stackalloc byte[OpaqueSize], attributes = stackalloc byte[OpaqueSize],
            none = stackalloc byte[SignalSetSize], ignored = stackalloc byte[SignalSetSize];
        new Span<byte>(none, SignalSetSize).Clear();
        new Span<byte>(ignored, SignalSetSize).Clear();
        ignored[(Libc.SIGPIPE - 1) / 8] = 1 << ((Libc.SIGPIPE - 1) % 8);
        using var texts = new NativeTexts(NativeTexts.SizeOf(folder) + NativeTexts.SizeOf(program)
            + NativeTexts.SizeOf(arguments) + NativeTexts.SizeOf(variables));
        int child = 0, error = Libc.InitializeActions(actions);
        if (error == 0)
            error = Libc.InitializeAttributes(attributes);
        for (int i = 0; error == 0 && i < streams.Length; i++)
            error = Libc.AddDuplicate(actions, streams[i], i);
        if (error == 0)
            error = Libc.AddFolder(actions, texts.Add(folder));

        // The runtime ignores SIGPIPE, which a child would inherit and then write on into a pipe that nobody reads.
        if (error == 0)
            error = Libc.SetFlags(attributes, Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK);
        if (error == 0)
            error = Libc.SetDefaultSignals(attributes, ignored);
        if (error == 0)
            error = Libc.SetBlockedSignals(attributes, none);
        if (error == 0)
            error = Libc.Spawn(&child, texts.Add(program), actions, attributes, texts.AddAll(arguments), texts.AddAll(variables));
        _ = Libc.DestroyActions(actions);
        _ = Libc.DestroyAttributes(attributes);
        id = child;
        return error;
    }

    // A file in memory instead of a pipe: nobody has to feed it while the child runs, and a child may leave it unread.
    private static int InputFile(string? text)
    {
        if (text is null)
            return Libc.Open("/dev/null", Libc.O_RDONLY | Libc.O_CLOEXEC);
        int file = Libc.CreateMemoryFile("standard input", Libc.MFD_CLOEXEC);
        if (file >= 0)
        {
            StandardStream.Write(file, Encoding.UTF8.GetBytes(text));
            _ = Libc.Seek(file, 0, 0);
        }

        return file;
    }

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
            _ = Libc.Close(descriptor);
    }
}
