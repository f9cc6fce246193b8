using System.Runtime.InteropServices;

namespace UvRelease.Posix;

/// <summary>A child from its start until nothing of it is left.</summary>
internal sealed unsafe class LivingChild : IDisposable
{
    private readonly int id;
    private readonly TimeSpan grace;
    private readonly CancellationTokenRegistration registration;
    private Thread? ending;
    private bool hasEnded;

    /// <summary>Starts it; from now on a cancellation ends it.</summary>
    /// <exception cref="ChildStartException">The program can't be started.</exception>
    public LivingChild(ChildCommand command, CancellationToken cancellationToken)
    {
        ChildChecks.KeepExitCodes();
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
                ProcessTree.End(id, grace);
            WaitForEnd();
        }

        Output.Release();
    }

    // Whoever cancels must not wait for the grace period.
    private void EndAside()
    {
        ending = new Thread(() =>
        {
            ProcessTree.End(id, grace);
            Output.Wake();
        });
        ending.Start();
    }
}
