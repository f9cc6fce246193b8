using System.Runtime.InteropServices;

namespace UvRelease.Posix;

/// <summary>A child from its start until nothing of it is left.</summary>
internal sealed unsafe class LivingChild : IDisposable
{
    private const int PollMilliseconds = 10;

    // A killed process ends at once, unless the kernel keeps it (a hanging network file system).
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(2);

    private readonly int id;
    private readonly TimeSpan grace;
    private readonly CancellationTokenRegistration registration;
    private Thread? ending;
    private bool hasEnded;

    /// <summary>Starts it; from now on a cancellation ends it.</summary>
    /// <exception cref="ChildStartException">The program can't be started.</exception>
    public LivingChild(ChildCommand command, CancellationToken cancellationToken)
    {
        KeepEnds();
        Output = new ChildOutput();
        try
        {
            id = ChildStart.Start(command, Output);
        }
        catch
        {
            Output.Release();
            throw;
        }

        grace = command.GracePeriod;
        registration = cancellationToken.UnsafeRegister(static child => ((LivingChild)child!).EndAside(), this);
    }

    /// <summary>What it prints.</summary>
    public ChildOutput Output { get; }

    /// <summary>Waits for its end.</summary>
    /// <returns>Its exit code, or 128 + the number of the signal that ended it.</returns>
    public int WaitForEnd()
    {
        // It stays a zombie, and its number its own, until nobody can send it a signal any more.
        const int siginfoSize = 128;
        byte* info = stackalloc byte[siginfoSize];
        while (Libc.WaitForState(Libc.P_PID, id, info, Libc.WEXITED | Libc.WNOWAIT) != 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
        {
        }

        registration.Dispose();
        ending?.Join();
        int status, ended;
        while ((ended = Libc.WaitForEnd(id, &status, 0)) < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR)
        {
        }

        hasEnded = true;
        if (ended != id)
            throw new IOException($"Nobody knows how a program ended: {Marshal.GetLastPInvokeErrorMessage()}.");

        // WIFEXITED and its like of wait(2).
        int signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    /// <summary>Ends it, if it lives still.</summary>
    public void Dispose()
    {
        if (!hasEnded)
        {
            registration.Dispose();
            if (ending is null)
                End();
            WaitForEnd();
        }

        Output.Release();
    }

    // Where the parent ignores SIGCHLD, we inherit that, and the kernel throws the exit codes of our children away (wait(2), notes).
    private static void KeepEnds()
    {
        const int sigactionSize = 256;
        byte* action = stackalloc byte[sigactionSize];
        if (Libc.Action(Libc.SIGCHLD, null, action) == 0 && *(nint*)action == Libc.SIG_IGN)
            Libc.SetHandler(Libc.SIGCHLD, Libc.SIG_DFL);
    }

    // Whoever cancels must not wait for the grace period.
    private void EndAside()
    {
        ending = new Thread(() =>
        {
            End();
            Output.Wake();
        });
        ending.Start();
    }

    // The whole tree gets the signal, as a terminal's Ctrl-C would do it: a wrapper that ends at once would leave its own children to nobody.
    private void End()
    {
        IReadOnlyList<ProcessMember> tree = ProcessTree.Freeze(id);
        ProcessTree.Signal(tree, Libc.SIGTERM);
        ProcessTree.Signal(tree, Libc.SIGCONT);
        if (HaveEnded(tree, grace))
            return;

        // Those that ignored it, and what they have started since.
        tree = [.. ProcessTree.Survivors(tree).SelectMany(survivor => ProcessTree.Freeze(survivor.Id))];
        ProcessTree.Signal(tree, Libc.SIGKILL);
        HaveEnded(tree, KillPatience);
    }

    private static bool HaveEnded(IReadOnlyList<ProcessMember> tree, TimeSpan patience)
    {
        long end = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (ProcessTree.Survivors(tree).Count > 0)
        {
            if (Environment.TickCount64 >= end)
                return false;
            Thread.Sleep(PollMilliseconds);
        }

        return true;
    }
}
