using System.Text.Json.Nodes;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The checker of races and random moves sees what it is there to see.</summary>
public sealed class CheckerSpecs : IDisposable
{
    private readonly PublishStage stage = new();

    [Theory]
    [InlineData("artifact", "I1: 00000002.json: linux-x64/")]
    [InlineData("digest", "I1: 00000003.json offers another 1.1.0 than before")]
    [InlineData("bucket", "I6: 11 buckets of latest-linux.yml are offered 1.1.0, and 10 should be")]
    [InlineData("waiver", "I11: a waiver of ada had ended")]
    [InlineData("gates", "I11: a gate is named twice")]
    [InlineData("plan", "I13: 00000003.json applies a plan a second time")]
    [InlineData("key", "I14: 00000003.json fulfils a wish a second time")]
    public async Task A_store_that_breaks_an_invariant_is_told_by_its_name(string damage, string said)
    {
        await stage.PublishAsync(stage.Seal("1.0.0"), PublishStage.Request(buckets: true));
        await stage.PublishAsync(stage.Seal("1.1.0"), PublishStage.Request(5, buckets: true));
        await new PromotionStage(stage).RunAsync(PromotionStage.Widen(10));
        Assert.Equal([], StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"));
        string entry = stage.At("store", "channels", "canary", "log", "00000003.json");
        JsonNode json = JsonNode.Parse(await File.ReadAllTextAsync(entry, TestContext.Current.CancellationToken))!;
        JsonNode before = JsonNode.Parse(await File.ReadAllTextAsync(entry.Replace("3.json", "2.json", StringComparison.Ordinal),
            TestContext.Current.CancellationToken))!;
        JsonArray gates = json["grounds"]!["gates"]!.AsArray();
        if (damage == "artifact")
            Append(Directory.GetFiles(stage.At("store", "artifacts", "1.1.0", "linux-x64"))[0]);
        else if (damage == "bucket")
        {
            string[] buckets = [.. Enumerable.Range(0, 100).Select(bucket => stage.At("store", "feeds", "canary", $"{bucket:D2}", "latest-linux.yml"))];
            File.Copy(buckets.First(IsOffered), buckets.First(bucket => !IsOffered(bucket)), overwrite: true);
        }
        else if (damage is "waiver")
            gates.Add(JsonNode.Parse("""{"gate":"health","waiver":{"actor":"ada","reason":"x","expires":"2026-01-01T00:00:00.000Z"}}"""));
        else if (damage is "gates")
        {
            for (int time = 0; time < 2; time++)
                gates.Add(JsonNode.Parse("""{"gate":"health","waiver":null}"""));
        }
        else if (damage == "digest")
            json["standing"]!["current"]!["digest"] = new string('a', 64);
        else
        {
            string name = damage == "plan" ? "planDigest" : "idempotencyKey";
            json[name] = before[name]!.ToString();
        }

        await File.WriteAllTextAsync(entry, json.ToJsonString(), TestContext.Current.CancellationToken);
        Assert.Contains(StoreChecker.ViolationsAtRest(stage.StoreFolder, "canary"), violation => violation.Contains(said, StringComparison.Ordinal));
    }

    public void Dispose() => stage.Dispose();

    private static bool IsOffered(string feed) => File.ReadAllText(feed).StartsWith("version: 1.1.0\n", StringComparison.Ordinal);

    private static void Append(string file)
    {
        UvRelease.Posix.FileStatus.SetMode(file, UvRelease.Posix.FileModes.Plain);
        File.AppendAllText(file, "!");
    }
}
