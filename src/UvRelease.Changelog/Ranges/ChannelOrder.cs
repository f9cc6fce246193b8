using UvRelease.Releases;

namespace UvRelease.Changelog.Ranges;

/// <summary>
/// Channels from the least to the most stable one, and which of them a version belongs to by its pre-release label: the letters that its
/// first identifier begins with, so that <c>beta.3</c> and <c>beta3</c> are both beta.
/// </summary>
/// <remarks>
/// A label that is no channel's name and has no entry in <see cref="Labels"/>: <c>rc</c> is of the most stable pre-release channel (a
/// candidate goes to the people who test betas), everything else (<c>alpha</c>, <c>nightly</c>, a bare number) of the least stable one,
/// so that a label nobody explained never reaches more people than it must.
/// </remarks>
public sealed record ChannelOrder
{
    /// <summary>canary, beta, stable.</summary>
    public static readonly ChannelOrder Default = new("canary", "beta", "stable");

    /// <summary>Orders channels.</summary>
    /// <param name="names">Names, least stable first; versions without a label belong to the last.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no name, an empty one, or one twice.</exception>
    public ChannelOrder(params IReadOnlyList<string> names)
    {
        if (names.Count == 0 || names.Any(string.IsNullOrWhiteSpace) || names.Distinct(StringComparer.OrdinalIgnoreCase).Count() != names.Count)
            throw new ReleaseException(Fault.Input,
                $"The channels '{string.Join(", ", names)}' must be at least one name, each given once, from the least to the most stable.");
        Names = names;
    }

    /// <summary>Names, least stable first.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Channels of labels that are named otherwise, such as nightly → canary.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The channel of versions without a pre-release label.</summary>
    public string Stable => Names[^1];

    /// <summary>Place of a channel: 0 is the least stable.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no channel of that name.</exception>
    public int RankOf(string channel) => Find(channel) is >= 0 and int rank
        ? rank
        : throw new ReleaseException(Fault.Input,
            $"There is no channel '{channel}'. The channels are {string.Join(", ", Names)}; more can be named in the configuration.");

    /// <summary>Place of the channel that a version belongs to.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: <see cref="Labels"/> names a channel that does not exist.</exception>
    public int RankOf(SemanticVersion version)
    {
        if (!version.IsPreRelease)
            return Names.Count - 1;
        ReadOnlySpan<char> label = Label(version);
        foreach ((string other, string channel) in Labels)
        {
            if (Same(other, label))
                return RankOf(channel);
        }

        int rank = Find(label);
        return rank >= 0 ? rank : Same(label, "rc") ? Math.Max(0, Names.Count - 2) : 0;
    }

    /// <summary>Name of the channel that a version belongs to.</summary>
    /// <inheritdoc cref="RankOf(SemanticVersion)"/>
    public string NameOf(SemanticVersion version) => Names[RankOf(version)];

    /// <summary>The letters that a pre-release label begins with: beta of 2.0.0-beta.3; empty for numbers and stable versions.</summary>
    public static string LabelOf(SemanticVersion version) => Label(version).ToString();

    // Asked for thousands of tags, so it makes no strings.
    private static ReadOnlySpan<char> Label(SemanticVersion version)
    {
        ReadOnlySpan<char> label = version.PreRelease;
        int dot = label.IndexOf('.');
        return (dot < 0 ? label : label[..dot]).TrimEnd("0123456789").TrimEnd('-');
    }

    private int Find(ReadOnlySpan<char> channel)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (Same(Names[i], channel))
                return i;
        }

        return -1;
    }

    private static bool Same(ReadOnlySpan<char> left, ReadOnlySpan<char> right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
