using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Moves;
using UvRelease.GitHub.Facts;
using UvRelease.Stores;

namespace UvRelease.Channels.Gates.Reading;

/// <summary>Where facts are read.</summary>
public sealed record GateSources
{
    /// <summary>The store of the app.</summary>
    public required IStore Store { get; init; }

    /// <summary>The clock, and how files are read back as clients read them.</summary>
    public required MoveSettings Settings { get; init; }

    /// <summary>The repository at GitHub; null without a token, and what needs it blocks.</summary>
    public FactReader? GitHub { get; init; }

    /// <summary>Number of this run, whose reviews count; null outside of one.</summary>
    public long? Run { get; init; }

    /// <summary>Counts of crashes; null where there are none.</summary>
    public IHealthSource? Health { get; init; }

    /// <summary>The readiness document; null where there is none.</summary>
    public DocumentFacts? Readiness { get; init; }

    /// <summary>The regression report; null where there is none.</summary>
    public DocumentFacts? Regression { get; init; }

    /// <summary>The benchmark report; null where there is none.</summary>
    public DocumentFacts? Benchmarks { get; init; }
}
