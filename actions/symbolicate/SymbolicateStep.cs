using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Signatures;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Posix;
using UvRelease.Releases;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.Symbolicate;

/// <summary>Makes stacks of crashes readable.</summary>
public sealed class SymbolicateStep : IStep<SymbolicateOptions>
{
    // The page of a run holds no more than a few long stacks.
    private const int MostOnPage = 20;

    private static readonly Output Crashes = new("crashes", "Number of crashes that were read.");
    private static readonly Output Reports = new("report-folder", "Folder of the reports, relative to the workspace.");
    private static readonly Output Named = new("named", "Share of all frames whose function is known, in percent; 0 if there are no frames.");

    private static readonly Output Issues = new("issues", "Numbers of the issues that were opened, one per line.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "symbolicate",
        "Reads minidumps and errors of JavaScript with symbols and source maps: names, files and lines of every stack, as Markdown, JSON or "
            + "minidump_stackwalk's text.",
        Crashes, Reports, Named, Issues);

    /// <inheritdoc/>
    public async Task<StepResult> RunAsync(SymbolicateOptions options, StepContext context, CancellationToken cancellationToken)
    {
        context.Workspace.Prove(options.EventsFile);
        if (options.Intake is { Event.Count: > 0, Store: null })
            throw new ReleaseException(Fault.Input, "Input 'event' names reports, and 'intake-store' is missing. Name the store that crash-intake writes to.");
        if (options.Intake.Store is { } intake)
            await FetchAsync(intake, options, context, cancellationToken);
        if (!Path.Exists(options.Crashes.FullPath) && options.Intake.Store is null)
            throw new ReleaseException(Fault.Input, $"There is no '{options.Crashes}' with crashes. Correct 'crashes'.");
        IReadOnlyList<string> files = Path.Exists(options.Crashes.FullPath) ? CrashSources.Find(options.Crashes.FullPath) : [];
        if (files.Count == 0)
        {
            OutputValue[] none = [Crashes.Is("0"), Reports.Is(options.ReportFolder.Relative), Named.Is("0"), Issues.Is("")];
            return new StepResult.Skipped($"There is no crash in '{options.Crashes}'.", none);
        }

        string work = Directory.CreateTempSubdirectory("symbolicate-").FullName;
        try
        {
            string cache = options.CacheFolder?.FullPath ?? work;
            using IStore? store = options.Store is { } symbols ? await OpenAsync(symbols, options, context, cancellationToken) : null;
            SymbolDownloads? downloads = store is null ? null : new SymbolDownloads(store, Path.Combine(cache, "store"), cancellationToken);
            using var sources = new CrashSources(options, downloads, Path.Combine(cache, "symbols"));
            StepResult result = await ReadAsync(files, sources, options, context, cancellationToken);
            if (options.CacheFolder is { } kept)
                context.Workspace.Wrote(kept);
            return result;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static async Task FetchAsync(string address, SymbolicateOptions options, StepContext context, CancellationToken cancellationToken)
    {
        using IStore store = await OpenAsync(address, options, context, cancellationToken);
        var intake = new IntakeReports(store, options.Intake, context);
        int fetched = await intake.FetchAsync(options.Crashes.Relative, cancellationToken);
        context.Log.Info($"{Quantity.Of(fetched, "report")} came from {store.Address}.");
        if (options.Intake.App is not { } app)
            return;
        IReadOnlyList<string> channels = await intake.CountAsync(app, cancellationToken);
        string of = channels.Count == 0 ? "no channel" : string.Join(", ", channels);
        context.Log.Info($"Counts of {of} are in {options.Intake.HealthFolder}.");
    }

    private static async Task<StepResult> ReadAsync(
        IReadOnlyList<string> files, CrashSources sources, SymbolicateOptions options, StepContext context, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        var signatures = new SortedDictionary<string, SeenSignature>(StringComparer.Ordinal);
        int frames = 0, named = 0, crashes = 0;
        foreach (string file in files)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string name = Path.GetRelativePath(Directory.Exists(options.Crashes.FullPath) ? options.Crashes.FullPath : Path.GetDirectoryName(file)!, file);
            try
            {
                SymbolicatedCrash crash = sources.Read(file, name, options.Format is ReportFormat.Stackwalk or ReportFormat.All);
                foreach (string sentence in crash.PassedOver)
                    context.Log.Warning($"{name}: {sentence} Put those of this processor into the symbols.");
                Write(name, crash, options, context, cancellationToken);
                if (++crashes <= MostOnPage)
                    context.Summary.Append(CrashReportMarkdown.Write(name, crash.Report));
                var signature = CrashSignature.Of(crash.Report);
                SeenSignature seen = signatures.GetValueOrDefault(signature.Text) ?? new SeenSignature(signature, 0, crash.Report);
                signatures[signature.Text] = seen with { Crashes = seen.Crashes + 1 };
                StackFrame[] all = [.. crash.Report.Threads.SelectMany(thread => thread.Frames)];
                int known = all.Count(frame => frame.Function is not null);
                (frames, named) = (frames + all.Length, named + known);
                context.Workspace.Wrote(options.EventsFile);
                await context.Events.ReportAsync(Event(name, crash.Report, signature, all.Length, known), options.EventsFile);
            }
            catch (Exception e) when (e is ReleaseException { Fault: Fault.Input } or NoRegularFileException)
            {
                problems.Add(e.Message);
            }
        }

        if (crashes > MostOnPage)
            context.Summary.Append($"… and {crashes - MostOnPage} more crashes, in the reports.\n");
        context.Summary.Append(SignatureTable.Write(signatures.Values));
        context.Log.Info($"Crashes that were read: {crashes}. Of {Quantity.Of(frames, "frame")} {named} have names.");
        IReadOnlyList<int> issues = options.Issues.Open
            ? await SignatureIssues.OpenAsync(options.Issues, signatures.Values, context, cancellationToken) : [];
        OutputValue[] outputs =
        [
            Crashes.Is($"{crashes}"),
            Reports.Is(options.ReportFolder.Relative),
            Named.Is($"{(frames == 0 ? 0 : named * 100L / frames)}"),
            Issues.Is(string.Join('\n', issues)),
        ];
        return problems.Count == 0 ? new StepResult.Done(outputs) : new StepResult.Failed(new ReleaseException(Fault.Input, problems), outputs);
    }

    private static void Write(string name, SymbolicatedCrash crash, SymbolicateOptions options, StepContext context, CancellationToken cancellationToken)
    {
        Put(ReportFormat.Json, ".report.json", () => CrashReportJson.Write(crash.Report));
        Put(ReportFormat.Markdown, ".report.md", () => System.Text.Encoding.UTF8.GetBytes(CrashReportMarkdown.Write(name, crash.Report)));
        Put(ReportFormat.Stackwalk, ".stackwalk.txt", () => crash.Stackwalk);

        void Put(ReportFormat format, string ending, Func<byte[]?> write)
        {
            if ((options.Format == format || options.Format == ReportFormat.All) && write() is { } bytes)
            {
                OutputPath path = context.Workspace.Output(Path.Combine(options.ReportFolder.Relative, name + ending));
                context.Workspace.Write(path, bytes, cancellationToken);
            }
        }
    }

    private static Task<IStore> OpenAsync(string address, SymbolicateOptions options, StepContext context, CancellationToken cancellationToken) =>
        options.Login.OpenAsync(AppStore.AddressOf(address, context.Workspace), null, context, isTried: false, uploadRetries: null, cancellationToken);

    private static StepEvent Event(string name, CrashReport report, CrashSignature signature, int frames, int named) => new(
        "uv.crash.symbolicated", name, $"{name}:{frames}:{named}", IsError: false,
        [
            ("uv.crash.kind", Kind(report)),
            ("uv.crash.os", report.OperatingSystem),
            ("uv.crash.processor", report.Processor),
            ("uv.crash.reason", report.Address is null ? null : report.Reason),
            ("uv.crash.signature", signature.Text),
            ("uv.crash.threads", report.Threads.Count),
            ("uv.crash.frames", frames),
            ("uv.crash.frames.named", named),
        ])
    {
        Metrics =
        [
            new("uv.packaging.and.releases.crashes.symbolicated", "{crash}", 1, true, ("kind", Kind(report))),
            new("uv.packaging.and.releases.crash.frames.named", "%", frames == 0 ? 0 : named * 100.0 / frames, false, ("kind", Kind(report))),
        ],
    };

    private static string Kind(CrashReport report) => report.Kind == CrashKind.Native ? "native" : "javascript";
}
