using UvRelease.Crashes.Symbols.Files;
using UvRelease.Crashes.Symbols.Gates;
using UvRelease.Crashes.Symbols.Layouts;
using UvRelease.Crashes.Symbols.Making;
using UvRelease.Crashes.Symbols.Mirroring;
using UvRelease.Crashes.Symbols.Serving;
using UvRelease.Releases.Artifacts;
using UvRelease.Runner;
using UvRelease.StoreInputs;
using UvRelease.Stores;

namespace UvRelease.UploadSymbols;

/// <summary>Fills a symbol store of one's own.</summary>
/// <param name="options">The inputs.</param>
/// <param name="context">The step.</param>
/// <param name="work">A folder for files that are made.</param>
internal sealed class StoreUploads(UploadSymbolsOptions options, StepContext context, string work)
{
    // As many as the store itself sends at once.
    private const int Parallelism = 4;

    /// <summary>Puts everything into the store: programs and debug files, Breakpad's texts of them, source maps, Electron's symbols.</summary>
    public async Task<IReadOnlyList<StoredSymbol>> RunAsync(string place, SymbolSources sources, CancellationToken cancellationToken)
    {
        IReadOnlyList<SymbolLayout> layouts = SymbolLayouts.Parse(options.Layouts);
        StoreAddress address = AppStore.AddressOf(place, context.Workspace);
        if (address is StoreAddress.Directory folder)
            context.Workspace.Wrote(context.Workspace.Output(folder.Path));
        using IStore store = await options.Login.OpenAsync(address, null, context, isTried: true, uploadRetries: null, cancellationToken);
        var symbols = new SymbolStore(store, layouts, Parallelism);
        List<SymbolFile> files = [.. sources.Stored];
        if (layouts.Contains(SymbolLayout.Breakpad) && files.Any(file => file.Facts.Format == DebugFormat.Elf))
            files.AddRange(await TextsAsync(files, cancellationToken));
        Report(files);
        return
        [
            .. await symbols.AddAsync(files, cancellationToken),
            .. await symbols.AddSourceMapsAsync(ScriptGate.Maps(sources.MapFolders, cancellationToken), cancellationToken),
            .. options.ElectronSymbols ? await ElectronAsync(store, symbols, sources, cancellationToken) : [],
        ];
    }

    private Task<IReadOnlyList<SymbolFile>> TextsAsync(IReadOnlyList<SymbolFile> files, CancellationToken cancellationToken)
    {
        var program = CrashProgram.DumpSymbols(Path.GetFullPath(options.ToolsFolder, context.Workspace.Root), context.ChildEnvironment);
        return new BreakpadTexts(program, Path.Combine(work, "texts"), options.TrimPaths).MakeAsync(files, cancellationToken);
    }

    // dump_syms reads nothing but ELF files on Linux.
    private void Report(IReadOnlyList<SymbolFile> files)
    {
        var texts = files.Where(file => file.Facts.Format == DebugFormat.Breakpad).Select(file => file.Facts.Id).ToHashSet();
        string[] without =
        [
            .. files.Select(file => file.Facts)
                .Where(facts => facts is { IsCode: false, Format: DebugFormat.Pdb or DebugFormat.MachO } && !texts.Contains(facts.Id))
                .Select(facts => facts.Path).Distinct(StringComparer.Ordinal),
        ];
        if (without.Length > 0)
            context.Log.Annotate(new Annotation(Severity.Notice,
                $"No Breakpad text is made of {string.Join(", ", without.Take(3))}{(without.Length > 3 ? " …" : "")}: dump_syms "
                + "reads PDBs on Windows alone, and dSYMs on macOS alone. Put the .sym files of such a runner into 'symbols-folder'."));
    }

    private async Task<IReadOnlyList<StoredSymbol>> ElectronAsync(IStore store, SymbolStore symbols, SymbolSources sources, CancellationToken cancellationToken)
    {
        var downloads = new ElectronDownloads(ElectronDownloads.Mirror(options.ElectronMirror), static () => new HttpClient(), context.Time);
        var mirror = new ElectronMirror(store, symbols, downloads, Directory.CreateDirectory(Path.Combine(work, "electron")).FullName, context.Log);
        var stored = new List<StoredSymbol>();
        foreach (IGrouping<string, Leg> version in sources.Electron.GroupBy(one => one.Electron, one => one.Leg, StringComparer.Ordinal))
        {
            var release = ElectronRelease.Of(version.Key);
            IEnumerable<string> archives = version.SelectMany(leg => release.Archives(leg.Platform, leg.Arch));
            foreach (MirroredArchive archive in await mirror.RunAsync(release, archives, cancellationToken))
                stored.Add(new StoredSymbol(archive.Archive, archive.Archive, archive.Files > 0 ? SymbolPlace.Written : SymbolPlace.Same));
        }

        await mirror.NameAsync([.. sources.App.Select(file => file.Facts)], cancellationToken);
        return stored;
    }
}
