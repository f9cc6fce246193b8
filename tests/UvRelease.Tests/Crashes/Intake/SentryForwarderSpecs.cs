using System.Text;
using UvRelease.Crashes.Intake;
using UvRelease.Fuzz.Crashes;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Crashes.Intake;

public sealed class SentryForwarderSpecs
{
    [Fact]
    public async Task What_is_sent_on_is_what_is_stored()
    {
        using var stage = new IntakeStage();
        byte[] dump = new MadeDump { Stack = Encoding.ASCII.GetBytes("planted-secret-1") }.Write();
        (string, string)[] more = [("app", "demo"), ("release", "1.2.3"), ("channel", "latest")];
        IntakeAnswer answer = await stage.Send(new MadeUpload { Dump = dump, Fields = [.. new MadeUpload().Fields, .. more] });
        var sent = new TaskCompletionSource<UploadForm>();
        using var sentry = new LoopbackListener(async context =>
        {
            sent.SetResult(await UploadForm.ReadAsync(context.Request.InputStream, context.Request.ContentType!, new IntakeSettings(), CancellationToken.None));
            context.Response.Close();
        });
        using var http = new HttpClient();
        await new SentryForwarder(http, new Uri(sentry.Url, "/api/1/minidump/?sentry_key=k"), stage.Store).SendAsync(stage.Reported[0], CancellationToken.None);
        UploadForm form = await sent.Task;
        Assert.Equal(stage.Files[$"reports/2026-11-30/{answer.Text}.dmp"], form.Dump.ToArray());
        Assert.Equal(
            new Dictionary<string, string> { ["sentry[release]"] = "demo@1.2.3", ["sentry[environment]"] = "latest", ["sentry[tags][report]"] = answer.Text },
            form.Fields);
    }

    [Fact]
    public async Task A_refusal_names_the_report_and_not_the_key()
    {
        using var stage = new IntakeStage();
        IntakeAnswer answer = await stage.Send(new MadeUpload());
        using var sentry = new LoopbackListener(context =>
        {
            context.Response.StatusCode = 403;
            context.Response.Close();
            return Task.CompletedTask;
        });
        using var http = new HttpClient();
        var forwarder = new SentryForwarder(http, new Uri(sentry.Url, "/api/1/minidump/?sentry_key=k3y"), stage.Store);
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => forwarder.SendAsync(stage.Reported[0], CancellationToken.None));
        Assert.Contains(answer.Text, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("k3y", error.Message, StringComparison.Ordinal);
    }
}
