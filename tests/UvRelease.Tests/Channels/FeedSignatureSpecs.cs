using System.Text.Json;
using UvRelease.Channels.Feeds;
using UvRelease.Channels.Moves;
using UvRelease.Channels.Publishing;
using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>Feeds that are signed, as OpenSSL's keys sign and as the app's own template in Node.js takes them.</summary>
public sealed class FeedSignatureSpecs : IDisposable
{
    private const string Feed = "feeds/canary/latest-linux.yml";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);
    private readonly PublishStage stage = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Signature => stage.At("store", $"{Feed}.sig.json");

    public void Dispose() => stage.Dispose();

    [Fact]
    public async Task Each_feed_of_a_publish_has_a_signature_that_the_apps_template_takes()
    {
        (string key, string publicKey) = await KeyAsync("one");
        await PublishAsync("1.0.0", key, PublishStage.Noon);
        string[] feeds = Directory.GetFiles(stage.At("store", "feeds"), "*.yml", SearchOption.AllDirectories);
        Assert.Equal(4, feeds.Length);
        Assert.All(feeds, feed => Assert.True(File.Exists($"{feed}.sig.json"), feed));
        Assert.Equal("generation 1", await CheckAsync([publicKey], PublishStage.Noon));
        Assert.Equal("generation 1", await CheckAsync([publicKey], PublishStage.Noon.AddDays(13)));
        Assert.Contains("has ended at 2026-01-16T12:00:00Z", await CheckAsync([publicKey], PublishStage.Noon.AddDays(15)), StringComparison.Ordinal);
        Assert.Contains("generation 1, and 2 was there", await CheckAsync([publicKey], PublishStage.Noon, seen: 2), StringComparison.Ordinal);
        Assert.Contains("signed by nobody", await CheckAsync([(await KeyAsync("two")).Public], PublishStage.Noon), StringComparison.Ordinal);
        Assert.Contains("is for the feed", await CheckAsync([publicKey], PublishStage.Noon, file: "beta/latest-linux.yml"), StringComparison.Ordinal);

        await File.AppendAllTextAsync(stage.At("store", Feed), "# changed\n", Stop);
        Assert.Contains("not the one that was signed", await CheckAsync([publicKey], PublishStage.Noon), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_nothing_is_signed()
    {
        await PublishAsync("1.0.0", null, PublishStage.Noon);
        Assert.Empty(Directory.GetFiles(stage.At("store"), "*.sig.json", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Reconcile_signs_anew_after_half_of_the_time_and_repairs_what_was_changed()
    {
        (string key, string publicKey) = await KeyAsync("one");
        await PublishAsync("1.0.0", key, PublishStage.Noon);
        Assert.Empty(await ReconcileAsync(key, PublishStage.Noon.AddDays(6)));
        string[] written = await ReconcileAsync(key, PublishStage.Noon.AddDays(8));
        Assert.Equal(4, written.Length);
        Assert.All(written, one => Assert.EndsWith(".sig.json", one, StringComparison.Ordinal));
        Assert.Equal("generation 1", await CheckAsync([publicKey], PublishStage.Noon.AddDays(20)));

        string good = await File.ReadAllTextAsync(Signature, Stop);
        foreach (string broken in (string[])["", "{}", "no json", good.Replace("\"sig\":\"", "\"sig\":\"AAAA", StringComparison.Ordinal), good[..^20]])
        {
            await File.WriteAllTextAsync(Signature, broken, Stop);
            Assert.Equal([$"{Feed}.sig.json"], await ReconcileAsync(key, PublishStage.Noon.AddDays(8)));
            Assert.Equal("generation 1", await CheckAsync([publicKey], PublishStage.Noon.AddDays(8)));
        }
    }

    [Fact]
    public async Task Two_keys_sign_side_by_side_while_one_takes_the_place_of_the_other()
    {
        (string old, string oldPublic) = await KeyAsync("old");
        (string young, string youngPublic) = await KeyAsync("young");
        await PublishAsync("1.0.0", old, PublishStage.Noon);
        Assert.Equal(4, (await ReconcileAsync(old + young, PublishStage.Noon)).Length);
        Assert.Equal("generation 1", await CheckAsync([oldPublic], PublishStage.Noon));
        Assert.Equal("generation 1", await CheckAsync([youngPublic], PublishStage.Noon));
        await ReconcileAsync(young, PublishStage.Noon);
        Assert.Contains("signed by nobody", await CheckAsync([oldPublic], PublishStage.Noon), StringComparison.Ordinal);
        Assert.Equal("generation 1", await CheckAsync([oldPublic, youngPublic], PublishStage.Noon));
    }

    [Fact]
    public async Task A_signature_of_a_newer_generation_stays()
    {
        (string key, _) = await KeyAsync("one");
        await PublishAsync("1.0.0", key, PublishStage.Noon);
        // A faster writer has committed another entry, which this one has not seen.
        FeedSigner signer = FeedSigner.Read(key, Lifetime, new PublishStage.FixedClock(PublishStage.Noon));
        byte[] newer = signer.Sign(new Feed(StoreKey.Of(Feed), "another feed", UvRelease.Releases.Artifacts.ReleasePlatform.Linux), 2);
        await File.WriteAllBytesAsync(Signature, newer, Stop);
        Assert.DoesNotContain($"{Feed}.sig.json", await ReconcileAsync(key, PublishStage.Noon.AddDays(8)));
        Assert.Equal(newer, await File.ReadAllBytesAsync(Signature, Stop));
    }

    [Theory]
    [InlineData("", "is no PEM"), InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "can't be read")]
    [InlineData("rsa", "none of Ed25519")]
    public async Task What_is_no_key_of_feeds_is_told_without_showing_it(string pem, string problem)
    {
        if (pem == "rsa")
            pem = await OpenSslAsync("genpkey", "-algorithm", "ed448");
        ReleaseException error = Assert.Throws<ReleaseException>(() => FeedSigner.Read(pem, Lifetime, TimeProvider.System));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("MEcCAQAw", error.Message, StringComparison.Ordinal);
    }

    private MoveSettings Settings(string? key, DateTimeOffset now) => stage.Settings() with
    {
        Time = new PublishStage.FixedClock(now),
        Signer = key is null ? null : FeedSigner.Read(key, Lifetime, new PublishStage.FixedClock(now)),
    };

    private async Task PublishAsync(string version, string? key, DateTimeOffset now)
    {
        using IStore store = stage.Store();
        await new Publisher(store, Settings(key, now)).RunAsync(stage.Seal(version), PublishStage.Request(), Stop);
    }

    private async Task<string[]> ReconcileAsync(string key, DateTimeOffset now)
    {
        using IStore store = stage.Store();
        return [.. (await new Reconciler(store, Settings(key, now)).RunAsync(PublishStage.App, "canary", Stop))!.Value.Report.Written];
    }

    private async Task<string> CheckAsync(string[] publicKeys, DateTimeOffset now, int seen = 0, string file = "canary/latest-linux.yml")
    {
        Node.Needs("yaml");
        JsonElement answer = await Node.AskAsync("tests/UvRelease.Tests/Channels/check-feed.mjs", new
        {
            text = await File.ReadAllTextAsync(stage.At("store", Feed), Stop),
            envelope = await File.ReadAllTextAsync(Signature, Stop),
            publicKeys,
            file,
            seen,
            now = now.ToUnixTimeMilliseconds(),
        });
        return answer.GetString()!;
    }

    private static async Task<(string Private, string Public)> KeyAsync(string name)
    {
        using var folder = new TemporaryFolder();
        string key = await OpenSslAsync("genpkey", "-algorithm", "ed25519");
        folder.Write(name, key);
        return (key, await OpenSslAsync("pkey", "-in", folder.At(name), "-pubout"));
    }

    private static Task<string> OpenSslAsync(params string[] arguments) => OutsideProgram.RunAsync("/", "openssl", arguments);
}
