using System.Globalization;

namespace UvRelease.Runner;

/// <summary>
/// Where one signal goes, by the environment (opentelemetry.io/docs/specs/otel/protocol/exporter): each option by the variable of the signal, else by the
/// one for all of them; an empty one counts as unset. Without an endpoint nothing is sent: what leaves a build is for its owner to say.
/// </summary>
/// <param name="Address">Where to post to.</param>
/// <param name="IsJson">True for http/json, false for http/protobuf, which is the default.</param>
/// <param name="Headers">Headers of each request.</param>
/// <param name="Timeout">Time that the export may take, repetitions included.</param>
internal sealed record OtlpTarget(Uri Address, bool IsJson, IReadOnlyList<(string Name, string Value)> Headers, TimeSpan Timeout)
{
    private const int DefaultMilliseconds = 10_000;
    private const int MostMilliseconds = 60_000;

    /// <summary>Reads the options of a signal.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="signal"><c>logs</c> or <c>metrics</c>.</param>
    /// <param name="warn">Gets a warning about what can't be followed.</param>
    /// <returns>Null where nothing is to be sent.</returns>
    public static OtlpTarget? Read(IReadOnlyDictionary<string, string> variables, string signal, Action<string> warn)
    {
        string upper = signal.ToUpperInvariant();
        if (Given(variables, "OTEL_SDK_DISABLED")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true
            || Given(variables, $"OTEL_{upper}_EXPORTER") == "none")
            return null;
        (string place, string? endpoint) = Option("ENDPOINT");
        if (endpoint is null)
            return null;
        (string choice, string? protocol) = Option("PROTOCOL");
        if (protocol == "grpc")
        {
            warn($"{choice}=grpc is not supported, so nothing is sent. Set it to http/protobuf, and the endpoint to the collector's port for HTTP (4318 by "
                + "default).");
            return null;
        }

        if (protocol is not (null or "http/protobuf" or "http/json"))
            warn($"{choice} is none of http/protobuf, http/json and grpc. It is ignored; http/protobuf is used.");
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
        {
            warn($"{place} is no address with http:// or https://, so nothing is sent.");
            return null;
        }

        // An address for all signals is added to, one of a signal is taken as it is.
        if (!place.Contains(upper, StringComparison.Ordinal))
            address = new UriBuilder(address) { Path = $"{address.AbsolutePath.TrimEnd('/')}/v1/{signal}" }.Uri;
        (string limit, string? timeout) = Option("TIMEOUT");
        return new OtlpTarget(address, protocol == "http/json", ReadHeaders(Option("HEADERS").Value ?? ""), ReadTimeout(limit, timeout, warn));

        (string Name, string? Value) Option(string name) => Given(variables, $"OTEL_EXPORTER_OTLP_{upper}_{name}") is { } own
            ? ($"OTEL_EXPORTER_OTLP_{upper}_{name}", own)
            : ($"OTEL_EXPORTER_OTLP_{name}", Given(variables, $"OTEL_EXPORTER_OTLP_{name}"));
    }

    private static string? Given(IReadOnlyDictionary<string, string> variables, string name) =>
        variables.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null;

    // In the form of W3C Baggage, without properties: values are percent-encoded.
    private static List<(string Name, string Value)> ReadHeaders(string text)
    {
        var headers = new List<(string Name, string Value)>();
        foreach (string pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (pair.Split('=', 2) is [var name, var value])
                headers.Add((name.Trim(), Uri.UnescapeDataString(value.Trim())));
        }

        return headers;
    }

    // A collector that never answers must not hold a release up, so no limit (0) and long ones mean the longest.
    private static TimeSpan ReadTimeout(string name, string? text, Action<string> warn)
    {
        if (text is null)
            return TimeSpan.FromMilliseconds(DefaultMilliseconds);
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long milliseconds))
        {
            warn($"{name} is no whole number of milliseconds. It is ignored; 10000 is used.");
            return TimeSpan.FromMilliseconds(DefaultMilliseconds);
        }

        return TimeSpan.FromMilliseconds(milliseconds == 0 ? MostMilliseconds : Math.Min(milliseconds, MostMilliseconds));
    }
}
