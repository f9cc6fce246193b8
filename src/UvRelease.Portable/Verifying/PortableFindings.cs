using UvRelease.Releases;

namespace UvRelease.Portable.Verifying;

/// <summary>Something that is wrong with an archive.</summary>
/// <param name="Rule">Which rule it breaks, kebab-case.</param>
/// <param name="Message">A sentence; text of strangers in it is visible, but not escaped for Markdown.</param>
public sealed record PortableFinding(string Rule, string Message);

/// <summary>What is wrong with an archive. All is counted and the first are kept: a hostile manifest can lack a million files.</summary>
public sealed class PortableFindings
{
    /// <summary>How many are kept.</summary>
    public const int MostKept = 100;

    private const int LongestMessage = 1000;
    private readonly List<PortableFinding> kept = [];

    /// <summary>The first findings.</summary>
    public IReadOnlyList<PortableFinding> Kept => kept;

    /// <summary>How many there are.</summary>
    public long Count { get; private set; }

    /// <summary>Adds a finding; a long message is cut.</summary>
    public void Add(string rule, string message)
    {
        if (Count++ < MostKept)
            kept.Add(new PortableFinding(rule, MarkdownText.Visible(message.Length <= LongestMessage ? message : message[..LongestMessage] + "…")));
    }
}
