using System.Text.RegularExpressions;
using UvRelease.Releases;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace UvRelease.ReleaseTree.Tree;

/// <summary>
/// <c>.github/workflows/actions.lock</c>, which <c>gh actions-lock</c> writes and nobody else: the commit behind every third-party action. It is never made
/// here, because it holds ids that only GitHub knows; it is cut to the workflows that the tree has (<c>gh actions-lock --verify</c> fails on entries
/// that nothing uses)
/// and checked to cover them. Format: github/actions-lockfile, schema/lockfile-v0.0.2.json and lockfile-v0.0.3.json.
/// </summary>
public sealed partial class ActionsLock
{
    /// <summary>Where GitHub looks for it.</summary>
    public const string Location = ".github/workflows/actions.lock";

    private static readonly string[] Sections = ["version", "workflows", "dependencies"];
    private static readonly string[] Versions = ["v0.0.2", "v0.0.3"];
    private readonly YamlFile file;
    private readonly string[] lines;

    private ActionsLock(TreeFile source)
    {
        file = YamlFile.Parse(source.Path, source.Text);
        lines = source.Text.Split('\n');
        if (file.Root.Children.Keys.FirstOrDefault(key => !Sections.Contains(Text(key))) is { } unknown)
            throw Unknown(unknown, $"has the key '{Text(unknown)}'");
        if (file.Find("version") is not { } version || !Versions.Contains(Text(version)))
            throw Unknown(file.Find("version") ?? file.Root, $"has another version than {string.Join(" and ", Versions)}");
    }

    /// <summary>Cuts the lock to some workflows; the lines that stay are as gh actions-lock wrote them.</summary>
    /// <param name="source">The lock of main.</param>
    /// <param name="workflows">The workflows that the tree has.</param>
    /// <returns>Null when they use nothing that could be locked.</returns>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the format is unknown, or a workflow uses what is not locked; names file and
    /// line.</exception>
    public static TreeFile? Cut(TreeFile source, IReadOnlyCollection<TreeFile> workflows)
    {
        var actionsLock = new ActionsLock(source);
        var kept = new HashSet<string>(workflows.Select(workflow => workflow.Path), StringComparer.Ordinal);
        var pins = new HashSet<string>(StringComparer.Ordinal);
        foreach (TreeFile workflow in workflows)
            actionsLock.Collect(YamlFile.Parse(workflow.Path, workflow.Text), pins);
        actionsLock.Close(pins);
        return pins.Count == 0 ? null : new TreeFile(Location, actionsLock.Without(kept, pins));
    }

    private void Collect(YamlFile workflow, HashSet<string> pins)
    {
        Dictionary<string, YamlNode> onboarded = Section("workflows");
        var locked = onboarded.TryGetValue(workflow.Path, out YamlNode? entry) ? Pins(entry) : [];
        foreach ((string value, int line) in workflow.Uses())
        {
            if (Used().Match(value) is { Success: true } used && !locked.Contains(Key(used.Groups["repository"].Value, used.Groups["ref"].Value)))
                throw workflow.Wrong(line,
                    $"'uses: {value}' in '{workflow.Path}' is not in {file.Path}, and GitHub refuses to start a workflow whose lock is not whole. Run gh "
                    + "actions-lock and commit what it writes.");
        }

        pins.UnionWith(locked);
    }

    // What an action uses itself must be locked too.
    private void Close(HashSet<string> pins)
    {
        Dictionary<string, YamlNode> dependencies = Section("dependencies");
        var open = new Queue<string>(pins);
        while (open.TryDequeue(out string? pin))
        {
            if (!dependencies.TryGetValue(pin, out YamlNode? entry) || entry is not YamlMappingNode action || !Commit().IsMatch(Text(action, "commit"))
                || Text(action, "ref").Length == 0 || !Id().IsMatch(Text(action, "owner_id")) || !Id().IsMatch(Text(action, "repo_id")))
                throw Unknown(entry ?? file.Root, $"has no whole entry for '{pin}' under 'dependencies' (ref, commit, owner_id, repo_id)");
            foreach (string used in action.Children.TryGetValue(new YamlScalarNode("uses"), out YamlNode? uses) ? Pins(uses) : [])
            {
                if (pins.Add(used))
                    open.Enqueue(used);
            }
        }
    }

    private string Without(HashSet<string> workflows, HashSet<string> pins)
    {
        bool[] removed = new bool[lines.Length];
        List<YamlNode> tops = [.. file.Root.Children.Keys];
        foreach ((string section, HashSet<string> kept) in new[] { ("workflows", workflows), ("dependencies", pins) })
        {
            int top = tops.FindIndex(key => Text(key) == section);
            int end = top + 1 < tops.Count ? (int)tops[top + 1].Start.Line - 1 : lines.Length - (lines[^1].Length == 0 ? 1 : 0);
            YamlNode[] keys = [.. ((YamlMappingNode)file.Root.Children[tops[top]]).Children.Keys];
            for (int i = 0; i < keys.Length; i++)
            {
                int next = i + 1 < keys.Length ? (int)keys[i + 1].Start.Line - 1 : end;
                if (!kept.Contains(section == "workflows" ? Text(keys[i]) : Canonical(Text(keys[i]))))
                    Array.Fill(removed, true, (int)keys[i].Start.Line - 1, next - ((int)keys[i].Start.Line - 1));
            }
        }

        return string.Join('\n', lines.Where((_, i) => !removed[i]));
    }

    private Dictionary<string, YamlNode> Section(string name)
    {
        if (file.Find(name) is not YamlMappingNode { Style: MappingStyle.Block or MappingStyle.Any } section)
            throw Unknown(file.Find(name) ?? file.Root, $"has no block '{name}'");
        return section.Children.ToDictionary(entry => name == "workflows" ? Text(entry.Key) : Canonical(Text(entry.Key)),
            entry => entry.Value, StringComparer.Ordinal);
    }

    private HashSet<string> Pins(YamlNode list) => list is YamlSequenceNode sequence
        ? [.. sequence.Children.Select(pin => Canonical(Text(pin)))]
        : throw Unknown(list, "has something else where a list of owner/name@ref must be");

    private ReleaseException Unknown(YamlNode at, string what) =>
        file.Wrong((int)at.Start.Line,
            $"'{file.Path}' {what}, so it is not the lock as release-tree knows it. Run gh actions-lock anew, or teach release-tree the new format.");

    // Owner and name have no case, a ref has.
    private static string Canonical(string pin) => pin.Split('@', 2) is [var repository, var reference] ? Key(repository, reference) : pin;

    private static string Key(string repository, string reference) => repository.ToLowerInvariant() + "@" + reference;

    private static string Text(YamlNode? node) => (node as YamlScalarNode)?.Value ?? "";

    private static string Text(YamlMappingNode mapping, string key) =>
        Text(mapping.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null);

    // A lock names repositories: an action's own folder and a workflow's file are no part of a pin.
    [GeneratedRegex(@"^(?<repository>[\w.-]+/[\w.-]+)(?:/[^@]*)?@(?<ref>.+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Used();

    [GeneratedRegex(@"^(?:sha1-[0-9a-f]{40}|sha256-[0-9a-f]{64})\z", RegexOptions.NonBacktracking)]
    private static partial Regex Commit();

    [GeneratedRegex(@"^[1-9][0-9]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}
