using UvRelease.Channels.Boards;
using UvRelease.Channels.Moves;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.Stores;

namespace UvRelease.StoreInputs;

/// <summary>What is written after a move that can't be taken back: it must not read as if the move had failed.</summary>
public static class MoveFiles
{
    /// <summary>Writes the plan where <see cref="Workspace.Prove"/> has shown that it can be; a disk may have become full since.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it can't be written; what was committed is said.</exception>
    public static void WritePlan(MoveOutcome outcome, MovePlan plan, OutputPath file, StepContext context)
    {
        try
        {
            context.Workspace.Write(file, plan.Bytes, CancellationToken.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && outcome.Result == MoveResult.Committed)
        {
            throw new ReleaseException(
                Fault.Environment,
                $"{outcome.After!.Entry.Channel} is at generation {plan.Generation} ({plan.Status.Current.Version}), "
                + $"and '{file}' can't be written: {e.Message} The channel needs nothing more.",
                e);
        }
    }

    /// <summary>Writes the release board. It informs; what is released does not depend on it, so an error is a warning.</summary>
    public static async Task WriteBoardAsync(
        IStore store, string app, IReadOnlyList<string> channels, StepContext context, CancellationToken cancellationToken)
    {
        try
        {
            await new ReleaseBoard(store, app, channels).WriteAsync(cancellationToken);
        }
#pragma warning disable CA1031 // The channel is moved, whatever becomes of the page that shows it.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            context.Log.Warning($"The release board could not be written: {e.Message} The channel itself is moved; 'reconcile' writes the board.");
        }
    }
}
