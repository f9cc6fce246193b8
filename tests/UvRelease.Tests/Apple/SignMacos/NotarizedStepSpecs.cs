using System.Net;
using System.Security.Cryptography;
using UvRelease.Releases.Artifacts;
using UvRelease.Tests.Apple.CodeSigning;
using UvRelease.Tests.Apple.Notarization;
using UvRelease.Tests.Doubles;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Apple.SignMacos;

/// <summary>The step asks Apple's services and a time-stamp authority, as far as doubles of them stand for these.</summary>
public sealed class NotarizedStepSpecs(SampleApp app) : IClassFixture<SampleApp>
{
    private static readonly byte[] Ticket = [.. "s8ch"u8, .. Enumerable.Range(0, 200).Select(i => (byte)i)];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task App_disk_image_and_package_are_notarized_stapled_and_hashed_again()
    {
        using var stage = new NotaryStage();
        using BuiltLeg leg = await BuiltLeg.OfAsync(app.Path);
        leg.Clock = stage.Clock;
        stage.Tickets.Any = Ticket;
        Assert.True(await leg.SignAsync([.. Notarized(stage), ("formats", "zip\ndmg\npkg")]) == 0, leg.Errors);
        stage.AssertStrict();
        Assert.Equal([".dmg", ".pkg", ".zip"], stage.Notary.Submissions.Values.Select(one => Path.GetExtension(one.Name)).Order(StringComparer.Ordinal));
        foreach (Artifact artifact in leg.Fragment.Artifacts)
        {
            byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(leg.Release, artifact.Path), Stop);
            Assert.Equal(artifact.Sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            // What Apple saw of disk image and package had no ticket yet: the hash of the fragment is that of the stapled file.
            if (artifact.Kind == ArtifactKind.Installer)
            {
                Assert.DoesNotContain(stage.Notary.Submissions.Values, one => one.Sha256 == artifact.Sha256);
                Assert.True(bytes.AsSpan().IndexOf(Ticket) > 0, artifact.Path);
            }
        }

        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("app"));
        await OutsideProgram.RunAsync(folder.Path, "tar", "-xf", Path.Combine(leg.Release, "demo-1.2.0-mac-universal.tar"), "-C", folder.At("app"));
        string stapled = Directory.GetFiles(folder.At("app"), "CodeResources", SearchOption.AllDirectories)
            .Single(file => !file.Contains("_CodeSignature", StringComparison.Ordinal));
        Assert.Equal(Ticket, await File.ReadAllBytesAsync(stapled, Stop));
    }

    [Fact]
    public async Task What_Apple_refuses_is_told_by_file_and_the_leg_stays()
    {
        using var stage = new NotaryStage();
        using BuiltLeg leg = await BuiltLeg.OfAsync(app.Path);
        leg.Clock = stage.Clock;
        string[] state = leg.State();
        stage.Notary.Status = _ => "Invalid";
        stage.Logs.Log = id => $$"""
            {"logFormatVersion":1,"jobId":"{{id}}","status":"Invalid","statusSummary":"Archive contains critical validation errors",
            "issues":[{"severity":"error","path":"Demo.app/Contents/MacOS/Demo","message":"The signature of the binary is invalid."}]}
            """;
        Assert.Equal(1, await leg.SignAsync([.. Notarized(stage), ("formats", "zip")]));
        Assert.Contains("Apple does not notarize Demo.app", leg.Errors, StringComparison.Ordinal);
        Assert.Contains("The signature of the binary is invalid", leg.Errors, StringComparison.Ordinal);
        Assert.Equal(state, leg.State());
    }

    [Fact]
    public async Task Signatures_have_the_time_stamp_of_an_authority_whose_root_is_trusted()
    {
        using var folder = new TemporaryFolder();
        using TimestampDouble authority = await TimestampDouble.MakeAsync(folder);
        using var client = new HttpMessageInvoker(authority, disposeHandler: false);
        using var server = new LoopbackListener(context => AnswerAsync(client, context));
        using BuiltLeg leg = await BuiltLeg.OfAsync(app.Path);
        leg.Clock = TimeProvider.System;
        string[] state = leg.State();
        (string, string)[] given = [.. Identity(), ("formats", "zip"), ("timestamp-server", server.Url.AbsoluteUri)];
        Assert.Equal(1, await leg.SignAsync(given));
        Assert.Equal(state, leg.State());

        File.WriteAllText(Path.Combine(leg.Run.Workspace, "tsa.pem"), authority.Root);
        int asked = authority.Asked;
        Assert.True(await leg.SignAsync([.. given, ("trusted-roots", "tsa.pem")]) == 0, leg.Errors);
        Assert.True(authority.Asked > asked);
    }

    private static (string, string)[] Identity() =>
    [
        ("identity", BuiltLeg.Identity()), ("identity-password", BuiltLeg.Password), ("installer-identity", BuiltLeg.Identity(installer: true)),
        ("installer-identity-password", BuiltLeg.Password),
    ];

    private static (string, string)[] Notarized(NotaryStage stage) =>
    [
        .. Identity(), ("notarize", "true"), ("notary-issuer", NotaryDouble.Issuer), ("notary-key-id", NotaryDouble.KeyId), ("notary-key", stage.Secret),
        ("notary-url", stage.Notary.Url.AbsoluteUri), ("ticket-url", stage.Tickets.Url.AbsoluteUri), ("notary-upload-url", stage.Storage.Url.AbsoluteUri),
    ];

    private static async Task AnswerAsync(HttpMessageInvoker client, HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.HttpMethod), context.Request.Url)
        {
            Content = new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new(context.Request.ContentType!) } },
        };
        using HttpResponseMessage answer = await client.SendAsync(request, CancellationToken.None);
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.MediaType;
        await answer.Content.CopyToAsync(context.Response.OutputStream);
        context.Response.Close();
    }
}
