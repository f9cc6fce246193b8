using System.Diagnostics;
using System.Text;
using UvRelease.Crashes.Intake;
using UvRelease.Posix;
using UvRelease.Tests.Crashes.Redaction;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

/// <summary>A program crashes under Crashpad's real handler, which uploads to the intake over loopback.</summary>
public sealed class RealHandlerSpecs
{
    private const string Consents = "--annotation=consent-collecting=granted --annotation=consent-uploading=granted";

    [Fact]
    public async Task A_real_crash_is_uploaded_after_consent_and_kept_redacted_with_the_same_frames()
    {
        using var folder = new TemporaryFolder();
        using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"));
        await CrashAsync(folder, intake, uploads: true, Consents);
        string record = Assert.Single(Directory.GetFiles(folder.At("store", "reports"), "*.json", SearchOption.AllDirectories));
        var report = StoredReport.Read(await File.ReadAllBytesAsync(record), record);
        Assert.Equal("1.2.3", report.Version);

        // What the handler was answered is in its database, beside the dump as it was.
        string meta = Assert.Single(Directory.GetFiles(folder.At("database", "completed"), "*.meta"));
        Assert.EndsWith(report.Id, Encoding.ASCII.GetString(await File.ReadAllBytesAsync(meta)), StringComparison.Ordinal);
        byte[] sent = await File.ReadAllBytesAsync(Path.ChangeExtension(meta, ".dmp"));
        byte[] kept = await File.ReadAllBytesAsync(Path.ChangeExtension(record, ".dmp"));
        Assert.Contains(PlantedDumps.Secrets.Values, secret => PlantedDumps.Hits(sent, secret) > 0);
        foreach (string file in Directory.GetFiles(folder.At("store"), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != "owner"))
        {
            byte[] bytes = await File.ReadAllBytesAsync(file);
            Assert.All(PlantedDumps.Secrets.Values, secret => Assert.Equal(0, PlantedDumps.Hits(bytes, secret)));
        }

        Assert.Equal(PlantedDumps.Frames(sent, symbols: true), PlantedDumps.Frames(kept, symbols: true));
    }

    [Fact]
    public async Task Without_the_consent_in_the_report_the_intake_refuses_it()
    {
        using var folder = new TemporaryFolder();
        using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"));
        await CrashAsync(folder, intake, uploads: true, "");
        Assert.Contains("answers_total{status=\"403\"} 1", await MetricsAsync(intake), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.At("store", "reports")));
    }

    [Fact]
    public async Task Without_the_consent_in_its_database_the_handler_sends_nothing()
    {
        using var folder = new TemporaryFolder();
        using RunningIntake intake = await RunningIntake.StartAsync(folder.At("store"));
        await CrashAsync(folder, intake, uploads: false, Consents);
        Assert.Single(Directory.GetFiles(folder.At("database", "completed"), "*.dmp"));
        Assert.DoesNotContain("status=", await MetricsAsync(intake), StringComparison.Ordinal);
    }

    private static Task<string> MetricsAsync(RunningIntake intake) => intake.Http.GetStringAsync(new Uri("/metrics", UriKind.Relative));

    // The crasher starts a handler of its own; this one adds annotations to its command line, as Electron's does.
    private static async Task CrashAsync(TemporaryFolder folder, RunningIntake intake, bool uploads, string annotations)
    {
        string real = CrashCorpus.At("bin", "chrome_crashpad_handler");
        Assert.SkipUnless(File.Exists(real), "There is no Crashpad handler: see artifacts/crashes/missing.txt.");
        string handler = folder.Write("handler.sh", $"#!/bin/sh\nexec '{real}' {annotations} \"$@\"\n");
        FileStatus.SetMode(handler, FileModes.Executable);
        // settings.dat of Crashpad's database: magic, version 1, and the bit of consent in its options.
        Directory.CreateDirectory(folder.At("database"));
        await File.WriteAllBytesAsync(folder.At("database", "settings.dat"), [.. "sdPC"u8, 1, 0, 0, 0, (byte)(uploads ? 1 : 0), .. new byte[31]]);
        string upload = new Uri(intake.Http.BaseAddress!, "/upload").AbsoluteUri;
        var start = new ProcessStartInfo(CrashCorpus.At("bin", "crasher"), ["render", handler, folder.At("database"), upload])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
        };
        using Process crasher = Process.Start(start)!;
        await crasher.StandardError.ReadToEndAsync();
        await crasher.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
    }
}
