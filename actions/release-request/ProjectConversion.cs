using System.Text;
using UvRelease.Changelog.Git;
using UvRelease.Releases;
using UvRelease.Releases.Configuration;
using UvRelease.Requests.Conversion;
using UvRelease.Requests.Manifests;
using UvRelease.Requests.Checkouts;
using UvRelease.Runner;

namespace UvRelease.ReleaseRequest;

/// <summary>Takes over what a project of release-please or changesets has decided. Only writes files that are not there yet.</summary>
internal static class ProjectConversion
{
    /// <summary>Writes it.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is nothing to convert, both are there, or a file would be replaced.</exception>
    public static StepResult Write(WorkspacePath folder, StepContext context, CancellationToken cancellationToken)
    {
        var checkout = Checkout.Open(new GitRepository(folder.FullPath, context.ChildEnvironment), cancellationToken);
        const string changesets = ChangesetsProject.Folder + "/config.json";
        bool please = checkout.Has(ReleasePleaseProject.Name), sets = checkout.Has(changesets);
        if (please == sets)
            throw new ReleaseException(Fault.Input, please
                ? $"The commit has {ReleasePleaseProject.Name} and {changesets}. Remove the one that is not used."
                : $"The commit has neither {ReleasePleaseProject.Name} nor {changesets}. Only release-please and changesets can be converted.");
        ConvertedProject project = please
            ? ReleasePleaseProject.Convert(checkout.Read(ReleasePleaseProject.Name))
            : ChangesetsProject.Convert(checkout.Read(changesets), Pending(checkout), PackageFinder.Find(checkout, []));
        // Read back as the next step will: what this writes must be right.
        ConfigurationFile.Parse(project.Configuration, ConfigurationFile.Name);
        var files = new Dictionary<string, string>(project.Fragments, StringComparer.Ordinal) { [ConfigurationFile.Name] = project.Configuration };
        foreach (string path in files.Keys)
        {
            if (Path.Exists(Path.Combine(folder.FullPath, path)))
                throw new ReleaseException(Fault.Input, $"{path} is there already, and is not replaced. Move it away, and convert again.") { File = path };
        }

        foreach ((string path, string text) in files.OrderBy(one => one.Key, StringComparer.Ordinal))
            context.Workspace.WriteText(context.Workspace.Output(Path.Combine(folder.FullPath, path)), text, cancellationToken);
        var summary = new StringBuilder("## Taken over\n\n");
        foreach (string line in project.Taken)
            summary.Append($"- {MarkdownText.Inline(line)}\n");
        summary.Append("\n## Not taken over\n\n");
        foreach (string line in project.NotTaken.DefaultIfEmpty("Nothing is left."))
            summary.Append($"- {MarkdownText.Inline(line)}\n");
        context.Summary.Append(summary.ToString());
        foreach (string line in project.NotTaken)
            context.Log.Warning($"Not taken over: {line}");
        context.Log.Info($"Written: {string.Join(", ", files.Keys.Order(StringComparer.Ordinal))}. Look at them, commit them, and remove the files of the "
            + "other tool.");
        return ReleaseRequestStep.Done("converted", "[]", [], []);
    }

    private static Dictionary<string, string> Pending(Checkout checkout) => checkout.Files
        .Where(path => path.StartsWith(ChangesetsProject.Folder + "/", StringComparison.Ordinal) && path.EndsWith(".md", StringComparison.Ordinal)
            && !path.EndsWith("/README.md", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(path => Path.GetFileName(path), path => Encoding.UTF8.GetString(checkout.Read(path)), StringComparer.Ordinal);
}
