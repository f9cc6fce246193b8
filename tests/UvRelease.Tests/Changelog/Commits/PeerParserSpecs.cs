using System.Text.Json;
using UvRelease.Changelog.Commits;
using UvRelease.Fuzz.Messages;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Changelog.Commits;

/// <summary>npm's conventional-commits-parser reads the same messages. Where it differs a policy must say so, and what a policy says must be so.</summary>
public class PeerParserSpecs
{
    private const string Package = "conventional-commits-parser", Folder = "tests/UvRelease.Tests/Changelog/judges";

    // What the peer reads in another way, by policy. It looks for footers on every line, in fences and paragraphs too, and knows no labels.
    private static readonly Dictionary<string, string> Explained = new(StringComparer.Ordinal)
    {
        ["CC-1"] = "header",
        ["CC-4"] = "header notes body",
        ["CC-6"] = "header",
        ["CC-7"] = "",
        ["CC-8"] = "body",
        ["CC-11"] = "body",
        ["CC-12"] = "header notes body",
        ["CC-13"] = "notes body",
        ["CC-14"] = "references",
        ["CC-15"] = "notes body references",
        ["CC-17"] = "body",
        ["CC-19"] = "notes",
        ["CC-20"] = "header body",
        ["CC-23"] = "notes body",
        ["CC-24"] = "notes",
        ["CC-25"] = "notes body",
        ["CC-27"] = "header",
        ["CC-31"] = "notes",
    };

    [Fact]
    public async Task It_reads_four_thousand_messages_as_we_do_but_for_the_policies()
    {
        Node.Needs(Package, Folder);
        var maker = new MessageMaker(20_260);
        MadeMessage[] made = [.. Enumerable.Range(0, 4_000).Select(number => maker.Make(number % 4 * 15))];
        JsonElement read = await Node.AskAsync(SourceTree.At(Folder, Package + ".mjs"), made.Select(message => message.Text));

        var unexplained = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (int place = 0; place < made.Length; place++)
        {
            string[] differences = [.. Differences(made[place].Text, read[place])];
            HashSet<string> allowed =
                [.. made[place].Policies.SelectMany(policy => Explained.GetValueOrDefault(policy, "").Split(' ', StringSplitOptions.RemoveEmptyEntries))];
            if (differences.Any(difference => !allowed.Contains(difference.Split(' ')[0])))
                unexplained.Add($"{JsonSerializer.Serialize(made[place].Text)} [{string.Join(' ', made[place].Policies)}]\n  "
                    + $"{string.Join("\n  ", differences)}");
            string[] explaining = [.. made[place].Policies.Where(policy => Explained.GetValueOrDefault(policy, "").Length > 0)];
            if (differences.Length > 0 && explaining.Length == 1)
                seen.Add(explaining[0]);
        }

        Assert.True(unexplained.Count == 0, $"{unexplained.Count} differences that no policy explains:\n{string.Join('\n', unexplained.Take(8))}");
        Assert.Equal(Explained.Where(policy => policy.Value.Length > 0).Select(policy => policy.Key).Order(StringComparer.Ordinal),
            seen.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Differences(string text, JsonElement peer)
    {
        CommitMessage ours = MessageParser.Parse(text);
        bool conventional = ours.Kind == MessageKind.Conventional;
        string header = conventional ? $"{ours.Type}|{ours.Scope}|{ours.Description}" : "||";
        string theirs = $"{Text(peer, "type")}|{Text(peer, "scope")}|{Text(peer, "subject")}";
        if (header != theirs)
            yield return $"header {header} <> {theirs}";
        string notes = Join(ours.BreakingNotes), theirNotes = Join(Texts(peer, "notes"));
        if (notes != theirNotes)
            yield return $"notes {notes} <> {theirNotes}";
        if (Plain(ours.Body) != Plain(Text(peer, "body")))
            yield return $"body {Plain(ours.Body)} <> {Plain(Text(peer, "body"))}";
        string references = Numbers(IssueReferences.Find(text, null, new IssueTrackers(new ChangeRules())).Select(reference => reference.Text));
        if (references != Numbers(Texts(peer, "references")))
            yield return $"references {references} <> {Numbers(Texts(peer, "references"))}";
    }

    private static string Text(JsonElement of, string name) => of.GetProperty(name).GetString() ?? "";

    private static IEnumerable<string> Texts(JsonElement of, string name) => of.GetProperty(name).EnumerateArray().Select(text => text.GetString()!);

    // The peer keeps white space at the ends of lines, and we know no other use for it.
    private static string Plain(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd())).Trim();

    private static string Join(IEnumerable<string> notes) => string.Join(" & ", notes.Select(Plain));

    private static string Numbers(IEnumerable<string> references) =>
        string.Join(' ', references.Select(reference => reference[(reference.LastIndexOf('#') + 1)..]).Distinct().Order(StringComparer.Ordinal));
}
