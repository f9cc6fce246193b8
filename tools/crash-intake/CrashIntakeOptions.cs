using UvRelease.Runner;
using UvRelease.StoreInputs;

namespace UvRelease.CrashIntake;

/// <summary>Options of crash-intake. It has no action.yml: it is a service, with an image of its own.</summary>
public sealed record CrashIntakeOptions
{
    /// <summary>Address to listen at.</summary>
    [Input("listen", "Address and port to listen at, such as 0.0.0.0:8080. Port 0 takes a free one; the log says which.", Default = "127.0.0.1:8080")]
    public string Listen { get; init; } = "";

    /// <summary>Where reports are kept.</summary>
    [Input("store", "Where reports are kept: a folder, s3://bucket/prefix?region=…, az://account/container/prefix or gs://bucket/prefix.", Required = true)]
    public string Store { get; init; } = "";

    /// <summary>What opens the store.</summary>
    [Inputs]
    public StoreLogin Login { get; init; } = new();

    /// <summary>A folder of dumps.</summary>
    [Input(
        "batch",
        "Folder of dumps (.dmp) and errors (.js-error.json) to redact and store once, instead of listening. Consent is the caller's to have.")]
    public WorkspacePath? Batch { get; init; }

    /// <summary>Further annotations that may stay.</summary>
    [Input("allow-annotation", "Name of a further annotation that may stay in a report. Several are given by several options.")]
    public IReadOnlyList<string> AllowedAnnotations { get; init; } = [];

    /// <summary>Where minidumps are sent on to.</summary>
    [Input("sentry-endpoint", "Sentry's endpoint for minidumps, with the project's key: each stored minidump is sent on to it, redacted as it is stored.")]
    public Secret? SentryEndpoint { get; init; }

    /// <summary>What tells clients apart.</summary>
    [Input(
        "client-header",
        "Header that a proxy in front writes the client's address to, such as X-Forwarded-For. Empty takes the address of the connection.")]
    public string? ClientHeader { get; init; }

    /// <summary>How often a client may come.</summary>
    [Input("client-rate", "Requests of one client in a minute.", Default = "60")]
    public int ClientRate { get; init; }

    /// <summary>How much is worked on at once.</summary>
    [Input("parallel", "Requests that are worked on at once; one more is answered with 429.", Default = "32")]
    public int Parallel { get; init; }

    /// <summary>How long a body may be.</summary>
    [Input("max-size", "MiB of a request's body as it is sent. Once unpacked it may have twice as many.", Default = "20")]
    public int MaxSize { get; init; }
}
