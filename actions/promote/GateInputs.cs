using UvRelease.Channels.Gates.Facts;
using UvRelease.Channels.Gates.Reading;
using UvRelease.Channels.Gates.Reports;
using UvRelease.Channels.Gates.Rules;
using UvRelease.Channels.Moves;
using UvRelease.GitHub.Facts;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Releases.Evidence;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.Promote;

/// <summary>Inputs of what gates look at.</summary>
public sealed record GateInputs
{
    // Reports of tests are the longest.
    private const int LongestDocument = 16 << 20;

    /// <summary>Folder of documents.</summary>
    [Input(
        "evidence",
        "Folder of the documents that gates read: readiness.json, regression.json, benchmarks.json, waivers.json; relative to the workspace. Any may lack.",
        Default = ".github/evidence")]
    public WorkspacePath Evidence { get; init; } = null!;

    /// <summary>Token of Sentry.</summary>
    [Input("sentry-token", "Token of Sentry with the scope org:read, where promote.health of the configuration asks Sentry.")]
    public Secret? SentryToken { get; init; }

    /// <summary>Where facts are read.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: a document can't be read.</exception>
    internal GateSources Sources(IStore store, MoveSettings settings, FactReader? github, long? run, IHealthSource? health, Workspace workspace) => new()
    {
        Store = store,
        Settings = settings,
        GitHub = github,
        Run = run,
        Health = health,
        Readiness = Document("readiness.json", workspace, ReadinessFiles),
        Regression = Document("regression.json", workspace, _ => []),
        Benchmarks = Document("benchmarks.json", workspace, _ => []),
    };

    /// <summary>Waivers that lie with the evidence.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: they can't be read.</exception>
    internal IReadOnlyList<Waiver> Waivers() =>
        Read(Path.Combine(Evidence.FullPath, "waivers.json")) is { } bytes ? WaiverDocument.Read(bytes, $"{Evidence.Relative}/waivers.json").Waivers : [];

    /// <summary>Where counts of crashes on channels come from; null where the configuration names nothing.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the token is none, or a document is outside of the workspace.</exception>
    internal IHealthSource? Health(HealthSourceRule? rule, IEnumerable<string> channels, StoreLogin login, StepContext context)
    {
        if (rule?.Store is { } intake)
            return new IntakeHealth(AppStore.AddressOf(intake, context.Workspace), login, context);
        if (rule?.Sentry is { } sentry)
        {
            return SentryToken is { } token
                ? new SentryHealth(new SentryApi(new Uri(sentry.Url), token.Reveal(), context.Time), sentry)
                : new LackingHealth("promote.health of the configuration asks Sentry, and input 'sentry-token' is missing. Give it a token with org:read.");
        }

        if (rule?.Path is not { } pattern)
            return null;
        var documents = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (string name in channels.Select(channel => DocumentHealth.NameOf(pattern, channel)))
        {
            if (!context.Workspace.TryResolve(name, out WorkspacePath? path, out string? problem))
                throw new ReleaseException(Fault.Input, $"promote.health.path {problem}");
            if (!documents.ContainsKey(name) && Read(path.FullPath) is { } bytes)
                documents[name] = bytes;
        }

        return new DocumentHealth(pattern, documents);
    }

    private DocumentFacts? Document(string name, Workspace workspace, Func<ReadOnlyMemory<byte>, IEnumerable<string>> named)
    {
        if (Read(Path.Combine(Evidence.FullPath, name)) is not { } bytes)
            return null;
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal);
        foreach (string file in named(bytes).Distinct(StringComparer.Ordinal))
        {
            // Relative to the repository, else to the documents.
            foreach (string place in (string[])[file, $"{Evidence.Relative}/{file}"])
            {
                if (!files.ContainsKey(file) && workspace.TryResolve(place, out WorkspacePath? path, out _) && Read(path.FullPath) is { } content)
                    files[file] = content;
            }
        }

        return new DocumentFacts($"{Evidence.Relative}/{name}", bytes, files);
    }

    // A document that can't be read names no file; its gate says what is wrong with it.
    private static IEnumerable<string> ReadinessFiles(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return ReadinessDocument.Read(bytes, "readiness.json").Evidence.Select(item => item.Path).OfType<string>();
        }
        catch (ReleaseException)
        {
            return [];
        }
    }

    private static ReadOnlyMemory<byte>? Read(string path)
    {
        if (!Path.Exists(path))
            return null;
        return RegularFile.Read(path, LongestDocument)
            ?? throw new ReleaseException(Fault.Input, $"{Path.GetFileName(path)} has more than the {LongestDocument} bytes that it may have. Shorten it.");
    }
}
