using System.Globalization;
using UvRelease.Releases;

namespace UvRelease.Runner;

/// <summary>What a step works with beside its options.</summary>
public sealed record StepContext
{
    /// <summary>What the step says while it runs.</summary>
    public required Log Log { get; init; }

    /// <summary>Markdown for the run's page.</summary>
    public required StepSummary Summary { get; init; }

    /// <summary>The folder the step works in.</summary>
    public required Workspace Workspace { get; init; }

    /// <summary>Variables, paths and state for later steps; outputs belong in the <see cref="StepResult"/>.</summary>
    public required RunnerFiles Files { get; init; }

    /// <summary>What GitHub says of this run; every name may be missing outside GitHub Actions.</summary>
    public required GitHubRun GitHub { get; init; }

    /// <summary>The whole environment for the step's children.</summary>
    public IReadOnlyDictionary<string, string> ChildEnvironment => Children.Value;

    /// <summary>Made when it is first asked for: most steps that end early have no child.</summary>
    internal Lazy<IReadOnlyDictionary<string, string>> Children { get; init; } = new(() => new Dictionary<string, string>(StringComparer.Ordinal));

    /// <summary>Where events and metrics go.</summary>
    public required EventSink Events { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The time that files get (SOURCE_DATE_EPOCH, https://reproducible-builds.org/specs/source-date-epoch/); null where nobody gave one.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it is no time.</exception>
    public DateTimeOffset? SourceDate => GitHub.Variables.GetValueOrDefault("SOURCE_DATE_EPOCH") switch
    {
        null or "" => null,
        { } text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds)
            && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() => DateTimeOffset.FromUnixTimeSeconds(seconds),
        { } text =>
            throw new ReleaseException(Fault.Environment,
            $"SOURCE_DATE_EPOCH is '{text}' and must be a whole number of seconds since 1970. Correct or remove it."),
    };

    /// <summary>An output that may be longer than a later step's input can be: then it is left empty, and the file named beside it has the text.</summary>
    public OutputValue TextOutput(Output output, string text, Output file)
    {
        if (RunnerFiles.Fits(output.Name, text))
            return output.Is(text);
        Log.Annotate(new Annotation(Severity.Notice,
            $"The output '{output.Name}' is longer than a later step's input can be and is left empty. Read the file named by '{file.Name}'."));
        return output.Is("");
    }
}
