using UvRelease.Channels.Gates.Health;
using UvRelease.Crashes.Intake;
using UvRelease.Crashes.Signatures;
using UvRelease.Fuzz.Crashes;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>From uploads and pings to what promote's health gate reads.</summary>
public sealed class IntakeSightingsSpecs
{
    private static readonly DateOnly Day = new(2026, 11, 30);

    [Fact]
    public async Task Pings_and_crashes_of_an_app_become_the_counts_that_the_gate_reads()
    {
        using var stage = new IntakeStage();
        foreach (char device in "abcd")
            await Pinged(stage, "demo", "1.2.3", device);
        await Pinged(stage, "demo", "1.2.2", 'e');
        await Pinged(stage, "other", "1.2.3", 'f');
        await Crashed(stage, "demo", "1.2.3", 'a', startup: "false");
        await Crashed(stage, "demo", "1.2.3", 'b', startup: "true");
        await Crashed(stage, "other", "1.2.3", 'f', startup: "false");
        stage.Time.Now = stage.Time.Now.AddDays(1);
        Sighting[] seen = await IntakeSightings.ReadAsync(stage.Store, "demo", Day, Day.AddDays(1), CancellationToken.None).ToArrayAsync();
        ChannelHealth health = HealthDocument.Read(HealthCounts.Write("demo", "canary", "crash-intake", seen, stage.Time.Now), "health.json");
        ReleaseHealth release = health.Of("1.2.3")!;
        Assert.Equal((4, 2, 1L), (release.Devices, release.CrashedDevices, release.StartupCrashedDevices));
        Assert.Equal((1, 0), (health.Of("1.2.2")!.Devices, health.Of("1.2.2")!.CrashedDevices));
        Assert.Empty(await IntakeSightings.ReadAsync(stage.Store, "demo", Day.AddDays(1), Day.AddDays(2), CancellationToken.None).ToArrayAsync());
    }

    private static async Task Pinged(IntakeStage stage, string app, string version, char device)
    {
        string ping = $$"""
            {"schema":"uv-release/ping/1","kind":"Day","app":"{{app}}","version":"{{version}}","channel":"canary","device":"{{new string(device, 32)}}","minutes":0}
            """;
        Assert.Equal(200, (await stage.Ping(ping)).Status);
    }

    private static async Task Crashed(IntakeStage stage, string app, string version, char device, string startup)
    {
        var upload = new MadeUpload
        {
            Dump = new MadeDump().Write(),
            Fields =
            [
                ("consent-collecting", "granted"), ("consent-uploading", "granted"), ("app", app), ("release", version), ("channel", "canary"),
                ("device", new string(device, 32)), ("startup", startup),
            ],
        };
        IntakeAnswer answer = await stage.Send(upload);
        Assert.True(answer.Status == 200, answer.Text);
    }
}
