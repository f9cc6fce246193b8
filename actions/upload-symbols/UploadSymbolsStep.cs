using UvRelease.Crashes.Symbols.Gates;
using UvRelease.Crashes.Symbols.Making;
using UvRelease.Crashes.Symbols.Sentry;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.UploadSymbols;

/// <summary>Puts the symbols of a release where crashes are read with them.</summary>
public sealed class UploadSymbolsStep : IStep<UploadSymbolsOptions>
{
    private static readonly Output Written = new("written", "Number of files that were written to the store.");
    private static readonly Output Unchanged = new("unchanged", "Number of files that the store had.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "upload-symbols", "Uploads debug files and source maps of a release, and the symbols of its Electron, to a symbol store and to Sentry. Run again, it "
            + "changes nothing.",
        Written, Unchanged);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(UploadSymbolsOptions options, StepContext context, CancellationToken cancellationToken)
    {
        (SentryTarget Target, string Token)? sentry = options.Sentry.Target();
        string work = Directory.CreateTempSubdirectory("upload-symbols-").FullName;
        try
        {
            SymbolSources sources = SymbolSources.Of(options, work, cancellationToken);
            Check(sources, context.Log, cancellationToken);
            IReadOnlyList<StoredSymbol> stored = options.Store is { } store
                ? await new StoreUploads(options, context, work).RunAsync(store, sources, cancellationToken) : [];
            if (sentry is { } to)
                await UploadAsync(to.Target, to.Token, options, sources, context, work, cancellationToken);
            int written = stored.Count(one => one.Place == SymbolPlace.Written);
            context.Summary.Append(Table(sources, stored));
            OutputValue[] outputs = [Written.Is($"{written}"), Unchanged.Is($"{stored.Count - written}")];
            return stored.Count > 0 || sentry is not null ? new StepResult.Done(outputs)
                : new StepResult.Skipped("Neither a store nor a project of Sentry got anything: there is no symbol, or neither is named.", outputs);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static void Check(SymbolSources sources, Log log, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        foreach (UnpackedApp app in sources.Apps)
        {
            if (app.Folder is null)
                log.Warning($"Whether crashes of {app.Name} will have names is not known: its app can't be looked into. Add 'dir' to electron.targets, or name "
                    + "the unpacked app by 'app-folder'.");
            SymbolFinding[] findings =
            [
                .. NativeGate.Check(app.Files, sources.Symbols),
                .. app.MapFolders.Select(folder => (string?)folder).DefaultIfEmpty()
                    .SelectMany(maps => ScriptGate.Check(app.Folder, maps, cancellationToken)).Distinct(),
            ];
            foreach (SymbolFinding finding in findings.Where(finding => !finding.IsError))
                log.Warning($"{app.Name}: {finding.Message}");
            errors.AddRange(findings.Where(finding => finding.IsError).Select(finding => $"{app.Name}: {finding.Message}"));
        }

        if (errors.Count > 0)
            throw new ReleaseException(Fault.Refused, errors);
    }

    private static async Task UploadAsync(SentryTarget target, string token, UploadSymbolsOptions options, SymbolSources sources, StepContext context,
        string work, CancellationToken cancellationToken)
    {
        string release = options.Sentry.Release ?? sources.Version
            ?? throw new ReleaseException(Fault.Input, "Neither 'sentry-release' nor a release fragment says which release the symbols are of.");
        var program = CrashProgram.SentryClient(Path.GetFullPath(options.ToolsFolder, context.Workspace.Root), context.ChildEnvironment);
        var client = new SentryClient(program, target, token, Directory.CreateDirectory(Path.Combine(work, "sentry")).FullName, context.Log);
        await client.NewReleaseAsync(release, cancellationToken);
        if (sources.Stored.Count > 0)
            await client.UploadDebugFilesAsync([.. sources.Stored.Select(file => file.File).Distinct(StringComparer.Ordinal)], cancellationToken);
        foreach (string maps in sources.MapFolders)
            await client.UploadSourceMapsAsync(maps, release, options.Sentry.UrlPrefix, options.TrimPaths, cancellationToken);
        if (options.Sentry.Finalize)
            await client.FinalizeReleaseAsync(release, cancellationToken);
        if (options.Sentry.Environment is { } environment)
            await client.NewDeployAsync(release, environment, cancellationToken);
    }

    private static string Table(SymbolSources sources, IReadOnlyList<StoredSymbol> stored)
    {
        IEnumerable<string> rows = sources.Stored.GroupBy(file => file.Facts.Path).Select(same => same.First().Facts).Select(facts =>
            $"| {MarkdownText.Code(facts.Path)} | {facts.Format} | {facts.Processor ?? "any"} | `{facts.Id}` | {facts.Features} |");
        string places = string.Join(", ", stored.GroupBy(one => one.Place).Select(same => $"{same.Count()} {Word(same.Key)}"));
        return $"## Symbols\n\n{(places.Length > 0 ? places + ".\n\n" : "")}| file | form | processor | id | tells |\n| --- | --- | --- | --- | --- |\n"
            + $"{string.Join('\n', rows)}\n";
    }

    private static string Word(SymbolPlace place) =>
        place switch { SymbolPlace.Written => "written", SymbolPlace.Same => "there already", _ => "there already with other bytes, which stay" };
}
