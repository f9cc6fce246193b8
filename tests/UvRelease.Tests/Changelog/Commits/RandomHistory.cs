using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>
/// A history of a seed: branches, merges, octopuses, squashes, reverts of reverts, backports. Ids are reckoned as git does (SHA-1 of the commit
/// object), so that messages
/// can name them before git has made the commits.
/// </summary>
internal sealed class RandomHistory
{
    private const string EmptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private static readonly string[] Types = ["feat", "fix", "perf", "chore", "docs", "refactor", "feat(ui)", "fix(core)!", "Feat", "revert", "window"];

    private readonly Random random;
    private readonly List<Node> nodes = [];
    private readonly List<HashSet<int>> histories = [];
    private readonly StringBuilder stream = new();

    public RandomHistory(int seed, int commits)
    {
        random = new Random(seed);
        for (int number = 1; number <= commits; number++)
            Add(number);
        // Whatever is still open ends in the last commit.
        if (Heads() is { Length: > 1 } heads)
            Write(commits + 1, "Merge what is left", [.. heads.Order().Reverse().Take(16)], null);
        stream.Append(CultureInfo.InvariantCulture, $"reset refs/heads/main\nfrom :{nodes.Count}\n\n");
    }

    /// <summary>Commits, oldest first.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>For git fast-import.</summary>
    public StringBuilder Stream => stream;

    /// <summary>Tags commits of the first-parent line, in their order, with the versions that follow each other.</summary>
    public IReadOnlyList<(string Tag, int Commit)> Tag(params string[] versions)
    {
        var line = new List<int>();
        for (int at = nodes.Count - 1; at >= 0; at = nodes[at].Parents.Count > 0 ? nodes[at].Parents[0] : -1)
            line.Insert(0, at);
        int[] places = [.. Enumerable.Range(0, versions.Length).Select(_ => random.Next(line.Count)).Order()];
        var tags = versions.Zip(places, (version, place) => ("v" + version, line[place])).ToArray();
        foreach ((string tag, int commit) in tags)
            stream.Append(CultureInfo.InvariantCulture, $"reset refs/tags/{tag}\nfrom :{commit + 1}\n\n");
        return tags;
    }

    /// <summary>True when one commit's history contains another.</summary>
    public bool Reaches(int from, int to) => histories[from].Contains(to);

    private int[] Heads() => [.. Enumerable.Range(0, nodes.Count).Where(place => !nodes.Any(node => node.Parents.Contains(place)))];

    private void Add(int number)
    {
        int[] heads = Heads();
        int kind = random.Next(10);
        int parent = nodes.Count == 0 ? -1 : kind == 0 ? random.Next(nodes.Count) : heads[random.Next(heads.Length)];
        if (heads.Length > 1 && kind is (1 or 2))
        {
            int[] parents = [.. heads.OrderBy(_ => random.Next()).Take(random.Next(5) == 0 ? 3 : 2)];
            string message = random.Next(3) switch
            {
                0 => $"Merge pull request #{number} from mei/topic\n\nfeat: title {number}",
                1 => $"Merge pull request #{number} from mei/topic\n\nTitle {number} of no type",
                _ => $"Merge branch 'topic-{number}'",
            };
            Write(number, message, parents, null);
            return;
        }

        int[] ancestors = parent < 0 ? [] : [.. Enumerable.Range(0, parent + 1).Where(place => Reaches(parent, place) && nodes[place].Parents.Count < 2)];
        int target = ancestors.Length == 0 ? -1 : ancestors[random.Next(ancestors.Length)];
        if (kind is 3 or 4 && target >= 0)
        {
            Write(number, $"Revert \"{nodes[target].Subject}\"\n\nThis reverts commit {nodes[target].Id[..random.Next(12, 41)]}.", [parent], target);
            return;
        }

        int other = nodes.Count == 0 ? -1 : random.Next(nodes.Count);
        if (kind == 5 && other >= 0 && !Reaches(parent, other) && nodes[other] is { Parents.Count: < 2, Reverts: null })
        {
            Write(number, $"{nodes[other].Subject}\n\n(cherry picked from commit {nodes[other].Id})", [parent], null);
            return;
        }

        string subject = random.Next(6) switch
        {
            0 => $"Change {number} of no type",
            1 => $"{Types[random.Next(Types.Length)]} change {number}",
            _ => $"{Types[random.Next(Types.Length)]}: change {number}",
        };
        Write(number, random.Next(6) == 0 ? $"{subject} (#{number})\n\n* fix: first half of {number}\n\n* feat: second half of {number}\n\n* wip" : subject,
            parent < 0 ? [] : [parent], null);
    }

    private void Write(int number, string message, int[] parents, int? reverts)
    {
        string person = string.Create(CultureInfo.InvariantCulture, $"Ann <ann@example.com> {1_700_000_000 + random.Next(100_000)} +0000");
        message += "\n";
        string text = $"tree {EmptyTree}\n{string.Concat(parents.Select(parent => $"parent {nodes[parent].Id}\n"))}author {person}\ncommitter "
            + $"{person}\n\n{message}";
        byte[] body = Encoding.UTF8.GetBytes(text);
        byte[] whole = [.. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"commit {body.Length}\0")), .. body];
#pragma warning disable CA5350 // Git's own object ids.
        string id = Convert.ToHexStringLower(SHA1.HashData(whole));
#pragma warning restore CA5350
        histories.Add([nodes.Count, .. parents.SelectMany(parent => histories[parent])]);
        nodes.Add(new Node(id, parents, message.Split('\n')[0], reverts));
        // Each commit is on a branch of its own while it is made, so that none has a parent that it was not given.
        stream.Append(CultureInfo.InvariantCulture,
            $"commit refs/heads/at-{number}\nmark :{number}\nauthor {person}\ncommitter {person}\ndata {Encoding.UTF8.GetByteCount(message)}\n{message}\n");
        for (int i = 0; i < parents.Length; i++)
            stream.Append(CultureInfo.InvariantCulture, $"{(i == 0 ? "from" : "merge")} :{parents[i] + 1}\n");
        stream.Append('\n');
    }

    /// <summary>A commit: its parents and what it reverts by place.</summary>
    internal sealed record Node(string Id, IReadOnlyList<int> Parents, string Subject, int? Reverts);
}
