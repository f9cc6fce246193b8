using System.Text;
using System.Text.Json;
using UvRelease.Crashes.Intake;
using UvRelease.Crashes.Reports;
using UvRelease.Crashes.Signatures;
using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

public sealed class ReportIntakeSpecs
{
    private const string Secret = "planted-secret-1";

    private static readonly JavaScriptError Error = new(
        JavaScriptError.Format, "demo", "1.2.3", "latest", "renderer", "linux", "x64", "38.1.0", new string('a', 32), Startup: true,
        "TypeError", "x", "TypeError: x", []);

    private static readonly MadeUpload Private = new()
    {
        Dump = new MadeDump
        {
            Stack = Encoding.ASCII.GetBytes(Secret),
            Memory = [(4096, Encoding.Unicode.GetBytes(Secret))],
            Annotations = [("note", Secret)],
        }.Write(),
        Fields =
        [
            ("consent-collecting", "granted"), ("consent-uploading", "granted"), ("app", "demo"), ("release", "1.2.3"), ("channel", "latest"), ("guid", Secret),
            ("device", new string('b', 32)), ("prod", "/home/jane/x"), ("sentry__1", Secret), ("startup", "true"), ("ver", "38.1.0"),
        ],
        Files = [("log.txt", Encoding.UTF8.GetBytes(Secret))],
    };

    [Theory]
    [InlineData(int.MaxValue, false), InlineData(1, false), InlineData(7, true), InlineData(1000, true)]
    public async Task An_upload_is_stored_redacted_and_answered_with_its_id(int chunk, bool gzip)
    {
        using var stage = new IntakeStage();
        IntakeAnswer answer = await stage.Send(Private, chunk, gzip);
        Assert.Equal(200, answer.Status);
        Assert.Equal([$"reports/2026-11-30/{answer.Text}.dmp", $"reports/2026-11-30/{answer.Text}.json"], stage.Keys);
        Assert.All(stage.Files, file => Assert.Equal(0, file.Value.AsSpan().Count(Encoding.ASCII.GetBytes(Secret)) + file.Value.AsSpan().Count("jane"u8)));
        Assert.All(stage.Files, file => Assert.Equal(0, file.Value.AsSpan().Count(Encoding.Unicode.GetBytes(Secret))));
        byte[] record = stage.Files[$"reports/2026-11-30/{answer.Text}.json"];
        var report = StoredReport.Read(record, "record");
        Assert.Equal(Reflected.Write(report), Encoding.UTF8.GetString(record));
        Assert.Equal(("demo", "1.2.3", "latest", new string('b', 32), true), (report.App, report.Version, report.Channel, report.Device, report.Startup));
        Assert.Equal(["app", "channel", "release", "ver"], report.Annotations.Select(annotation => annotation.Name));
        Assert.Equal("2026-11-30T20:00:00.000Z", report.Received);
        Assert.Equal(8, report.Proof.FieldsDropped);
        Assert.Equal([answer.Text], stage.Reported.Select(one => one.Id));
        StoredReport[] listed = await new ReportStore(stage.Store).ListAsync(new DateOnly(2026, 11, 30), CancellationToken.None).ToArrayAsync();
        Assert.Equal([answer.Text], listed.Select(one => one.Id));
    }

    [Fact]
    public async Task The_same_upload_again_is_the_same_report()
    {
        using var stage = new IntakeStage();
        IntakeAnswer first = await stage.Send(Private);
        Assert.Equal(first, await stage.Send(Private));
        stage.Time.Now = new DateTimeOffset(2026, 12, 1, 0, 3, 0, TimeSpan.Zero); // no answer came, and Crashpad tries again
        Assert.Equal(first, await stage.Send(Private));
        Assert.Equal(2, stage.Keys.Count());
        Assert.Equal([first.Text], stage.Reported.Select(one => one.Id));
        Assert.Equal((1, 2), (stage.Intake.Counts.Dumps, stage.Intake.Counts.Repeated));
    }

    [Theory]
    [InlineData("app"), InlineData("release"), InlineData("channel")]
    public async Task A_report_that_does_not_say_its_release_is_counted_as_that(string missing)
    {
        using var stage = new IntakeStage();
        await stage.Send(Private with { Fields = [.. Private.Fields.Where(field => field.Name != missing && field.Name != "ver")] });
        await stage.Send(Private with { Dump = new MadeDump().Write() });
        Assert.Equal((2, 1), (stage.Intake.Counts.Dumps, stage.Intake.Counts.Uncounted));
        Assert.Equal([missing], stage.Reported[0].NotSaid());
        Sighting[] seen = await new StoredSightings(stage.Store).ListAsync("demo", new DateOnly(2026, 11, 30), CancellationToken.None).ToArrayAsync();
        JsonElement health = JsonDocument.Parse(HealthCounts.Write("demo", "latest", "x", seen, stage.Time.Now.AddDays(1))).RootElement;
        Assert.Equal(1, health.GetProperty("uncountedCrashes").GetInt32());
        Assert.Equal(1, health.GetProperty("releases")[0].GetProperty("crashedDevices").GetInt32());
    }

    [Theory]
    [InlineData("consent-uploading", "denied"), InlineData("consent-uploading", null), InlineData("consent-collecting", null)]
    [InlineData("consent-collecting", ""), InlineData("consent-collecting", "Granted")]
    public async Task Without_both_consents_a_form_is_refused_and_nothing_stored(string field, string? value)
    {
        using var stage = new IntakeStage();
        IEnumerable<(string, string)> others = Private.Fields.Where(one => one.Name != field);
        IntakeAnswer answer = await stage.Send(Private with { Fields = [.. others, .. value is null ? [] : (ReadOnlySpan<(string, string)>)[(field, value)]] });
        Assert.Equal(403, answer.Status);
        Assert.Contains(field, answer.Text, StringComparison.Ordinal);
        Assert.Empty(stage.Files);
    }

    [Theory]
    [InlineData(null), InlineData(""), InlineData("collecting"), InlineData("uploading"), InlineData("collecting, uploadings")]
    [InlineData("Collecting, Uploading")]
    public async Task Without_both_consents_an_error_and_a_ping_are_refused_and_nothing_stored(string? header)
    {
        using var stage = new IntakeStage();
        Assert.Equal(403, (await stage.Send("application/json", JavaScriptErrorJson.Write(Error), consent: header)).Status);
        Assert.Equal(403, (await stage.Ping(PingText(), header)).Status);
        Assert.Empty(stage.Files);
    }

    [Fact]
    public async Task An_error_is_stored_redacted_each_time_that_it_comes()
    {
        using var stage = new IntakeStage();
        byte[] document = JavaScriptErrorJson.Write(Error with { Message = "at /home/jane/x" });
        IntakeAnswer one = await stage.Send("application/json; charset=utf-8", document, consent: "collecting, uploading");
        IntakeAnswer two = await stage.Send("application/json", MadeUpload.Gzip(document), "gzip", "uploading,collecting");
        Assert.Equal((200, 200), (one.Status, two.Status));
        Assert.NotEqual(one.Text, two.Text);
        Assert.Equal(4, stage.Keys.Count());
        Assert.Equal("at ~/x", JavaScriptErrorJson.Read(stage.Files[$"reports/2026-11-30/{one.Text}.js-error.json"], "x").Message);
        Assert.Equal("1.2.3", StoredReport.Read(stage.Files[$"reports/2026-11-30/{one.Text}.json"], "x").Version);
    }

    [Theory]
    [InlineData("text/plain", null, 415), InlineData(null, null, 415), InlineData("multipart/form-data", null, 400), InlineData("application/json", "br", 415)]
    [InlineData("multipart/form-data; boundary=", null, 400), InlineData("multipart/form-data; boundary=\"x", null, 400)]
    [InlineData("application/json", "gzip", 400)]
    public async Task Other_bodies_are_refused(string? contentType, string? encoding, int status)
    {
        using var stage = new IntakeStage();
        Assert.Equal(status, (await stage.Send(contentType, [.. "{}"u8], encoding, "collecting, uploading")).Status);
        Assert.Empty(stage.Files);
    }

    [Fact]
    public async Task A_body_that_unpacks_to_more_than_is_taken_is_refused()
    {
        using var stage = new IntakeStage(new IntakeSettings { MostBytes = 1 << 20 });
        byte[] bomb = MadeUpload.Gzip((Private with { Dump = new byte[64 << 20] }).Write());
        using var body = new CountedStream(bomb);
        var request = new IntakeRequest(Private.ContentType, "gzip", null, "192.0.2.1", body);
        IntakeAnswer answer = await stage.Intake.TakeReportAsync(request, CancellationToken.None);
        Assert.Equal(413, answer.Status);
        Assert.InRange(body.Count, 1, bomb.Length / 2); // the rest was never unpacked
        Assert.Empty(stage.Files);
    }

    [Fact]
    public async Task A_body_that_is_sent_longer_than_is_taken_is_refused()
    {
        using var stage = new IntakeStage(new IntakeSettings { MostSentBytes = 1000 });
        Assert.Equal(413, (await stage.Send(Private)).Status);
        Assert.Empty(stage.Files);
    }

    [Fact]
    public async Task A_dump_that_can_not_be_read_is_refused_with_offset_and_field()
    {
        using var stage = new IntakeStage();
        IntakeAnswer answer = await stage.Send(Private with { Dump = Private.Dump![..^200] });
        Assert.Equal(400, answer.Status);
        Assert.Contains("at offset ", answer.Text, StringComparison.Ordinal);
        Assert.Empty(stage.Files);
    }

    [Fact]
    public async Task A_client_that_comes_too_often_is_asked_to_wait_and_others_are_not()
    {
        using var stage = new IntakeStage(new IntakeSettings { MostPerMinute = 3 });
        for (int upload = 0; upload < 3; upload++)
            Assert.Equal(200, (await stage.Send(Private)).Status);
        IntakeAnswer answer = await stage.Send(Private);
        Assert.Equal((429, 20), (answer.Status, answer.RetryAfter));
        Assert.Equal(429, (await stage.Ping(PingText())).Status);
        Assert.Equal(200, (await stage.Send(Private, client: "192.0.2.2")).Status);
        stage.Time.Now += TimeSpan.FromSeconds(20);
        Assert.Equal(200, (await stage.Send(Private)).Status);
        Assert.Equal(429, (await stage.Send(Private)).Status);
    }

    [Fact]
    public async Task What_is_too_much_at_once_is_refused_before_it_is_read_and_what_was_begun_is_finished()
    {
        using var stage = new IntakeStage(new IntakeSettings { MostAtOnce = 1 });
        var slow = new HeldStream(Private.Write());
        Task<IntakeAnswer> first = stage.Intake.TakeReportAsync(new IntakeRequest(Private.ContentType, null, null, "a", slow), CancellationToken.None);
        IntakeAnswer second = await stage.Intake.TakeReportAsync(
            new IntakeRequest(Private.ContentType, null, null, "b", new HeldStream([])), CancellationToken.None);
        Assert.Equal((429, 1), (second.Status, second.RetryAfter));
        slow.Go.SetResult();
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await stage.Send(Private)).Status);
        Assert.Equal([(200, 2L), (429, 1L)], stage.Intake.Counts.Answers);
    }

    [Fact]
    public async Task A_store_that_fails_gives_no_id()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file", "");
        using var stage = new IntakeStage(folder: folder.At("file"));
        IntakeAnswer answer = await stage.Send(Private);
        Assert.Equal((503, 60), (answer.Status, answer.RetryAfter));
        Assert.DoesNotContain(folder.Path, answer.Text, StringComparison.Ordinal);
        Assert.Empty(stage.Reported);
    }

    [Fact]
    public async Task Pings_that_come_together_are_all_there()
    {
        using var stage = new IntakeStage(new IntakeSettings { MostAtOnce = 1000 });
        IntakeAnswer[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(number => stage.Ping(PingText(number), client: $"{number}")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Ping[] pings = await PingStore.ListAsync(stage.Store, new DateOnly(2026, 11, 30), CancellationToken.None).ToArrayAsync();
        Assert.Equal(Enumerable.Range(0, 200), pings.Select(ping => ping.Minutes).Order());
        Assert.InRange(stage.Keys.Count(), 1, 100);
    }

    [Fact]
    public async Task Reports_and_pings_are_the_counts_of_the_health_gate()
    {
        using var stage = new IntakeStage();
        await stage.Send(Private);
        for (int devices = 0; devices < 3; devices++)
            await stage.Ping(PingText().Replace(new string('c', 32), new string((char)('a' + devices), 32), StringComparison.Ordinal));
        DateOnly day = new(2026, 11, 30);
        Sighting[] seen = await new StoredSightings(stage.Store).ListAsync("demo", day, CancellationToken.None).ToArrayAsync();
        Assert.Equal([SightingKind.StartupCrash, .. Enumerable.Repeat(SightingKind.Session, 3)], seen.Select(sighting => sighting.Kind));
        byte[] health = HealthCounts.Write("demo", "latest", "crash-intake", seen, stage.Time.Now.AddDays(1));
        JsonElement release = JsonDocument.Parse(health).RootElement.GetProperty("releases")[0];
        Assert.Equal([3, 1, 1], ((string[])["devices", "crashedDevices", "startupCrashedDevices"]).Select(name => release.GetProperty(name).GetInt32()));
        Assert.Empty(await new StoredSightings(stage.Store).ListAsync("other", day, CancellationToken.None).ToArrayAsync());
    }

    [Theory]
    [InlineData("\"minutes\":3", "\"minutes\":3,\"user\":\"jane\""), InlineData("\"minutes\":3", "\"minutes\":1441"), InlineData("Session", "Hour")]
    [InlineData("\"demo\"", "\"De mo\""), InlineData("cccccccc", "CCCCCCCC"), InlineData("ping/1", "ping/2")]
    public async Task Pings_that_say_more_or_other_things_are_refused(string text, string with)
    {
        using var stage = new IntakeStage();
        Assert.Equal(400, (await stage.Ping(PingText(3).Replace(text, with, StringComparison.Ordinal))).Status);
        Assert.Empty(stage.Files);
    }

    private static string PingText(int minutes = 0) => $$"""
        {"schema":"uv-release/ping/1","kind":"Session","app":"demo","version":"1.2.3","channel":"latest",
         "device":"{{new string('c', 32)}}","minutes":{{minutes}}}
        """;

    private sealed class HeldStream(byte[] bytes) : MemoryStream(bytes)
    {
        public TaskCompletionSource Go { get; } = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Go.Task;
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }

    /// <summary>Counts what was read of it.</summary>
    private sealed class CountedStream(byte[] bytes) : MemoryStream(bytes)
    {
        public long Count { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = Read(buffer.Span);
            Count += read;
            return ValueTask.FromResult(read);
        }
    }
}
