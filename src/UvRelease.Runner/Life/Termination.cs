using System.Runtime.InteropServices;
using UvRelease.Posix;

namespace UvRelease.Runner;

/// <summary>
/// Turns SIGTERM and SIGINT into cancellation: the step ends its children and removes what it was writing. One that does not come back
/// in time is ended all the same, before the runner's own kill (10 seconds after its first signal) would leave half-written files.
/// </summary>
internal sealed class Termination : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(7);
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int signal;

    public Termination()
    {
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, 15)),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, 2)),
        ];
    }

    public CancellationToken Token => source.Token;

    /// <summary>128 + the signal's number.</summary>
    public int ExitCode => 128 + Volatile.Read(ref signal);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
            registration.Dispose();
        source.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int number)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref signal, number, 0) != 0)
            return;

        // First the clock, because what hears of the cancellation may keep this thread.
        new Thread(EndWhenLate) { IsBackground = true }.Start();
        source.Cancel();
    }

    private void EndWhenLate()
    {
        Thread.Sleep(Patience);
        ChildProcess.KillAll();
        AtomicFile.RemoveUnfinished();
        Environment.Exit(ExitCode);
    }
}
