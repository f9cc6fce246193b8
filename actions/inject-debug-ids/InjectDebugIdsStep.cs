using UvRelease.Crashes.Injection;
using UvRelease.Releases;
using UvRelease.Runner;

namespace UvRelease.InjectDebugIds;

/// <summary>Gives scripts and their source maps debug ids.</summary>
public sealed class InjectDebugIdsStep : IStep<InjectDebugIdsOptions>
{
    private const int MostRows = 100;
    private static readonly Output Injected = new("injected", "Number of scripts that got a debug id.");
    private static readonly Output Scripts = new("scripts", "Number of scripts that have one.");

    /// <inheritdoc/>
    public static StepDescription Description { get; } = new(
        "inject-debug-ids", "Gives scripts and their source maps debug ids, by which stacks of crashes find their map. Run again, it changes nothing.",
        Injected, Scripts);

    /// <inheritdoc/>
    public Task<StepResult> RunAsync(InjectDebugIdsOptions options, StepContext context, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(options.Folder.FullPath))
            throw new ReleaseException(Fault.Input, $"There is no folder '{options.Folder}'. Run the bundler before this step, or correct 'folder'.");
        IReadOnlyList<InjectedScript> scripts = DebugIdInjection.Run(options.Folder.FullPath, cancellationToken);
        foreach (InjectedScript script in scripts.Where(script => script.Outcome == InjectionOutcome.MapInside))
        {
            context.Log.Warning(
                $"{options.Folder}/{script.Script} holds its source map, so every user gets the sources and no crash finds it. Let the bundler write the map "
                + "into a file.");
        }

        InjectedScript[] named = [.. scripts.Where(script => script.Id is not null)];
        int injected = scripts.Count(script => script.Outcome == InjectionOutcome.Injected), without = scripts.Count - named.Length;
        context.Log.Info($"{Quantity.Of(injected, "script")} got a debug id, {named.Length - injected} had one, {without} have none for want of a map.");
        context.Summary.Append(Table(options.Folder.Relative, named, without));
        OutputValue[] outputs = [Injected.Is($"{injected}"), Scripts.Is($"{named.Length}")];
        return Task.FromResult<StepResult>(named.Length > 0 ? new StepResult.Done(outputs) : new StepResult.Skipped(
            $"No script in {options.Folder} has a source map in a file of its own. Let the bundler write source maps, and name the folder that it writes to.",
            outputs));
    }

    private static string Table(string folder, InjectedScript[] scripts, int without)
    {
        IEnumerable<string> rows = scripts.Take(MostRows).Select(script => $"| {MarkdownText.Code(script.Script)} | `{script.Id:D}` |\n");
        string more = scripts.Length > MostRows ? $"\nand {scripts.Length - MostRows} more.\n" : "";
        string others = without > 0 ? $"\n{Quantity.Of(without, "script")} without a source map.\n" : "";
        return $"### Debug ids in {MarkdownText.Inline(folder)}\n\n| script | debug id |\n| --- | --- |\n{string.Concat(rows)}{more}{others}\n";
    }
}
