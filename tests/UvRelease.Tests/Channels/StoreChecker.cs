using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace UvRelease.Tests.Channels;

/// <summary>
/// Checks a directory store by its files alone, with nothing of the code that wrote them: the log's chain, releases, and that feeds name what is there.
/// </summary>
internal static class StoreChecker
{
    /// <summary>What is wrong with a channel; empty where nothing is.</summary>
    public static IReadOnlyList<string> Violations(string root, string channel)
    {
        var wrong = new List<string>();
        string log = Path.Combine(root, "channels", channel, "log");
        string[] entries = Directory.Exists(log) ? [.. Directory.GetFiles(log).Order(StringComparer.Ordinal)] : [];
        string? previousHash = null;
        DateTimeOffset previousTime = DateTimeOffset.MinValue;
        var keys = new HashSet<string>(StringComparer.Ordinal);
        var plans = new HashSet<string>(StringComparer.Ordinal);
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        JsonElement? previous = null;
        for (int index = 0; index < entries.Length; index++)
        {
            byte[] bytes = File.ReadAllBytes(entries[index]);
            using var document = JsonDocument.Parse(bytes);
            JsonElement entry = document.RootElement.Clone();
            string name = Path.GetFileName(entries[index]);
            if (name != string.Create(CultureInfo.InvariantCulture, $"{index + 1:D8}.json") || entry.GetProperty("generation").GetInt32() != index + 1)
                wrong.Add($"I8: {name} is entry {index + 1}");
            if (entry.GetProperty("prevHash").GetString() != previousHash)
                wrong.Add($"I8: {name} does not follow the one before it");
            if (!keys.Add(entry.GetProperty("idempotencyKey").GetString()!))
                wrong.Add($"I14: {name} fulfils a wish a second time");
            // A plan is one of its base generation.
            if (!plans.Add(entry.GetProperty("planDigest").GetString()!))
                wrong.Add($"I13: {name} applies a plan a second time");
            JsonElement status = entry.GetProperty("standing"), current = status.GetProperty("current");
            string version = current.GetProperty("version").GetString()!, digest = current.GetProperty("digest").GetString()!;
            if (digests.TryGetValue(version, out string? sealedAs) && sealedAs != digest)
                wrong.Add($"I1: {name} offers another {version} than before");
            else if (sealedAs is null)
                wrong.AddRange(Artifacts(root, version).Select(problem => $"I1: {name}: {problem}"));
            digests[version] = digest;
            DateTimeOffset time = entry.GetProperty("at").GetDateTimeOffset();
            if (time < previousTime)
                wrong.Add($"{name} is earlier than the one before it");
            wrong.AddRange(Release(root, status.GetProperty("current")).Select(problem => $"I2: {name}: {problem}"));
            if (status.GetProperty("fallback") is { ValueKind: JsonValueKind.Object } fallback)
                wrong.AddRange(Release(root, fallback).Select(problem => $"I2: {name}: {problem}"));
            wrong.AddRange(MoveChecker.Violations(root, channel, previous, entry).Select(problem => $"{name}: {problem}"));
            (previous, previousTime, previousHash) = (entry, time, Hash(bytes));
        }

        return wrong;
    }

    /// <summary>What is wrong with a channel at rest, when everybody has finished: state and feeds are those of the newest entry.</summary>
    public static IReadOnlyList<string> ViolationsAtRest(string root, string channel)
    {
        var wrong = new List<string>(Violations(root, channel));
        string newest = Directory.GetFiles(Path.Combine(root, "channels", channel, "log")).Max(StringComparer.Ordinal)!;
        using var entry = JsonDocument.Parse(File.ReadAllBytes(newest));
        using var state = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(root, "channels", channel, "state.json")));
        int generation = entry.RootElement.GetProperty("generation").GetInt32();
        string? hash = state.RootElement.GetProperty("entryHash").GetString();
        if (state.RootElement.GetProperty("generation").GetInt32() != generation || hash != Hash(File.ReadAllBytes(newest)))
            wrong.Add("The state is not that of the newest entry.");
        wrong.AddRange(Buckets(root, channel, entry.RootElement.GetProperty("standing")));
        foreach (string feed in Directory.GetFiles(Path.Combine(root, "feeds", channel), "*.yml", SearchOption.AllDirectories))
        {
            (int of, IReadOnlyList<string> problems) = Feed(feed);
            wrong.AddRange(problems);
            if (of != generation)
                wrong.Add($"{feed} is of generation {of}, and the log has {generation}.");
        }

        return wrong;
    }

    /// <summary>Generation of a feed, and what is wrong with the files it names (I10).</summary>
    public static (int Generation, IReadOnlyList<string> Problems) Feed(string path)
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(File.ReadAllText(path)));
        var feed = (YamlMappingNode)yaml.Documents[0].RootNode;
        var wrong = new List<string>();
        foreach (YamlMappingNode file in ((YamlSequenceNode)feed["files"]).Cast<YamlMappingNode>())
        {
            string target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, Text(file, "url")));
            if (!File.Exists(target))
            {
                wrong.Add($"I10: {path} names {target}, which is not there");
                continue;
            }

            byte[] bytes = File.ReadAllBytes(target);
            if (Convert.ToBase64String(SHA512.HashData(bytes)) != Text(file, "sha512") || $"{bytes.LongLength}" != Text(file, "size"))
                wrong.Add($"I10: {path} names {target} with other bytes");
        }

        return (int.Parse(Text((YamlMappingNode)feed["uvRelease"], "generation"), CultureInfo.InvariantCulture), wrong);
    }

    // Each file of a sealed release is there with the bytes that it was sealed with.
    private static IEnumerable<string> Artifacts(string root, string version)
    {
        string path = Path.Combine(root, "releases", version, "release.json");
        if (!File.Exists(path))
            yield break;
        using var release = JsonDocument.Parse(File.ReadAllBytes(path));
        foreach (JsonElement file in release.RootElement.GetProperty("files").EnumerateArray())
        {
            string name = file.GetProperty("name").GetString()!, leg = $"{file.GetProperty("platform").GetString()}-{file.GetProperty("arch").GetString()}";
            string artifact = Path.Combine(root, "artifacts", version, leg, name);
            if (File.Exists(artifact) && Convert.ToBase64String(SHA512.HashData(File.ReadAllBytes(artifact))) != file.GetProperty("sha512").GetString())
                yield return $"{leg}/{name} of {version} has other bytes";
        }
    }

    // Buckets begin with others for each release, and as many of them as the share says are offered it.
    private static IEnumerable<string> Buckets(string root, string channel, JsonElement status)
    {
        if (!status.GetProperty("buckets").GetBoolean())
            yield break;
        string version = status.GetProperty("current").GetProperty("version").GetString()!;
        int percent = status.GetProperty("halted").GetBoolean() ? 0 : status.GetProperty("current").GetProperty("percent").GetInt32();
        foreach (IGrouping<string, string> same in Directory.GetFiles(Path.Combine(root, "feeds", channel), "*.yml", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(Path.GetDirectoryName(file)!) is [>= '0' and <= '9', >= '0' and <= '9']).GroupBy(file => Path.GetFileName(file)))
        {
            int offered = same.Count(file => File.ReadAllLines(file) is var lines && lines.Contains($"version: {version}", StringComparer.Ordinal)
                && !lines.Contains("stagingPercentage: 0", StringComparer.Ordinal));
            if (offered != percent)
                yield return $"I6: {offered} buckets of {same.Key} are offered {version}, and {percent} should be";
        }
    }

    /// <summary>The hash that the next entry names.</summary>
    public static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static IEnumerable<string> Release(string root, JsonElement reference)
    {
        string path = Path.Combine(root, "releases", reference.GetProperty("version").GetString()!, "release.json");
        if (!File.Exists(path))
            return [$"{path} is not there"];
        return Hash(File.ReadAllBytes(path)) == reference.GetProperty("digest").GetString() ? [] : [$"{path} is another release"];
    }

    private static string Text(YamlMappingNode mapping, string key) => ((YamlScalarNode)mapping[key]).Value!;
}
