using UvRelease.Apple.Notarization;
using UvRelease.Releases;
using UvRelease.Tests.Stores;
using Xunit;

namespace UvRelease.Tests.Apple.Notarization;

/// <summary>Waiting for the verdict, and its log.</summary>
public sealed class NotaryWaitSpecs : IDisposable
{
    private readonly NotaryStage stage = new();

    [Fact]
    public async Task An_accepted_submission_has_its_warnings()
    {
        stage.Logs.Log = id => $$"""
            {"logFormatVersion":1,"jobId":"{{id}}","status":"Accepted","statusSummary":"Ready for distribution","statusCode":0,"archiveFilename":"Sample.zip",
            "uploadDate":"2026-01-01T00:00:00.000Z","sha256":"{{stage.Notary.Submissions[id].Sha256}}","ticketContents":[{"path":"Sample.zip/Sample.app",
            "digestAlgorithm":"SHA-256","cdhash":"1b747faf223750de74febed7929f14a73af8c933","arch":"arm64"}],
            "issues":[{"severity":"warning","code":null,"path":"Sample.zip/Sample.app/Contents/MacOS/Sample","message":"It is old.","docUrl":null,
            "architecture":"arm64"}]}
            """;
        NotarySubmission submission = await stage.SubmitAsync();
        NotaryVerdict verdict = await stage.WaitAsync(submission);
        Assert.Equal((submission.Id, NotaryStatus.Accepted, "Ready for distribution"), (verdict.Id, verdict.Status, verdict.Summary));
        Assert.Equal([new NotaryFinding("Sample.zip/Sample.app/Contents/MacOS/Sample", NotarySeverity.Warning, "It is old.", "arm64", null)], verdict.Findings);
        stage.AssertStrict();
    }

    [Theory]
    [InlineData("Invalid", NotaryStatus.Invalid)]
    [InlineData("Rejected", NotaryStatus.Rejected)]
    public async Task A_submission_that_is_not_accepted_says_which_file_and_why(string word, NotaryStatus status)
    {
        const string message = "The signature does not include a secure timestamp.";
        stage.Notary.Status = _ => word;
        stage.Logs.Log = id => $$"""
            {"jobId":"{{id}}","status":"{{word}}","statusSummary":"Archive contains critical validation errors","statusCode":4000,
            "archiveFilename":"Sample.zip","issues":[
            {"severity":"error","code":null,"path":"Sample.zip/a","message":"{{message}}","docUrl":"https://developer.apple.com/x","architecture":"x86_64"},
            {"severity":"fatal","path":null,"message":"No."}]}
            """;
        NotaryVerdict verdict = await stage.WaitAsync(await stage.SubmitAsync());
        Assert.Equal(status, verdict.Status);
        Assert.Equal([$"Sample.zip/a (x86_64): error: {message} See https://developer.apple.com/x", "Sample.zip: error: No."], verdict.Findings
            .Select(finding => finding.ToString()));
        stage.AssertStrict();
    }

    [Fact]
    public async Task A_submission_that_takes_long_is_asked_for_with_longer_and_longer_pauses()
    {
        stage.Notary.Status = number => number < 12 ? "In Progress" : "Accepted";
        NotaryVerdict verdict = await stage.WaitAsync(await stage.SubmitAsync());
        Assert.Equal((NotaryStatus.Accepted, 13), (verdict.Status, stage.Notary.Questions));
        Assert.Equal(TimeSpan.FromSeconds(5), stage.Clock.Pauses[0]);
        Assert.Equal(TimeSpan.FromSeconds(7.5), stage.Clock.Pauses[1]);
        Assert.Equal(TimeSpan.FromMinutes(2), stage.Clock.Pauses[^1]);
        stage.AssertStrict();
    }

    [Fact]
    public async Task After_the_limit_the_sentence_has_the_id_and_another_run_goes_on_without_an_upload()
    {
        stage.Notary.Status = _ => "In Progress";
        NotarySubmission submission = await stage.SubmitAsync();
        var late = await Assert.ThrowsAsync<ReleaseException>(() => stage.WaitAsync(submission, TimeSpan.FromMinutes(10)));
        Assert.Equal($"Apple's notary service has not decided on the submission {submission.Id} within 10 minutes. It goes on there: run this again with "
            + $"that submission id, and "
            + "nothing is uploaded a second time.", late.Message);
        Assert.InRange(stage.Clock.Pauses.Sum(pause => pause.TotalMinutes), 8, 10);
        int uploads = stage.Storage.Requests.Count;
        stage.Notary.Status = _ => "Accepted";
        Assert.Equal(NotaryStatus.Accepted, (await stage.WaitAsync(new NotarySubmission(submission.Id))).Status);
        Assert.Equal(uploads, stage.Storage.Requests.Count);
        stage.AssertStrict();
    }

    [Fact]
    public async Task Tokens_are_made_anew_while_it_takes_long()
    {
        stage.Notary.Status = number => number < 60 ? "In Progress" : "Accepted";
        await stage.WaitAsync(await stage.SubmitAsync(), TimeSpan.FromHours(3));
        Assert.InRange(stage.Notary.Tokens.Count, 5, 13);
        stage.AssertStrict();
    }

    [Fact]
    public async Task Cancelling_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        stage.Notary.Status = number =>
        {
            if (number == 2)
                stop.Cancel();
            return "In Progress";
        };
        NotarySubmission submission = await stage.SubmitAsync();
        using var service = new NotaryService(stage.Key, stage.Options);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => service.WaitAsync(submission, TimeSpan.FromHours(1), stop.Token));
    }

    [Theory]
    [InlineData("Approved", "'data.attributes.status' is 'Approved', which is not known here")]
    [InlineData("accepted", "'data.attributes.status' is 'accepted', which is not known here")]
    public async Task A_status_that_is_not_known_is_no_verdict(string word, string sentence)
    {
        stage.Notary.Status = _ => word;
        Assert.Contains(sentence, await FailsAsync(await stage.SubmitAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_submission_that_is_not_known_is_asked_for_again_and_then_said()
    {
        string said = await FailsAsync(new NotarySubmission("2efe2717-52ef-43a5-96dc-0797e4ca1041"));
        Assert.StartsWith("Apple's notary service does not know what was asked for (404: NOT_FOUND: Submission does not exist or does not belong to your "
            + "team).", said, StringComparison.Ordinal);
        Assert.Equal(3, stage.Notary.Requests.Count);
    }

    [Fact]
    public async Task An_answer_about_another_submission_is_not_believed()
    {
        NotarySubmission submission = await stage.SubmitAsync();
        stage.Notary.Troubles = (_, _) => new Trouble.Says(new Answer(200,
            """{"data":{"id":"00000000-52ef-43a5-96dc-0797e4ca1041","attributes":{"status":"Accepted"}}}"""));
        Assert.Contains($"'data.id' is that of another submission than {submission.Id}", await FailsAsync(submission), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"status":"Invalid","issues":null}""", "'status' is another than the service says")]
    [InlineData("""{"jobId":"00000000-52ef-43a5-96dc-0797e4ca1041","status":"Accepted"}""", "'jobId' is that of another submission than")]
    [InlineData("""{"status":"Accepted","sha256":"00"}""", "'sha256' is that of another file than the one here, which has")]
    [InlineData("""{"status":"Accepted","issues":{}}""", "'issues' is an object and must be a list")]
    [InlineData("""{"status":"Accepted","issues":[{"severity":"error"}]}""", "'issues[0].message' is missing")]
    [InlineData("""{"status":"Accepted","iss""", "is no JSON that can be trusted")]
    [InlineData("""{"issues":[]}""", "'status' is missing")]
    public async Task A_log_that_can_not_be_is_not_believed(string log, string sentence)
    {
        stage.Logs.Log = _ => log;
        string said = await FailsAsync(await stage.SubmitAsync());
        Assert.StartsWith("Apple's notary service gave an answer that can't be believed: ", said, StringComparison.Ordinal);
        Assert.Contains(sentence, said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_giant_log_is_not_read_to_its_end()
    {
        stage.Logs.Log = _ => new string(' ', NotaryLog.Largest + 1);
        Assert.StartsWith("Apple's notary service answered with more than 33554432 bytes.", await FailsAsync(await stage.SubmitAsync()),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_that_comes_late_is_waited_for()
    {
        stage.Logs.Troubles = (_, number) => number == 0 ? new Trouble.Says(new Answer(404)) : number == 1 ? new Trouble.Cuts(new Answer(200, "{\"a\":1}"))
            : null;
        Assert.Equal(NotaryStatus.Accepted, (await stage.WaitAsync(await stage.SubmitAsync())).Status);
    }

    [Theory]
    [InlineData("http://logs.example.com/x")]
    [InlineData("file:///etc/passwd")]
    [InlineData("https://user:word@logs.example.com/x")]
    public async Task A_log_is_loaded_from_an_https_address_alone(string address)
    {
        NotarySubmission submission = await stage.SubmitAsync();
        stage.Notary.Troubles = (asked, _) => !asked.What.EndsWith("/logs", StringComparison.Ordinal) ? null
            : new Trouble.Says(new Answer(200, $$$"""{"data":{"id":"{{{submission.Id}}}","attributes":{"developerLogUrl":"{{{address}}}"} } }"""));
        string said = await FailsAsync(submission);
        Assert.Contains("'data.attributes.developerLogUrl' is no https address", said, StringComparison.Ordinal);
        Assert.Empty(stage.Logs.Requests);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("../../../v1/users")]
    [InlineData("{2efe2717-52ef-43a5-96dc-0797e4ca1041}")]
    public async Task An_id_is_a_UUID_before_it_is_part_of_an_address(string id)
    {
        Assert.StartsWith("The submission's id is no UUID.", await FailsAsync(new NotarySubmission(id), Fault.Input), StringComparison.Ordinal);
        Assert.Empty(stage.Notary.Requests);
    }

    public void Dispose() => stage.Dispose();

    private async Task<string> FailsAsync(NotarySubmission submission, Fault fault = Fault.Environment)
    {
        var refusal = await Assert.ThrowsAsync<ReleaseException>(() => stage.WaitAsync(submission));
        Assert.Equal(fault, refusal.Fault);
        return refusal.Message;
    }
}
