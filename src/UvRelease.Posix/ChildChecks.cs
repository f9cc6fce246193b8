using System.Text;

namespace UvRelease.Posix;

/// <summary>What is looked at before a program is started, so that a refusal is a sentence.</summary>
internal static unsafe class ChildChecks
{
    // Not looked up in PATH, which the caller's steps may have changed.
    private const string SetPriv = "/usr/bin/setpriv";

    /// <summary>The absolute path of a program that can be given its arguments and its environment, and the arguments; where it is to run as another user,
    /// those of the program that sees to that.</summary>
    /// <exception cref="ChildStartException">It can't be started; the message says what to change.</exception>
    public static (string Program, IReadOnlyList<string> Arguments) Prepare(ChildCommand command)
    {
        if (!Directory.Exists(command.WorkingDirectory))
            throw Refusal(command, $"there is no folder '{command.WorkingDirectory}' to start it in.");
        string program = ProgramPath.Find(command) ?? throw Refusal(command, "it is not installed, or in no folder of PATH.");
        foreach (string argument in command.Arguments)
            Check(command, "an argument", argument, Encoding.UTF8.GetByteCount(argument) + 1);
        foreach ((string name, string value) in command.Environment)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
                throw Refusal(command, $"'{name.Replace('\0', '?')}' can't be the name of an environment variable.");
            Check(command, $"the environment variable {name}", value, Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2);
        }

        if (command.User is not { } user)
            return (program, command.Arguments);
        return File.Exists(SetPriv)
            ? user.Start(SetPriv, program, command.Arguments)
            : throw Refusal(command, $"{SetPriv} is missing, and without it the program would run as root. Install util-linux.");
    }

    /// <summary>An error that says why a program can't be started.</summary>
    public static ChildStartException Refusal(ChildCommand command, string why) => new($"'{command.Program.Replace('\0', '?')}' can't be started: {why}");

    /// <summary>Where the parent ignores SIGCHLD, we inherit that, and the kernel throws the exit codes of our children away (wait(2), notes).</summary>
    public static void KeepExitCodes()
    {
        if (OtherSystem.IsHere)
            return;
        const int sigactionSize = 256;
        byte* action = stackalloc byte[sigactionSize];
        if (Libc.Action(Libc.SIGCHLD, null, action) == 0 && *(nint*)action == Libc.SIG_IGN)
            Libc.SetHandler(Libc.SIGCHLD, Libc.SIG_DFL);
    }

    private static void Check(ChildCommand command, string what, string value, int bytes)
    {
        // The kernel ends every text at its first NUL: the child would get less than it was given.
        if (value.Contains('\0', StringComparison.Ordinal))
            throw Refusal(command, $"{what} holds a NUL character, which no program can be given.");
        if (bytes > ChildProcess.LongestValue)
            throw Refusal(command, $"{what} is longer than the kernel's {ChildProcess.LongestValue:N0} bytes. Hand the value over in a file.");
    }
}
