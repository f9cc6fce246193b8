using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

/// <summary>What a cancellation does, whatever way a program was started.</summary>
public abstract class CancelledProgramSpecs : IDisposable
{
    private const int Patience = 60_000;
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(200);
    private readonly TemporaryFolder folder = new();

    [Fact(Timeout = Patience)]
    public async Task A_cancelled_child_gets_SIGTERM_and_may_tidy_up()
    {
        await CancelAsync("trap 'echo tidy > tidied; exit' TERM; echo ready; while :; do sleep 0.05; done",
            TimeSpan.FromSeconds(Patience), TestContext.Current.CancellationToken);
        Assert.Equal("tidy\n", await File.ReadAllTextAsync(folder.At("tidied"), TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = Patience)]
    public async Task A_child_that_ignores_SIGTERM_is_killed() =>
        await CancelAsync("trap '' TERM; echo $$; while :; do sleep 1000; done", Short, TestContext.Current.CancellationToken);

    [Fact(Timeout = Patience)]
    public async Task Grandchildren_that_ignore_SIGTERM_are_killed() =>
        await CancelAsync("sh -c 'trap \"\" TERM; echo $$; while :; do sleep 1000; done' & echo $!; wait",
            Short, TestContext.Current.CancellationToken, ids: 2);

    [Fact(Timeout = Patience)]
    public async Task A_wrapper_that_ends_at_once_leaves_no_children_behind() =>
        await CancelAsync("sleep 1000 & echo $!; sleep 1000 & echo $!; wait", TimeSpan.FromSeconds(Patience), TestContext.Current.CancellationToken, ids: 2);

    [Fact(Timeout = Patience)]
    public async Task A_stopped_child_is_killed_too() => await CancelAsync("echo $$; kill -STOP $$", Short, TestContext.Current.CancellationToken);

    [Fact(Timeout = Patience)]
    public async Task A_child_that_closed_its_output_is_ended_too() =>
        await CancelAsync("echo $$; exec >&- 2>&-; exec sleep 1000", TimeSpan.FromSeconds(Patience), TestContext.Current.CancellationToken);

    [Fact(Timeout = Patience)]
    public async Task A_child_whose_reader_fails_is_ended()
    {
        int id = 0;
        await Assert.ThrowsAsync<InvalidDataException>(() => StreamAsync(
            Shell("echo $$; exec sleep 1000", TimeSpan.FromSeconds(Patience)),
            async (stream, token) =>
            {
                id = int.Parse(await ReadLineAsync(stream, token));
                throw new InvalidDataException();
            },
            TestContext.Current.CancellationToken));
        Assert.False(LivingProcess.Lives(id));
    }

    [Fact]
    public async Task Nothing_is_started_once_it_is_cancelled()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => StreamAsync(Shell("echo > started", Short), (stream, token) => stream.CopyToAsync(Stream.Null, token),
            new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);

    // Cancels once the script has printed its lines: the ids of processes that have to end, or any words.
    private async Task CancelAsync(string script, TimeSpan grace, CancellationToken cancellationToken, int ids = 1)
    {
        using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        List<int> started = [];
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => StreamAsync(
            Shell(script, grace),
            async (stream, token) =>
            {
                for (int i = 0; i < ids; i++)
                {
                    if (int.TryParse(await ReadLineAsync(stream, token), out int id))
                        started.Add(id);
                }

                await cancellation.CancelAsync();
                await stream.CopyToAsync(Stream.Null, token);
            },
            cancellation.Token));
        Assert.DoesNotContain(started, LivingProcess.Lives);
    }

    private static async Task<string> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        string line = "";
        byte[] buffer = new byte[1];
        while (await stream.ReadAsync(buffer, cancellationToken) > 0 && buffer[0] != '\n')
            line += (char)buffer[0];
        return line;
    }

    private ChildCommand Shell(string script, TimeSpan grace) => new("sh", ["-c", script])
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
        WorkingDirectory = folder.Path,
        GracePeriod = grace,
    };
}

public sealed class CancelledChildProcessSpecs : CancelledProgramSpecs
{
    protected override Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        ChildProcess.StreamAsync(command, read, cancellationToken);
}

public sealed class CancelledGuardedProgramSpecs : CancelledProgramSpecs
{
    protected override Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        GuardedProgram.StreamAsync(command, read, cancellationToken);
}
