namespace UvRelease.Runner;

/// <summary>
/// Something that happened to a release, reported once and rendered as a CloudEvent, an OpenTelemetry log event and metrics. Attribute values are text,
/// whole numbers, truth values or lists of text.
/// </summary>
/// <param name="Name">Name of the event, such as <c>uv.release.publish</c>.</param>
/// <param name="Subject">What it happened to, such as a channel and a version.</param>
/// <param name="Key">Makes its id unique within the run.</param>
/// <param name="IsError">True for what should be looked at.</param>
/// <param name="Attributes">Facts, by their names; null values are left out.</param>
public sealed record StepEvent(string Name, string Subject, string Key, bool IsError, IReadOnlyList<(string Name, object? Value)> Attributes)
{
    /// <summary>Numbers that go with it.</summary>
    public IReadOnlyList<StepMetric> Metrics { get; init; } = [];

    /// <summary>The event without secrets: a server's answer, quoted in an error, may repeat what was sent to it.</summary>
    internal StepEvent Masked(SecretMask mask) => this with
    {
        Subject = mask.Apply(Subject),
        Key = mask.Apply(Key),
        Attributes = Masked(Attributes, mask),
        Metrics = [.. Metrics.Select(metric => metric with { Attributes = Masked(metric.Attributes, mask) })],
    };

    private static IReadOnlyList<(string Name, object? Value)> Masked(IReadOnlyList<(string Name, object? Value)> attributes, SecretMask mask) =>
    [
        .. attributes.Select(one => (one.Name, one.Value switch
        {
            string text => mask.Apply(text),
            IEnumerable<string> texts => texts.Select(mask.Apply).ToArray(),
            var other => other,
        })),
    ];
}

/// <summary>A number that goes with an event.</summary>
/// <param name="Name">Name of the metric.</param>
/// <param name="Unit">Unit by UCUM, such as <c>s</c>, <c>By</c> or <c>{publish}</c>.</param>
/// <param name="Value">The number.</param>
/// <param name="IsCounter">True for what is added up, false for what is true now.</param>
/// <param name="Attributes">Few and of few values: channel, outcome, backend.</param>
public sealed record StepMetric(string Name, string Unit, double Value, bool IsCounter, params IReadOnlyList<(string Name, object? Value)> Attributes);
