using System.Globalization;
using UvRelease.Channels.Gates.Capacity;
using UvRelease.Channels.Gates.Health;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Releases;
using UvRelease.Releases.Artifacts;
using UvRelease.Releases.Identity;

namespace UvRelease.Channels.Promotion;

/// <summary>
/// Whether the update server can take a step. Clients of the last channel are configured; those of another one are the devices that are counted there.
/// </summary>
/// <param name="configuration">Section <c>promote</c>.</param>
/// <param name="health">Counts of channels; null where there are none.</param>
internal sealed class FleetCapacity(PromoteConfiguration configuration, IHealthSource? health)
{
    private static readonly TimeSpan Counted = TimeSpan.FromDays(7);

    /// <summary>Judges a step; nothing where the configuration does not say what the server can take.</summary>
    public async Task<IReadOnlyList<PassageFinding>> JudgeAsync(PassageQuestion question, CancellationToken cancellationToken)
    {
        if (configuration.Capacity is not { } rule)
            return [];
        if (await ClientsAsync(rule, question, cancellationToken) is not { } clients)
        {
            string unknown = $"Nobody has counted the devices of {question.To}, and promote.capacity.clients is of {configuration.Channels[^1]}.";
            return [new PassageFinding("capacity", "inconclusive", false, unknown, null)];
        }

        bool isSame = question.Before is { Halted: false } before && before.Current.Digest == question.Reference.Digest;
        int from = isSame ? question.Before!.Current.Percent : 0;
        StepLoad load = RolloutPlanner.Judge(rule with { Clients = clients }, Size(question.Release), from, question.Percent);
        string why = string.Create(
            CultureInfo.InvariantCulture,
            $"The step takes {load.Gigabits:0.##} Gb/s, and {rule.Megabits / 1000.0:0.##} are there; the server can take up to {load.Largest} % next.");
        return [new PassageFinding("capacity", load.IsSafe ? "pass" : "fail", rule.Refuses, why, null)];
    }

    /// <summary>What a client loads at most: nobody knows how much of it a differential download leaves.</summary>
    public static long Size(Release release) => release.Files.Where(file => file.Kind != ArtifactKind.Blockmap).Max(file => file.Size);

    private async Task<int?> ClientsAsync(CapacityRule rule, PassageQuestion question, CancellationToken cancellationToken)
    {
        if (question.To == configuration.Channels[^1])
            return rule.Clients;
        if (health is null)
            return null;
        try
        {
            var query = new HealthQuery(question.Release.App, question.To, [], question.Now - Counted, question.Now);
            ChannelHealth counts = await health.ReadAsync(query, cancellationToken);
            return counts.App == query.App && counts.Channel == query.Channel && counts.Devices is > 0 and var devices
                ? (int)Math.Min(devices, int.MaxValue) : null;
        }
        catch (ReleaseException)
        {
            // That nobody can count them is said as that.
            return null;
        }
    }
}
