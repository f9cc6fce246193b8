using System.Security.Cryptography;
using UvRelease.Apple.Notarization;
using UvRelease.Releases;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>Handing a file in: the announcement and the upload.</summary>
public sealed class NotarySubmitSpecs : IDisposable
{
    private const int Mebi = 1024 * 1024;
    private readonly NotaryStage stage = new();

    [Theory]
    [InlineData(1000, 1)]
    [InlineData(5 * Mebi, 1)]
    [InlineData((5 * Mebi) + 1, 2)]
    [InlineData((11 * Mebi) + 3, 3)]
    public async Task A_file_arrives_whole_with_the_hash_that_was_announced(int length, int parts)
    {
        string file = stage.File(length);
        NotarySubmission submission = await stage.SubmitAsync(file);
        string sum = Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken)));
        Assert.Equal(sum, submission.Sha256);
        Assert.Equal(("Sample.zip", sum), stage.Notary.Submissions[submission.Id]);
        Assert.Equal(sum, stage.Storage.Sum($"prod/{submission.Id}"));
        Assert.Equal(parts, stage.Storage.Parts);
        stage.AssertStrict();
    }

    [Fact]
    public async Task A_token_lives_for_a_window_and_is_made_anew_after_it()
    {
        await stage.SubmitAsync();
        await stage.SubmitAsync();
        Assert.Single(stage.Notary.Tokens);
        await Task.Delay(TimeSpan.FromMinutes(11), stage.Clock, TestContext.Current.CancellationToken);
        await stage.SubmitAsync();
        Assert.Equal(2, stage.Notary.Tokens.Count);
        stage.AssertStrict();
    }

    [Fact]
    public async Task Another_key_is_refused_with_where_to_look()
    {
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        stage.Key = NotaryKey.Read(NotaryDouble.Issuer, NotaryDouble.KeyId, other.ExportPkcs8PrivateKeyPem());
        string said = await FailsAsync();
        Assert.Equal(
            "Apple's notary service does not take the token (401: NOT_AUTHORIZED: Authentication credentials are missing or invalid: signed by another "
                + "key). The key was "
            + "revoked, or issuer ID, key ID and private key don't belong together: compare them with Users and Access, Integrations in App Store Connect.",
                said);
        Assert.Single(stage.Notary.Requests);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task A_wrong_clock_is_said_to_be_wrong(int hours)
    {
        stage.Notary.Clock = new Judges.FixedClock(stage.Clock.GetUtcNow().AddHours(hours));
        string said = await FailsAsync();
        Assert.EndsWith($": the clock here says 2026-01-01 00:00:00 and theirs {(hours > 0 ? "2026-01-01 01" : "2025-12-31 23")}:00:00. Set the clock of "
            + "this machine.", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("FORBIDDEN.REQUIRED_AGREEMENTS_MISSING_OR_EXPIRED", "A required agreement is missing or has expired.", "wants an agreement to be signed")]
    [InlineData("FORBIDDEN_ERROR", "This request is forbidden for security reasons.", "does not let this key notarize")]
    public async Task A_refusal_says_who_can_mend_it(string code, string title, string sentence)
    {
        Answers(new Answer(403, $$"""{"errors":[{"status":"403","code":"{{code}}","title":"{{title}}"}]}"""));
        Assert.StartsWith($"Apple's notary service {sentence} (403: {code}: {title[..^1]}).", await FailsAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_may_pass_is_asked_again_and_not_for_ever(int status)
    {
        stage.Notary.Troubles = (_, number) => number < 2 ? new Trouble.Says(new Answer(status)) : null;
        await stage.SubmitAsync();
        Assert.Equal(3, stage.Notary.Requests.Count);
        Answers(new Answer(status));
        Assert.StartsWith($"Apple's notary service answered {status}, 3 times. ", await FailsAsync(), StringComparison.Ordinal);
        stage.AssertStrict();
    }

    [Fact]
    public async Task A_pause_that_is_asked_for_is_kept_up_to_a_bound()
    {
        stage.Notary.Troubles = (_, number) => number < 1 ? new Trouble.Says(new Answer(429) { Headers = { ["Retry-After"] = "77" } }) : null;
        await stage.SubmitAsync();
        Assert.Contains(TimeSpan.FromSeconds(77), stage.Clock.Pauses);
        Answers(new Answer(429) { Headers = { ["Retry-After"] = "86400" } });
        Assert.StartsWith("Apple's notary service answered 429 and wants to be left alone for 86400 seconds.", await FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_no_token_goes_there()
    {
        using var elsewhere = new ScriptedServer((_, _) => new Answer(200, "{}"));
        Answers(new Answer(307) { Headers = { ["Location"] = new Uri(elsewhere.Url, "/notary/v2/submissions").AbsoluteUri } });
        Assert.StartsWith("Apple's notary service sends the request on to 127.0.0.1 (307), where nothing is sent to.", await FailsAsync(),
            StringComparison.Ordinal);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again()
    {
        stage.Notary.Troubles = (_, number) => number == 0 ? new Trouble.Cuts(new Answer(200, "{\"data\":{\"id\":\"1\"}}")) : number == 1
            ? new Trouble.Cuts(new Answer(500, "broken")) : null;
        await stage.SubmitAsync();
        Assert.Equal(3, stage.Notary.Requests.Count);
    }

    [Theory]
    [InlineData("{\"data\":{\"type\":\"newSubm", "is no JSON that can be trusted")]
    [InlineData("[]", "is a list and must be an object")]
    [InlineData("{\"data\":{\"id\":\"../../x\",\"attributes\":{}}}", "'data.id' is no UUID")]
    [InlineData("{\"data\":{\"id\":\"2efe2717-52ef-43a5-96dc-0797e4ca1041\",\"attributes\":{\"awsAccessKeyId\":\"A\"}}}",
        "'data.attributes.awsSecretAccessKey' is missing")]
    [InlineData("{\"data\":{\"id\":\"2efe2717-52ef-43a5-96dc-0797e4ca1041\",\"attributes\":{\"awsAccessKeyId\":\"A\",\"awsSecretAccessKey\":\"s\","
        + "\"awsSessionToken\":\"t\","
        + "\"bucket\":\"evil.example/x\",\"object\":\"o\"}}}", "'data.attributes.bucket' is no name of a bucket")]
    [InlineData("{\"data\":{\"id\":\"2efe2717-52ef-43a5-96dc-0797e4ca1041\",\"attributes\":{\"awsAccessKeyId\":\"A\",\"awsSecretAccessKey\":\"s\\nt\"}}}",
        "'data.attributes.awsSecretAccessKey' is no credential")]
    [InlineData("{\"data\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[0]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}", "is no JSON that can be trusted")]
    public async Task An_answer_that_can_not_be_is_not_believed(string body, string sentence)
    {
        Answers(new Answer(200, body));
        string said = await FailsAsync();
        Assert.StartsWith("Apple's notary service gave an answer that can't be believed: the answer", said, StringComparison.Ordinal);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
        Assert.Empty(stage.Storage.Requests);
    }

    [Fact]
    public async Task A_giant_answer_is_not_read_to_its_end()
    {
        Answers(new Answer(200, new string(' ', (1 << 20) + 1)));
        Assert.StartsWith("Apple's notary service answered with more than 1048576 bytes.", await FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_never_answers_is_left_after_a_while()
    {
        stage.Options = stage.Options with { Attempts = 1, RequestTimeout = TimeSpan.FromSeconds(1) };
        stage.Notary.Troubles = (_, _) => new Trouble.Stalls();
        Assert.StartsWith("Apple's notary service gave no answer in 1 seconds, 1 times.", await FailsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_service_that_drops_the_connection_is_asked_again_and_then_left()
    {
        using var service = new DroppingServer();
        stage.Options = stage.Options with { Address = service.Url };
        Assert.Matches("^Apple's notary service can't be reached: .*, 3 times\\. ", await FailsAsync());
        Assert.InRange(service.Dropped, 3, 6);
    }

    [Theory]
    [InlineData("Sample.app.tar.gz", 10, "Sample.app.tar.gz can't be notarized: Apple takes .zip, .dmg and .pkg. Pack an app or a program into a zip first.")]
    [InlineData("Sample", 10, "Sample can't be notarized: Apple takes .zip, .dmg and .pkg. Pack an app or a program into a zip first.")]
    [InlineData("Sample.dmg", 0, "Sample.dmg is empty. Make it anew.")]
    public async Task What_Apple_does_not_take_is_refused_before_anybody_is_asked(string name, int length, string sentence)
    {
        Assert.Equal(sentence, await FailsAsync(stage.File(length, name), Fault.Input));
        Assert.Empty(stage.Notary.Requests);
    }

    [Fact]
    public async Task A_link_is_not_submitted()
    {
        File.CreateSymbolicLink(stage.Folder.At("link.zip"), stage.File());
        await Assert.ThrowsAnyAsync<IOException>(() => stage.SubmitAsync(stage.Folder.At("link.zip")));
    }

    [Theory]
    [InlineData("http://notary.example.com/")]
    [InlineData("https://user@appstoreconnect.apple.com/")]
    [InlineData("ftp://127.0.0.1/")]
    public void Secrets_go_over_https_or_stay_on_this_machine(string address)
    {
        Assert.Throws<ReleaseException>(() => new NotaryOptions { Address = new Uri(address) });
        Assert.Throws<ReleaseException>(() => new NotaryOptions { UploadAddress = new Uri(address) });
        Assert.Throws<ReleaseException>(() => new NotaryOptions { TicketAddress = new Uri(address) });
    }

    public void Dispose() => stage.Dispose();

    private void Answers(Answer answer) => stage.Notary.Troubles = (_, _) => new Trouble.Says(answer);

    private async Task<string> FailsAsync(string? file = null, Fault fault = Fault.Environment)
    {
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => stage.SubmitAsync(file));
        Assert.Equal(fault, refusal.Fault);
        return refusal.Message;
    }
}
