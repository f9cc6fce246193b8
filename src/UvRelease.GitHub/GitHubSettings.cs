namespace UvRelease.GitHub;

/// <summary>How GitHub is asked: where, as whom, and with how much patience. Where nothing else is said it is that of a step that publishes.</summary>
public sealed record GitHubSettings
{
    /// <summary>Where it is.</summary>
    public required GitHubAddress Address { get; init; }

    /// <summary>The token.</summary>
    public required string Token { get; init; }

    /// <summary>What the token must be granted, such as <c>contents: write</c>; refusals name it.</summary>
    public required string Permissions { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Gets a message about every pause, one sentence each.</summary>
    public required IProgress<string> Progress { get; init; }

    /// <summary>Where the jitter of pauses comes from: numbers from 0 to below 1. Null for pauses that are always the same.</summary>
    public Func<double>? Jitter { get; init; }

    /// <summary>How often something is tried whose failure may pass by itself.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Longest pause that is waited through when GitHub asks for one.</summary>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>First pause after a limit that does not say how long it lasts (docs.github.com: "wait for at least one minute").</summary>
    public TimeSpan UnsaidPause { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one try of a request may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Least time between the starts of two requests that make content: GitHub grants 80 of them in a minute and 500 in an hour.</summary>
    public TimeSpan Spacing { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>True asks again where an answer was cut off, or is something else than GitHub's.</summary>
    public bool AsksAgain { get; init; } = true;

    /// <summary>What refusals ask a reader to do about what may pass by itself.</summary>
    public string Later { get; init; } = "Run again later; what is done is kept.";

    /// <summary>The settings of a step that only reads and is waited for: no pause is longer than a minute.</summary>
    public static GitHubSettings Brief(GitHubAddress address, string token, string permissions, TimeProvider time, IProgress<string> progress) => new()
    {
        Address = address,
        Token = token,
        Permissions = permissions,
        Time = time,
        Progress = progress,
        Attempts = 4,
        LongestPause = TimeSpan.FromMinutes(1),
        UnsaidPause = TimeSpan.FromSeconds(1),
        AsksAgain = false,
        Later = "Run the job again later.",
    };
}
