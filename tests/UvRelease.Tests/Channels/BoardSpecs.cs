using System.Text.RegularExpressions;
using System.Xml.Linq;
using UvRelease.Channels.Boards;
using UvRelease.Channels.Logs;
using UvRelease.Channels.Promotion;
using UvRelease.Releases.Identity;
using Xunit;

namespace UvRelease.Tests.Channels;

public sealed partial class BoardSpecs : IDisposable
{
    private const string Hostile = "<script>alert(1)</script>\"'&<!-- ]]>";
    private readonly PublishStage stage = new();

    [Fact]
    public void Every_text_is_escaped_and_nothing_is_loaded_or_run()
    {
        Release release = stage.Seal("1.2.0").Release with { Notes = Hostile };
        BoardChannel stable = Channel("stable", release, entry => entry with { Actor = Hostile, Reason = Hostile, Run = "javascript:alert(1)" });
        string page = BoardPage.Write("sample-app", [stable, new BoardChannel("canary", [], null)]);
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("javascript:", page, StringComparison.OrdinalIgnoreCase);
        XElement root = Parse(page);
        var loading = root.Descendants().Where(element => element.Attributes().Any(attribute => attribute.Name.LocalName is "src" or "href"));
        Assert.Equal(["a"], loading.Select(element => element.Name.LocalName).Distinct());
        Assert.DoesNotContain(root.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        Assert.Contains(Hostile, root.Value, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_download_of_the_board_is_there()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"), PublishStage.Request(percent: 10, buckets: true));
        using (var store = stage.Store())
            await new ReleaseBoard(store, PublishStage.App, ["canary", "beta", "stable"]).WriteAsync(CancellationToken.None);
        string page = await File.ReadAllTextAsync(stage.At("store", "feeds", "index.html"));
        XElement root = Parse(page);
        IEnumerable<string> targets = root.Descendants("a").Select(link => (string)link.Attribute("href")!);
        string[] links = [.. targets.Where(link => link.StartsWith("../", StringComparison.Ordinal))];
        Assert.Equal(4, links.Length); // of the release, and of the one for everybody else
        Assert.All(links, link => Assert.True(File.Exists(Path.GetFullPath(Path.Combine(stage.At("store", "feeds"), link))), link));
        Assert.Equal(["stable", "beta", "canary"], root.Descendants("h2").Select(heading => heading.Value));
        Assert.Contains("10 % of clients", root.Value, StringComparison.Ordinal);
        Assert.Contains("The others get 1.0.0.", root.Value, StringComparison.Ordinal);
        Assert.Contains("For everybody else: 1.0.0", root.Value, StringComparison.Ordinal);
        Assert.Contains("Windows installer, 64-bit", root.Value, StringComparison.Ordinal);
        Assert.Contains("Updates itselfLinux, Windows", root.Value, StringComparison.Ordinal);
        Assert.Contains("Updated 2026-01-02 12:00 UTC.", root.Value, StringComparison.Ordinal);
        Assert.Contains($"https://github.com/acme/app/commit/{PublishStage.Commit}", targets);
        string[] feeds = [.. targets.Where(link => link.StartsWith("canary/", StringComparison.Ordinal))];
        Assert.Equal(["canary/latest-linux.yml", "canary/latest.yml"], feeds);
        Assert.All(feeds, feed => Assert.True(File.Exists(stage.At("store", "feeds", feed)), feed));
        Assert.Equal(["1.1.0", "1.0.0"], root.Descendants("ol").Elements("li").Select(entry => entry.Element("strong")!.Value));
    }

    [Fact]
    public async Task The_page_of_downloads_shows_what_everybody_may_install_and_nothing_of_the_team()
    {
        var moves = new PromotionStage(stage);
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await moves.RunAllAsync(PromotionStage.Promote(), PromotionStage.Halt("beta"));
        await stage.PublishAsync(stage.Seal("1.1.0"));
        string[] channels = ["canary", "beta", "stable"];
        using var store = stage.Store();
        await new ReleaseBoard(store, PublishStage.App, channels).WriteAsync(CancellationToken.None);
        string Page() => File.ReadAllText(stage.At("store", "feeds", "downloads.html"));
        XElement halted = Parse(Page());
        Assert.Equal(["stable", "beta"], halted.Descendants("h2").Select(heading => heading.Value));
        Assert.Equal(2, halted.Descendants("p").Count(text => text.Value == "Nothing can be installed from here yet."));
        await moves.RunAllAsync(PromotionStage.Resume(channel: "beta"));
        await new ReleaseBoard(store, PublishStage.App, channels).WriteAsync(CancellationToken.None);
        XElement root = Parse(Page());
        string[] links = [.. root.Descendants("a").Select(link => (string)link.Attribute("href")!)];
        Assert.Contains("1.0.0", root.Value, StringComparison.Ordinal);
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.GetFullPath(Path.Combine(stage.At("store", "feeds"), link))), link));
        Assert.All((string[])["1.1.0", "ada", "canary", "History", "It loses data.", "Gates"],
            word => Assert.DoesNotContain(word, halted.Value + root.Value, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_feeds_by_bucket_nobody_outside_a_rollout_is_promised_the_release_before()
    {
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await stage.PublishAsync(stage.Seal("1.1.0"), PublishStage.Request(percent: 10));
        using var store = stage.Store();
        string page = BoardPage.Write(PublishStage.App, await new ReleaseBoard(store, PublishStage.App, ["canary"]).ReadAsync(CancellationToken.None));
        Assert.Contains("Offered to 10 % of clients. The others keep the version that they have.</p>", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_halted_release_is_offered_to_nobody_and_nobody_is_led_to_its_files()
    {
        Release release = stage.Seal("1.2.0").Release;
        BoardChannel Halted(bool halted) => Channel("stable", release, entry => entry with
        {
            Status = entry.Status with
            {
                Halted = halted,
                Fallback = new ReleaseReference("1.1.0", entry.PlanDigest),
                Current = entry.Status.Current with { Cohorts = ["staff"] },
            },
        });
        string before = Parse(BoardPage.Write("sample-app", [Halted(false)])).Value, after = Parse(BoardPage.Write("sample-app", [Halted(true)])).Value;
        Assert.Contains("Always forstaff", before, StringComparison.Ordinal);
        Assert.Contains("sample-app-1.2.0", before, StringComparison.Ordinal);
        Assert.Contains("Offered to nobody: the release was halted. The last one for everybody was 1.1.0.", after, StringComparison.Ordinal);
        Assert.DoesNotContain("staff", after, StringComparison.Ordinal);
        Assert.DoesNotContain("sample-app-1.2.0", after, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gates_waivers_approvals_and_the_halt_are_shown_and_each_move_in_the_history()
    {
        var moves = new PromotionStage(stage);
        var waiver = new LogWaiver("grace", "Nobody runs it yet.", "2026-01-09T00:00:00.000Z");
        moves.Gates = _ => new GateVerdict(
            [new PassageFinding("integrity", "pass", true, "Whole.", null), new PassageFinding("sample", "waived", true, "Few.", waiver)]);
        await stage.PublishAsync(stage.Seal("1.0.0"));
        await moves.RunAllAsync(PromotionStage.Promote(percent: 10), PromotionStage.Halt("beta"));
        using var store = stage.Store();
        BoardChannel beta = Assert.Single(await new ReleaseBoard(store, PublishStage.App, ["beta"]).ReadAsync(CancellationToken.None));
        // Who approves is read from GitHub, which is not asked here.
        IEnumerable<LogEntry> approved = beta.Entries
            .Select(entry => entry with { Grounds = entry.Grounds is { } grounds ? grounds with { Approvers = ["linus"] } : null });
        XElement root = Parse(BoardPage.Write(PublishStage.App, [beta with { Entries = [.. approved] }]));
        string[] facts = [.. root.Descendants("dt").Select(term => $"{term.Value}: {term.ElementsAfterSelf("dd").First().Value}")];
        Assert.Equal(
            [
                "Halted: 2026-01-02 12:00 UTC by ada: It loses data.", "Gates: integrity",
                "Waived: sample until 2026-01-09 00:00 UTC by grace: Nobody runs it yet.", "Approved by: linus",
            ],
            facts[^4..]);
        string[] history = [.. root.Descendants("ol").Elements("li").Select(entry => entry.Value)];
        Assert.Equal(2, history.Length);
        Assert.Contains("halt · 0 %It loses data.", history[0], StringComparison.Ordinal);
        Assert.Contains(
            "promote · 10 %from canary. Approved by linus. Gates: integrity. sample was waived by grace: Nobody runs it yet.",
            history[1],
            StringComparison.Ordinal);
        Assert.Contains("Halted", root.Value, StringComparison.Ordinal);
    }

    public void Dispose() => stage.Dispose();

    private static BoardChannel Channel(string name, Release release, Func<LogEntry, LogEntry> change)
    {
        const string time = "2026-01-02T03:04:05.678Z";
        string digest = new('d', 64);
        var status = new ChannelStatus(new ChannelOffer(release.Version, digest, 10, [], time), null, false, null, release.Version, [], false, false);
        var entry = new LogEntry(LogEntry.Format, "sample-app", name, 1, null, ChannelAction.Publish, time, "ada", null, digest, digest, null, null, status);
        return new BoardChannel(name, [change(entry)], release);
    }

    // The page is written so that an XML reader takes it too, once its void elements are closed.
    private static XElement Parse(string page) => XElement.Parse(VoidElement().Replace(page["<!doctype html>\n".Length..], "${tag}/>"));

    [GeneratedRegex("(?<tag><(?:meta|br)[^>]*)>", RegexOptions.NonBacktracking)]
    private static partial Regex VoidElement();
}
