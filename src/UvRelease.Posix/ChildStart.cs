using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace UvRelease.Posix;

/// <summary>Starts a program with exactly the arguments and the environment it was given.</summary>
internal static class ChildStart
{
    /// <summary>Starts it, its three streams in our hands.</summary>
    /// <exception cref="ChildStartException">It can't be started; the message says what to change.</exception>
    public static Process Start(ChildCommand command)
    {
        if (!Directory.Exists(command.WorkingDirectory))
            throw Refusal(command, $"there is no folder '{command.WorkingDirectory}' to start it in.");
        var start = new ProcessStartInfo(ProgramPath.Find(command) ?? throw Refusal(command, "it is not installed, or in no folder of PATH."))
        {
            UseShellExecute = false,
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in command.Arguments)
        {
            Check(command, "an argument", argument, Encoding.UTF8.GetByteCount(argument) + 1);
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach ((string name, string value) in command.Environment)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAny('=', '\0') >= 0)
                throw Refusal(command, $"'{name.Replace('\0', '?')}' can't be the name of an environment variable.");
            Check(command, $"the environment variable {name}", value, Encoding.UTF8.GetByteCount(name) + Encoding.UTF8.GetByteCount(value) + 2);
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new ChildStartException($"'{command.Program}' can't be started: {new Win32Exception(e.NativeErrorCode).Message}.", e);
        }
    }

    private static void Check(ChildCommand command, string what, string value, int bytes)
    {
        // The kernel ends every text at its first NUL: the child would get less than it was given.
        if (value.Contains('\0', StringComparison.Ordinal))
            throw Refusal(command, $"{what} holds a NUL character, which no program can be given.");
        if (bytes > ChildProcess.LongestValue)
            throw Refusal(command, $"{what} is longer than the kernel's {ChildProcess.LongestValue:N0} bytes. Hand the value over in a file.");
    }

    private static ChildStartException Refusal(ChildCommand command, string why) => new($"'{command.Program.Replace('\0', '?')}' can't be started: {why}");
}
